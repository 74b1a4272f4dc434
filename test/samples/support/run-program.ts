import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The root of the repository, where programs are run. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that was started, with all it has printed. */
export interface RunningProgram {
  /** Both outputs so far. */
  output(): string;
  /** The match in the output, as soon as there is one. Rejects when the program ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal to the program and all that it started, as a terminal does. */
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<ProgramEnd>;
}

/** Starts a program in a process group of its own, which ends with the test at the latest. */
export function runProgram(command: readonly [string, ...string[]], environment: NodeJS.ProcessEnv): RunningProgram {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: projectRoot,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  const check = (): void => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      check();
    });
  }
  let hasEnded = false;
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
      check();
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && !hasEnded) process.kill(-child.pid, name);
  };
  onTestFinished(async () => {
    signal('SIGKILL');
    await ended;
  });
  return {
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (match === null && !hasEnded) return;
          waiting.delete(look);
          if (match === null)
            reject(new Error(`The program ended without printing ${pattern}. It printed:\n${output}`));
          else resolve(match);
        };
        waiting.add(look);
        look();
      }),
    signal,
    ended,
  };
}
