import { createRedactor } from './redact-secrets.js';

/**
 * `observability/` holds what the SDK says about itself. The output logger is here; metrics and diagnostics will be
 * neighbours. Nothing in this folder knows what it is told about.
 */

/** How much is logged; each level includes those before it. `none` silences the SDK. */
export type OutputLogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

/**
 * Takes log lines to the application's own logger; given as the option `outputLoggerProvider`. All methods are
 * optional, same shape as in the official SDK. A method that throws or rejects does no harm: the line goes to standard
 * error instead.
 */
export interface OutputLoggerProvider {
  initialize?(): void;
  debug?(tag: string, message: string): void;
  info?(tag: string, message: string): void;
  warn?(tag: string, message: string): void;
  error?(tag: string, message: string): void;
  shutdown?(): void;
}

/**
 * Where the parts of the SDK write: one line per event with its facts, never keys or users.
 * `tag` names the part: `SpecSync`, `Events`. No method throws.
 */
export interface Logger {
  debug(tag: string, message: string): void;
  info(tag: string, message: string): void;
  warn(tag: string, message: string): void;
  error(tag: string, message: string): void;
  /** Like `warn`, but only the first time for each `key`. */
  warnOnce(key: string, tag: string, message: string): void;
}

type Severity = Exclude<OutputLogLevel, 'none'>;

/** Longer messages are cut here, as in the official SDK (runtime behaviour of `outputLoggerProvider`). */
const longestMessage = 400;

/** A process that meets ever new keys must not remember them all; later ones are then left out. */
const mostOnceKeys = 1000;

const rank = { none: 0, error: 1, warn: 2, info: 3, debug: 4 } satisfies Record<OutputLogLevel, number>;

/** A logger with its provider's life cycle, which belongs to whoever created it. */
export interface OutputLogger extends Logger {
  /** Calls the provider's `initialize`. */
  initialize(): void;
  /** Calls the provider's `shutdown`. Lines written later still go to the provider. */
  shutdown(): void;
}

/** What {@link createLogger} needs. */
export interface LoggerSettings {
  readonly level: OutputLogLevel;
  readonly provider?: OutputLoggerProvider | undefined;
  /** Taken out of every message. */
  readonly sdkKey: string;
  /** Receives the finished lines when there is no provider, or when it fails. @default standard error */
  readonly writeLine?: (line: string) => void;
}

/**
 * Returns a logger that filters by level, removes SDK keys, cuts long messages, and passes the rest to the provider. Without
 * a provider, lines go to standard error as `<ISO time> WARN  [Statsig::<tag>] <message>`; the official SDK uses
 * standard output, which spoils the output of command-line programs. No method of it throws, whatever the provider does.
 */
export function createLogger({ level, provider, sdkKey, writeLine = writeToStderr }: LoggerSettings): OutputLogger {
  const redact = createRedactor(sdkKey);
  const onceKeys = new Set<string>();
  const isLogged = (severity: Severity): boolean => rank[severity] <= rank[level];

  const write = (severity: Severity, tag: string, message: string): void => {
    if (!isLogged(severity)) return;
    const text = cut(redact(message));
    const writeFallback = (): void => writeLine(formatLine(severity, tag, text));
    if (provider === undefined) writeFallback();
    else callProvider(() => provider[severity]?.(tag, text), writeFallback);
  };

  return {
    debug: (tag, message) => write('debug', tag, message),
    info: (tag, message) => write('info', tag, message),
    warn: (tag, message) => write('warn', tag, message),
    error: (tag, message) => write('error', tag, message),
    warnOnce: (key, tag, message) => {
      if (!isLogged('warn') || onceKeys.has(key) || onceKeys.size >= mostOnceKeys) return;
      onceKeys.add(key);
      write('warn', tag, message);
    },
    initialize: () => callProvider(() => provider?.initialize?.(), reportLifecycle('initialize')),
    shutdown: () => callProvider(() => provider?.shutdown?.(), reportLifecycle('shutdown')),
  };

  function reportLifecycle(method: string): () => void {
    return () => {
      if (isLogged('warn')) writeLine(formatLine('warn', 'Logger', `outputLoggerProvider.${method}() failed.`));
    };
  }
}

/** Calls into the user's logger; a throw or a rejection ends in `onFailure` and not in the caller. */
function callProvider(call: () => unknown, onFailure: () => void): void {
  try {
    const result = call();
    // An async method fits the type as well, and its rejection would otherwise end the process.
    if (result instanceof Promise) result.catch(onFailure);
  } catch {
    // Nothing is lost: the failure handler writes the line elsewhere.
    onFailure();
  }
}

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}...[TRUNCATED]` : message;
}

function formatLine(severity: Severity, tag: string, message: string): string {
  const oneLine = message.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  return `${new Date().toISOString()} ${severity.toUpperCase().padEnd(5)} [Statsig::${tag}] ${oneLine}`;
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
