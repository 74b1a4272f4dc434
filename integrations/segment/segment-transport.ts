import type { SegmentMessage } from './segment-message.js';

/** What became of a batch. */
export interface BatchOutcome {
  /** Messages that will never be taken. */
  readonly refusedCount: number;
  /** Messages that may be taken another time, in their order. */
  readonly unsent: readonly SegmentMessage[];
  /** Why; absent when all were taken. */
  readonly error?: unknown;
}

/** A way to Segment. */
export interface SegmentTransport {
  /** Sends a batch that is within Segment's limits. Never rejects. */
  deliver(batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome>;

  /** Ends what the transport itself began. */
  shutdown(): Promise<void>;
}
