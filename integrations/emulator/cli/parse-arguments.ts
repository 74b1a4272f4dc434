import { parseArgs } from 'node:util';
import { didYouMean } from 'statsig-nodekit/request';

/** What the program was asked to do. */
export type Command =
  | {
      readonly kind: 'emulator';
      readonly project: string;
      readonly port: number;
      readonly host: string;
      readonly watch: boolean;
    }
  | { readonly kind: 'check'; readonly files: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** The command line cannot be understood. The message says what was found and what is possible. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const flags = {
  emulator: {
    project: { type: 'string' },
    port: { type: 'string' },
    host: { type: 'string' },
    'no-watch': { type: 'boolean' },
  },
  check: {},
} as const;

const everywhere = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const;

/**
 * Reads the arguments after the program's name.
 * @throws {UsageError} for unknown commands and flags, and for values that are out of range.
 */
export function parseArguments(args: readonly string[]): Command {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help') return { kind: 'help' };
  if (command.startsWith('-')) return parseBareFlag(command);
  if (command === 'emulator') return parseEmulator(rest);
  if (command === 'check') return parseCheck(rest);
  const suggestion = didYouMean(command, Object.keys(flags));
  throw new UsageError(
    `unknown command \`${command}\`${suggestion === '' ? '; expected `emulator` or `check`' : suggestion}`,
  );
}

function parseBareFlag(flag: string): Command {
  if (flag === '--help' || flag === '-h') return { kind: 'help' };
  if (flag === '--version' || flag === '-v') return { kind: 'version' };
  const suggestion = didYouMean(flag, ['--help', '--version']);
  throw new UsageError(`expected a command (\`emulator\` or \`check\`) before \`${flag}\`${suggestion}`);
}

function parseEmulator(args: readonly string[]): Command {
  const { values, positionals } = read(args, flags.emulator);
  if (values['help'] === true) return { kind: 'help' };
  if (values['version'] === true) return { kind: 'version' };
  const [surplus] = positionals;
  if (surplus !== undefined) {
    throw new UsageError(`\`emulator\` takes no argument, found \`${surplus}\`; name the file with --project`);
  }
  return {
    kind: 'emulator',
    project: textOf(values['project'], 'statsig.yaml'),
    port: parsePort(textOf(values['port'], '0')),
    host: textOf(values['host'], '127.0.0.1'),
    watch: values['no-watch'] !== true,
  };
}

function parseCheck(args: readonly string[]): Command {
  const { values, positionals } = read(args, flags.check);
  if (values['help'] === true) return { kind: 'help' };
  if (values['version'] === true) return { kind: 'version' };
  if (positionals.length === 0) throw new UsageError('`check` needs the path of a project file');
  return { kind: 'check', files: positionals };
}

type FlagValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Not strict: `parseArgs` would throw in its own words, and knows no nearest name. */
function read(
  args: readonly string[],
  known: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>,
): { readonly values: FlagValues; readonly positionals: readonly string[] } {
  const options = { ...known, ...everywhere };
  const { tokens, values, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const type = Object.hasOwn(known, token.name) ? known[token.name]?.type : undefined;
    if (type === undefined && !Object.hasOwn(everywhere, token.name)) {
      const names = Object.keys(options).map((name) => `--${name}`);
      const suggestion = didYouMean(token.rawName, names);
      const all = `; expected ${names.join(', ')}`;
      throw new UsageError(`unknown flag \`${token.rawName}\`${suggestion === '' ? all : suggestion}`);
    }
    const isFollowedByFlag = token.value?.startsWith('--') === true && token.inlineValue !== true;
    if (type === 'string' && (token.value === undefined || token.value === '' || isFollowedByFlag)) {
      throw new UsageError(`\`${token.rawName}\` needs a value`);
    }
    if (type !== 'string' && token.value !== undefined) {
      throw new UsageError(`\`${token.rawName}\` takes no value, found \`${token.value}\``);
    }
  }
  return { values, positionals };
}

function textOf(value: FlagValues[string], fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`\`--port\` expects a number from 0 to 65535 (0 takes a free port), found \`${text}\``);
}
