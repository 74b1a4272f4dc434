import { namesOfSpecs } from '../project-file/read-raw-specs.js';
import { describeLoadError, loadProject } from '../project-file/load-project.js';
import { ProjectFileError } from '../project-file/project-file-error.js';
import { compileProject } from '../compile/compile-project.js';
import { type Emulator, startEmulator } from '../start-emulator.js';
import { describeNames, describeServed } from './describe-served.js';
import { type Command, parseArguments, UsageError } from './parse-arguments.js';
import { usage } from './usage.js';

/** The terminal that a command talks to. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** How a command ended, or that it goes on. */
export type CommandOutcome = { readonly exitCode: 0 | 1 | 2 } | { readonly running: Emulator };

/**
 * Runs a command line. Never rejects: what goes wrong is said on the terminal, and told by the exit code — 1 for a
 * project with mistakes or a port in use, 2 for a command line that cannot be understood.
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<CommandOutcome> {
  try {
    return await run(parseArguments(args), terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\nTry \`statsig-nodekit --help\`.\n`);
      return { exitCode: 2 };
    }
    terminal.err(`${describeLoadError(error)}\n`);
    return { exitCode: 1 };
  }
}

async function run(command: Command, terminal: Terminal): Promise<CommandOutcome> {
  switch (command.kind) {
    case 'help':
      terminal.out(usage);
      return { exitCode: 0 };
    case 'version': {
      // Loaded only here: the rest of the program needs nothing of the SDK itself.
      const { sdkVersion } = await import('statsig-nodekit');
      terminal.out(`${sdkVersion}\n`);
      return { exitCode: 0 };
    }
    case 'check':
      return checkFiles(command.files, terminal);
    case 'emulator': {
      const { project, port, host, watch } = command;
      const logger = { info: lineTo(terminal.out), error: lineTo(terminal.err) };
      const emulator = await startEmulator({ project, port, host, watch, logger });
      terminal.out(describeServed(emulator, project));
      return { running: emulator };
    }
    default: {
      const unknown: never = command;
      return unknown;
    }
  }
}

function lineTo(write: (text: string) => void): (line: string) => void {
  return (line) => write(`${line}\n`);
}

async function checkFiles(files: readonly string[], terminal: Terminal): Promise<CommandOutcome> {
  const results = await Promise.all(files.map(checkFile));
  for (const { report, isValid } of results) (isValid ? terminal.out : terminal.err)(report);
  return { exitCode: results.every(({ isValid }) => isValid) ? 0 : 1 };
}

async function checkFile(file: string): Promise<{ readonly isValid: boolean; readonly report: string }> {
  try {
    const loaded = await loadProject(file);
    const specs =
      loaded.kind === 'raw'
        ? loaded.specs
        : compileProject(loaded.project, { now: 0, ...(loaded.raw && { raw: loaded.raw }) }).specs;
    return { isValid: true, report: `${file} is valid\n${describeNames(namesOfSpecs(specs))}\n` };
  } catch (error) {
    const count = error instanceof ProjectFileError ? error.complaints.length : 1;
    const total = count === 1 ? '1 mistake' : `${count} mistakes`;
    return { isValid: false, report: `${describeLoadError(error)}\n${file}: ${total}\n` };
  }
}
