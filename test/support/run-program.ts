import { execFile } from 'node:child_process';

import { checkOutput } from './secret-watch/secret-watch.js';

/** How a program came to its end. */
export interface Ending {
  /** Null when it had to be killed. */
  readonly code: number | null;
  /** What it printed, without white space at the ends. */
  readonly output: string;
  readonly errors: string;
  /** From its last printed text, or its start when it printed none, to its end. Unit: milliseconds. */
  readonly lingeredMs: number;
}

/** How a program is run. */
export interface ProgramSettings {
  /** @default 'esm' */
  readonly format?: 'esm' | 'cjs';
  /** A program that does not end within this is killed. Far beyond what any needs, because the machine may be busy. @default 20_000 */
  readonly limitMs?: number;
  /** Whether its standard error is closed from the start. @default false */
  readonly isErrorClosed?: boolean;
}

/** Runs a program in a process of its own until it ends by itself. */
export function runProgram(source: string, settings: ProgramSettings = {}): Promise<Ending> {
  const { format = 'esm', limitMs = 20_000, isErrorClosed = false } = settings;
  let spokeAtMs = performance.now();
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`--input-type=${format === 'esm' ? 'module' : 'commonjs'}`, '-e', source],
      { timeout: limitMs, killSignal: 'SIGKILL' },
      (_error, output, errors) => {
        checkOutput('the output of a process', output + errors);
        resolve({
          code: child.exitCode,
          output: output.trim(),
          errors: errors.trim(),
          lingeredMs: performance.now() - spokeAtMs,
        });
      },
    );
    child.stdout?.on('data', () => (spokeAtMs = performance.now()));
    if (isErrorClosed) child.stderr?.destroy();
  });
}
