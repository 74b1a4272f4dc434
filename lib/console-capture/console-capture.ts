/**
 * `console-capture/` makes lines of the application's console into lines for the service. It knows the console; what a line
 * becomes, and for whom, is for those who start it.
 */
import type { LogLineLevel } from '../events/log-line.js';
import { isOwnLine } from '../observability/own-lines.js';
import { ConsoleTap } from './console-tap.js';
import { consoleText, type TextLimits } from './console-text.js';

/** A line that was captured. */
export interface CapturedLine {
  readonly level: LogLineLevel;
  /** What was written. */
  readonly value: string;
  /** The three innermost lines of the stack at the call. */
  readonly trace: string;
}

/** What a {@link ConsoleCapture} needs. */
export interface ConsoleCaptureSettings {
  /** What is captured, and how much of it is kept. */
  readonly options: TextLimits & { readonly logLevels: readonly LogLineLevel[] };
  /** Told of each line. Must not throw. */
  readonly onLine: (line: CapturedLine) => void;
  /** @default the console of the process */
  readonly console?: Pick<Console, LogLineLevel>;
}

/** Lines with one of these are of this SDK or of the official one, written in a later turn than the call that caused them. */
const ownMarks = ['Statsig::', '[Statsig]'];

/** Lines of a stack that are kept, as in the official SDK. */
const traceLines = 3;

/** Captures lines of the console from `start()` to `stop()`. One for each client; they do not know each other. */
export class ConsoleCapture {
  readonly #settings: ConsoleCaptureSettings;
  readonly #tap: ConsoleTap;
  #isOver = false;

  constructor(settings: ConsoleCaptureSettings) {
    this.#settings = settings;
    this.#tap = new ConsoleTap(settings.console ?? console);
  }

  /**
   * Begins to capture. Called once; does nothing after the end.
   * @returns false when lines cannot be captured, or not of all methods, because the console is frozen
   */
  start(): boolean {
    if (this.#isOver) return true;
    const { options, onLine } = this.#settings;
    return this.#tap.start(options.logLevels, ({ method, values, called }) => {
      if (isOwnLine()) return;
      const value = consoleText(values, options);
      if (ownMarks.some((mark) => value.includes(mark))) return;
      onLine({ level: method, value, trace: traceBelow(called) });
    });
  }

  /** Ends it, and gives the console back. */
  stop(): void {
    this.#isOver = true;
    this.#tap.stop();
  }
}

/**
 * Where the outermost of these functions that is on the stack was called from; empty when the process keeps no stacks, or makes
 * something else than a text of them (`Error.prepareStackTrace`).
 */
function traceBelow(called: readonly ((...values: unknown[]) => void)[]): string {
  for (const outermost of called) {
    const place: { readonly stack?: unknown } = {};
    Error.captureStackTrace(place, outermost);
    const { stack } = place;
    if (typeof stack !== 'string') return '';
    const lines = stack.split('\n').slice(1, traceLines + 1);
    if (lines.length > 0) return lines.join('\n');
  }
  return '';
}
