import type { SegmentMessage } from './segment-message.js';
import type { BatchOutcome } from './segment-transport.js';

/** Statuses that the library itself tries again, and gives up at last; of others it says so at once. */
const passingStatuses = new Set([408, 410, 429, 460]);
const finalStatuses = new Set([501, 505]);

/** A failure that another attempt would end with as well. */
export class FinalFailure extends Error {}

/** How a {@link TrackedBatch} is handed over. */
export interface Handover {
  /** From 1. */
  readonly messagesPerTurn: number;
  /** Gives the library one message. What it throws is final. */
  readonly track: (message: SegmentMessage) => void;
  /** Called when the library has all of them. */
  readonly onGiven: () => void;
}

/** A batch in the hands of Segment's library, which calls back for each message. */
export class TrackedBatch {
  /** When the library has said of every message what became of it, or one of the signals was aborted. */
  readonly outcome: Promise<BatchOutcome>;
  readonly #batch: readonly SegmentMessage[];
  readonly #signals: readonly AbortSignal[];
  /** Of which the library has said nothing yet. */
  readonly #open: Set<SegmentMessage>;
  readonly #failed = new Set<SegmentMessage>();
  #refusedCount = 0;
  #latest: unknown;
  #resolve: (outcome: BatchOutcome) => void = () => undefined;

  constructor(batch: readonly SegmentMessage[], signals: readonly AbortSignal[]) {
    this.#batch = batch;
    this.#signals = signals;
    this.#open = new Set(batch);
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    for (const signal of signals) signal.addEventListener('abort', this.#finish, { once: true });
    if (this.#isOver()) this.#finish();
  }

  /** Whether the library has something of it. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Gives the library all messages, some in each turn of the event loop. */
  handOver(handover: Handover, from = 0): void {
    if (this.#isOver()) return;
    const { messagesPerTurn, track, onGiven } = handover;
    const end = from + messagesPerTurn;
    for (const message of this.#batch.slice(from, end)) {
      try {
        track(message);
      } catch (error) {
        // The library checks what it is given; it would say the same again.
        this.note(message, new FinalFailure("Segment's library did not accept a message.", { cause: error }));
      }
    }
    if (end >= this.#batch.length) return onGiven();
    setImmediate(() => this.handOver(handover, end));
  }

  /** Notes what became of a message; what comes later counts no more. */
  note(message: SegmentMessage, error: unknown): void {
    if (!this.#open.delete(message)) return;
    if (error !== undefined && error !== null) {
      this.#latest = error;
      if (isRefusal(error)) this.#refusedCount++;
      else this.#failed.add(message);
    }
    // The library counts a message as done after it has called back, and only then can it be told to flush again.
    if (this.#open.size === 0) setImmediate(this.#finish);
  }

  #isOver(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }

  readonly #finish = (): void => {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#finish);
    const unsent = this.#batch.filter((message) => this.#failed.has(message) || this.#open.has(message));
    const error: unknown =
      this.#latest ?? (unsent.length > 0 ? new Error('Segment did not take messages in time.') : undefined);
    this.#resolve({ refusedCount: this.#refusedCount, unsent, ...(error !== undefined && { error }) });
  };
}

/** Whether a failure is for good. The library tells the status of an answer as `[400] Bad Request`. */
function isRefusal(error: unknown): boolean {
  if (error instanceof FinalFailure) return true;
  if (!(error instanceof Error)) return false;
  if (error.message.startsWith('Event exceeds maximum event size')) return true;
  const status = Number(/^\[(\d{3})\]/.exec(error.message)?.[1]);
  return (status >= 400 && status < 500 && !passingStatuses.has(status)) || finalStatuses.has(status);
}
