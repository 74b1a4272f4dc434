import type { ForwardedEvent, ForwardedKind } from './forwarded-event.js';
import { nameMatcher } from './name-pattern.js';

/** Some events: those of one of the kinds with a name that one of the patterns matches. What is not given matches all. */
export interface SegmentEventFilter {
  readonly kinds?: readonly ForwardedKind[] | undefined;
  /**
   * Patterns for the names of gates, configs, experiments and layers, and of events of your own: `*` stands for any characters,
   * `?` for one. `checkout_*` matches `checkout_started`.
   */
  readonly names?: readonly string[] | undefined;
}

/** A share of some events. */
export interface SegmentSample extends SegmentEventFilter {
  /** From 0, none, to 1, all. */
  readonly rate: number;
}

/** Tells whether a filter matches an event. */
export type EventMatcher = (event: Pick<ForwardedEvent, 'kind' | 'name'>) => boolean;

/** Prepares a filter. */
export function matcherOf({ kinds, names }: SegmentEventFilter): EventMatcher {
  const kindSet = kinds === undefined ? undefined : new Set(kinds);
  const patterns = names?.map(nameMatcher);
  return ({ kind, name }) =>
    kindSet?.has(kind) !== false && (patterns === undefined || patterns.some((fits) => fits(name)));
}
