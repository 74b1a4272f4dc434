import { sdkType } from '../version.js';

/** The names of all levels, the least serious first. */
export const logLineLevels = ['trace', 'debug', 'log', 'info', 'warn', 'error'] as const;

/** How serious a line of a log is, for `forwardLogLineEvent`. */
export type LogLineLevel = (typeof logLineLevels)[number];

/** What the service is told of each level: `status` and `log_level` (runtime §6.9). */
const levels: Readonly<Record<LogLineLevel, { readonly status: string; readonly logLevel: string }>> = {
  trace: { status: 'trace', logLevel: 'Trace' },
  debug: { status: 'debug', logLevel: 'Debug' },
  log: { status: 'info', logLevel: 'Log' },
  info: { status: 'info', logLevel: 'Info' },
  warn: { status: 'warn', logLevel: 'Warn' },
  error: { status: 'error', logLevel: 'Error' },
};

/** Other words for levels that the official SDK accepts. */
const otherWords: Readonly<Record<string, LogLineLevel>> = { warning: 'warn', err: 'error' };

/** The level that a word names in any case, also `warning` and `err`; undefined when it names none. */
export function toLogLineLevel(word: unknown): LogLineLevel | undefined {
  if (typeof word !== 'string') return undefined;
  const lower = word.toLowerCase();
  if (Object.hasOwn(otherWords, lower)) return otherWords[lower];
  return logLineLevels.find((level) => level === lower);
}

/**
 * The metadata of a line: what the caller gave, as texts, and what the service sorts lines by, which goes before members of the
 * caller's of the same name.
 */
export function logLineMetadata(level: LogLineLevel, given: object | null): Readonly<Record<string, string>> {
  const { status, logLevel } = levels[level];
  const texts = Object.entries(given ?? {}).flatMap(([key, value]: [string, unknown]) =>
    value === null ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)] as const],
  );
  return { ...Object.fromEntries(texts), status, log_level: logLevel, source: sdkType };
}
