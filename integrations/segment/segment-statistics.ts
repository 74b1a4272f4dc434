import type { FittedMessage } from './fit-message.js';

/**
 * Why events were not forwarded.
 * - `internal`: what the SDK tells the service of itself.
 * - `filtered`: by `include` and `exclude`.
 * - `sampled`: by `samples`.
 * - `repeated`: by `exposurePeriodMs`.
 * - `noConsent`: by `consent`.
 * - `noIdentifier`: the user has neither of the identifiers.
 * - `mappedToNull`: by `map`.
 */
export type SegmentSkipReason = (typeof skipReasons)[number];

const skipReasons = [
  'internal',
  'filtered',
  'sampled',
  'repeated',
  'noConsent',
  'noIdentifier',
  'mappedToNull',
] as const;

/** What has become of the events that a sink was given. All are numbers of events. */
export interface SegmentStatistics {
  /** Taken by Segment, as far as its answers tell. */
  readonly sent: number;
  /** Not meant to be forwarded; they count as delivered in the results of the client. */
  readonly skipped: Readonly<Record<SegmentSkipReason, number>>;
  /** Sent without a part, because they were larger than Segment takes. */
  readonly shortened: {
    /** Without what `context` has of the user. */
    readonly withoutUser: number;
    /** And without the large values of their properties. */
    readonly withoutValues: number;
  };
  /** Lost because nothing made them small enough. */
  readonly tooLarge: number;
  /** Lost because Segment refused them, `map` failed, or the library is missing. */
  readonly refused: number;
}

/** Counts what becomes of events. */
export class SegmentCounts {
  sent = 0;
  refused = 0;
  #tooLarge = 0;
  #withoutUser = 0;
  #withoutValues = 0;
  readonly #skipped: Record<SegmentSkipReason, number> = {
    internal: 0,
    filtered: 0,
    sampled: 0,
    repeated: 0,
    noConsent: 0,
    noIdentifier: 0,
    mappedToNull: 0,
  };

  skip(reason: SegmentSkipReason): void {
    this.#skipped[reason]++;
  }

  noteFitted(fitted: FittedMessage | undefined): void {
    if (fitted === undefined) return;
    if (fitted.sized === undefined) this.#tooLarge++;
    else if (fitted.shortening === 'user') this.#withoutUser++;
    else if (fitted.shortening === 'values') this.#withoutValues++;
  }

  /** A copy. */
  told(): SegmentStatistics {
    return {
      sent: this.sent,
      skipped: { ...this.#skipped },
      shortened: { withoutUser: this.#withoutUser, withoutValues: this.#withoutValues },
      tooLarge: this.#tooLarge,
      refused: this.refused,
    };
  }
}
