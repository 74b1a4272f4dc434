/** Where the emulator says what happens to it. `console` fits. */
export interface EmulatorLogger {
  info(message: string): void;
  error(message: string): void;
}

/** Errors to standard error, nothing else. */
export const stderrLogger: EmulatorLogger = {
  info: () => undefined,
  error: (message) => {
    process.stderr.write(`${message}\n`);
  },
};
