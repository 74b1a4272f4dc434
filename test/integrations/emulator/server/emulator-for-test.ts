import { type Emulator, type EmulatorOptions, startEmulator } from 'statsig-nodekit/emulator';
import { onTestFinished } from 'vitest';

/** An emulator that is closed when the test ends. Serves an empty project unless told otherwise. */
export async function emulatorForTest(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ project: {}, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** A logger that keeps what it was told. */
export function recordingLogger(): {
  readonly infos: string[];
  readonly errors: string[];
  info(m: string): void;
  error(m: string): void;
} {
  const infos: string[] = [];
  const errors: string[] = [];
  return { infos, errors, info: (message) => infos.push(message), error: (message) => errors.push(message) };
}

/** Waits until a condition holds, looking every 10 ms; fails after 5 s with the words given. */
export async function eventually(words: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`never: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
