import { callPort } from './call-port.js';
import { asOwnLine } from './own-lines.js';
import { createRedactor } from './redact-secrets.js';

/**
 * `observability/` holds what the SDK says about itself: lines of its log, and measurements. Nothing in this folder knows what
 * it is told about.
 */

/** How much is logged; each level includes those before it. `none` silences the SDK. */
export type OutputLogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

/**
 * Takes log lines to the application's own logger; given as the option `outputLoggerProvider`. All methods are
 * optional, same shape as in the official SDK. A method that throws or rejects does no harm: the line goes to standard
 * error instead.
 */
export interface OutputLoggerProvider {
  /** Called when the client is initialised. Lines may come before: the constructor reports what is wrong with options. */
  initialize?(): void;
  debug?(tag: string, message: string): void;
  info?(tag: string, message: string): void;
  warn?(tag: string, message: string): void;
  error?(tag: string, message: string): void;
  /** Called by `shutdown()` of the client after its last line, and awaited within its time limit. */
  shutdown?(): void | Promise<void>;
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
  /** Like `warn`, but only the first time for each key. */
  warnOnce(key: OnceKey, tag: string, message: string): void;
}

/**
 * What makes one warning the same as another. Where the application or the project decides how many there can be, such as by the names
 * of events, a topic keeps them apart: however many it has, they silence no warnings of another topic.
 */
export type OnceKey = string | { readonly topic: string; readonly subject: string };

type Severity = Exclude<OutputLogLevel, 'none'>;

/** Longer messages are cut here, as in the official SDK (runtime behaviour of `outputLoggerProvider`). */
const longestMessage = 400;

/** A process that meets ever new keys must not remember them all; later ones of the same topic are then left out. */
const mostOnceKeys = 1000;

const rank = { none: 0, error: 1, warn: 2, info: 3, debug: 4 } satisfies Record<OutputLogLevel, number>;

/** A logger with its provider's life cycle, which belongs to whoever created it. */
export interface OutputLogger extends Logger {
  /** Calls the provider's `initialize`; not after the shutdown. */
  initialize(): void;
  /**
   * Calls the provider's `shutdown` and waits for it. Nothing is written to the provider afterwards: lines go to standard
   * error, as without one. Never rejects.
   */
  shutdown(): Promise<void>;
}

/** What {@link createLogger} needs. */
export interface LoggerSettings {
  readonly level: OutputLogLevel;
  readonly provider?: OutputLoggerProvider | undefined;
  /** Taken out of every message. */
  readonly sdkKey: string;
  /** Also taken out, such as the password of a proxy. @default none */
  readonly secrets?: readonly string[];
  /** Receives the finished lines when there is no provider, or when it fails. @default standard error */
  readonly writeLine?: (line: string) => void;
}

/**
 * Returns a logger that filters by level, removes secrets, cuts long messages, and passes the rest to the provider. Without
 * a provider, lines go to standard error as `<ISO time> WARN  [Statsig::<tag>] <message>`; the official SDK uses
 * standard output, which spoils the output of command-line programs. No method of it throws, whatever the provider does.
 */
export function createLogger({
  level,
  provider,
  sdkKey,
  secrets = [],
  writeLine = writeToStderr,
}: LoggerSettings): OutputLogger {
  const redact = createRedactor([sdkKey, ...secrets]);
  const onceKeys = new Map<string, Set<string>>();
  let isShutDown = false;
  const isLogged = (severity: Severity): boolean => rank[severity] <= rank[level];

  const write = (severity: Severity, tag: string, message: string): void => {
    if (!isLogged(severity)) return;
    const text = cut(redact(message));
    const writeFallback = (): void => writeLine(formatLine(severity, tag, text));
    if (provider === undefined || isShutDown) writeFallback();
    else void callPort(() => asOwnLine(() => provider[severity]?.(tag, text)), writeFallback);
  };

  return {
    debug: (tag, message) => write('debug', tag, message),
    info: (tag, message) => write('info', tag, message),
    warn: (tag, message) => write('warn', tag, message),
    error: (tag, message) => write('error', tag, message),
    warnOnce: (key, tag, message) => {
      if (!isLogged('warn')) return;
      const { topic, subject } = typeof key === 'string' ? { topic: '', subject: key } : key;
      const known = onceKeys.get(topic) ?? new Set();
      if (known.has(subject) || known.size >= mostOnceKeys) return;
      onceKeys.set(topic, known.add(subject));
      write('warn', tag, message);
    },
    initialize: () => {
      if (!isShutDown) void callPort(() => provider?.initialize?.(), reportLifecycle('initialize'));
    },
    shutdown: async () => {
      if (isShutDown) return;
      isShutDown = true;
      await callPort(() => provider?.shutdown?.(), reportLifecycle('shutdown'));
    },
  };

  function reportLifecycle(method: string): () => void {
    return () => {
      if (isLogged('warn')) writeLine(formatLine('warn', 'Logger', `outputLoggerProvider.${method}() failed.`));
    };
  }
}

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}...[TRUNCATED]` : message;
}

function formatLine(severity: Severity, tag: string, message: string): string {
  const oneLine = message.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  return `${new Date().toISOString()} ${severity.toUpperCase().padEnd(5)} [Statsig::${tag}] ${oneLine}`;
}

/**
 * A standard error that nobody reads any more fails with an event, which would end the process. Whoever else writes to it still
 * meets that event: it is only caught while lines of ours are on their way.
 */
function writeToStderr(line: string): void {
  const { stderr } = process;
  if (!stderr.listeners('error').includes(ignoreError)) stderr.on('error', ignoreError);
  stderr.write(`${line}\n`, () => {
    // The event comes after this call.
    setImmediate(() => {
      if (stderr.writableLength === 0) stderr.off('error', ignoreError);
    });
  });
}

function ignoreError(): void {
  // There is nowhere left to tell it.
}
