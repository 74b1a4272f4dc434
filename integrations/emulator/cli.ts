#!/usr/bin/env node
/** The program `statsig-nodekit`: connects the commands with this process, its signals and its exit status. */
import type { Emulator } from './start-emulator.js';
import { runCommand } from './cli/run-command.js';

async function main(): Promise<void> {
  const outcome = await runCommand(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if ('exitCode' in outcome) process.exitCode = outcome.exitCode;
  else closeOnSignals(outcome.running);
}

function closeOnSignals(emulator: Emulator): void {
  const close = (): void => {
    // The second signal finds no listener, and ends the process at once.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, close);
    const { length } = emulator.events();
    emulator
      .close()
      .then(
        () => process.stdout.write(`\nClosed. ${length === 1 ? '1 event was' : `${length} events were`} kept.\n`),
        fail,
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
