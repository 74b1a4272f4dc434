import { errorName, errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';
import { createRedactor } from '../observability/redact-secrets.js';

const logTag = 'StickyStorage';

/** Enough of what an error of the application's says. */
const longestDetail = 200;

/** What a storage's errors quote may be its address with a password. */
const redact = createRedactor([]);

/**
 * Tells the log about the storage when its state changes, and not for every call: when writing or loading begins to fail, when
 * the reason changes, when changes are lost, and when it works again. Never names users.
 */
export class StorageReporter {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  #failingToWrite: string | undefined;
  #failingToLoad: string | undefined;
  #isLossReported = false;

  constructor(logger: Logger, metrics: Metrics = silentMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** A change was not written. */
  noteFailedWrite(error: unknown): void {
    this.#metrics.error(logTag, error);
    const kind = kindOf(error);
    if (this.#failingToWrite === kind) return;
    this.#failingToWrite = kind;
    this.#logger.warn(logTag, `${detailOf(error)}. What is to be kept waits in memory, and is tried again.`);
  }

  /** Nothing that had failed waits any more. */
  noteAllWritten(): void {
    this.#isLossReported = false;
    if (this.#failingToWrite === undefined) return;
    this.#failingToWrite = undefined;
    this.#logger.info(logTag, 'Decisions are written to the storage again.');
  }

  /** A change was crowded out. */
  noteLoss(): void {
    if (this.#isLossReported) return;
    this.#isLossReported = true;
    this.#logger.warn(
      logTag,
      'Too many decisions wait for the storage, and the oldest are lost; see flushPersistedValues() for how many.',
    );
  }

  /** What is kept could not be loaded. */
  noteFailedLoad(error: unknown): void {
    this.#metrics.error(logTag, error);
    const kind = kindOf(error);
    if (this.#failingToLoad === kind) return;
    this.#failingToLoad = kind;
    this.#logger.warn(logTag, `${detailOf(error)}. Such calls get live decisions, and nothing is kept or forgotten.`);
  }

  /** Something was loaded. */
  noteLoaded(): void {
    if (this.#failingToLoad === undefined) return;
    this.#failingToLoad = undefined;
    this.#logger.info(logTag, 'Kept decisions are loaded again.');
  }

  /** Something that was loaded is no decision. */
  noteMalformed(): void {
    this.#logger.warnOnce(
      'sticky:malformed',
      logTag,
      'persistentStorage.load() gave entries that are no decisions; they are left out. It must give what save() was given.',
    );
  }
}

/** The failure in a sentence without its end. */
export function detailOf(error: unknown): string {
  return redact(errorText(error))
    .slice(0, longestDetail)
    .replace(/[.\s]+$/, '');
}

/** Few different ones, so that an error that quotes an ID is not taken for another each time. */
function kindOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return errorName(cause ?? error);
}
