import type { SinkEvent } from 'statsig-nodekit';
import { type EventMatcher, matcherOf } from './event-filter.js';
import { ExposureMemory } from './exposure-memory.js';
import { type ForwardedEvent, forwardedKinds, toForwardedEvent } from './forwarded-event.js';
import { shareOf } from './message-id.js';
import { ignoreRejection } from './ignore-rejection.js';
import type { SegmentSinkOptions } from './segment-sink-options.js';
import type { SegmentCounts } from './segment-statistics.js';

/** All but holdouts: what they hold back is told by the experiments behind them. */
const usualKinds = forwardedKinds.filter((kind) => kind !== 'holdout');

/** Chooses the events that are forwarded, and counts the others. */
export class EventSelection {
  readonly #form: Parameters<typeof toForwardedEvent>[1];
  readonly #isIncluded: EventMatcher;
  readonly #isExcluded: EventMatcher;
  readonly #samples: readonly { readonly matches: EventMatcher; readonly rate: number }[];
  readonly #memory: ExposureMemory | undefined;
  readonly #consent: SegmentSinkOptions['consent'];
  readonly #counts: SegmentCounts;

  constructor(options: SegmentSinkOptions, counts: SegmentCounts) {
    const { include = {}, exclude, samples = [], exposurePeriodMs } = options;
    this.#form = { layers: options.layers ?? 'layer', customEventPrefix: options.customEventPrefix ?? '' };
    this.#isIncluded = matcherOf({ ...include, kinds: include.kinds ?? usualKinds });
    this.#isExcluded = exclude === undefined ? () => false : matcherOf(exclude);
    this.#samples = samples.map((sample) => ({ matches: matcherOf(sample), rate: sample.rate }));
    this.#memory = exposurePeriodMs === undefined ? undefined : new ExposureMemory(exposurePeriodMs);
    this.#consent = options.consent;
    this.#counts = counts;
  }

  /** The event to forward, if it is one. */
  select(source: SinkEvent): ForwardedEvent | undefined {
    const event = toForwardedEvent(source, this.#form);
    const reason =
      event === undefined
        ? 'internal'
        : !this.#isIncluded(event) || this.#isExcluded(event)
          ? 'filtered'
          : !this.#isSampled(event)
            ? 'sampled'
            : !this.#isAllowed(source)
              ? 'noConsent'
              : this.#memory?.isFirst(event) === false
                ? 'repeated'
                : undefined;
    if (reason === undefined) return event;
    this.#counts.skip(reason);
    return undefined;
  }

  /** Told of each selected event that has become a message. */
  noteForwarded(event: ForwardedEvent): void {
    this.#memory?.note(event);
  }

  #isSampled(event: ForwardedEvent): boolean {
    const sample = this.#samples.find(({ matches }) => matches(event));
    return sample === undefined || shareOf(event.source.id) < sample.rate;
  }

  /** What cannot be asked for consent has not given it. */
  #isAllowed(event: SinkEvent): boolean {
    if (this.#consent === undefined) return true;
    const consent = this.#consent;
    try {
      const answer: unknown = consent(event);
      ignoreRejection(answer);
      return answer === true;
    } catch {
      // Counted as no consent, which the statistics tell.
      return false;
    }
  }
}
