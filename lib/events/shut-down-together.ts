import type { Timers } from '../timing/timers.js';
import { waitAtMost } from '../timing/wait-at-most.js';
import type { DeliveryResult } from './flush-result.js';

/** The end of one way that events take, in steps that {@link shutDownTogether} puts in order. */
export interface OutletShutdown<Result extends DeliveryResult = DeliveryResult> {
  /**
   * Resolves when what waited was sent and some of it was taken, or the time is over; events are still accepted then. Until
   * everything is taken may be too long to wait for: where many are logged, some of them fail in each round. Never rejects.
   */
  readonly drained: Promise<void>;
  /** Accepts no event any more: later ones are counted as lost. */
  close(): void;
  /** Delivers what was accepted until the close; what is left when the time is over is dropped. Never rejects. */
  finish(): Promise<void>;
  /** What became of the events. Asked once, at the very end. */
  result(): Result;
}

/**
 * When one way delivers nothing, all close after this share of the time, and the rest is left for what was accepted until then on the
 * others.
 */
const closingShare = 0.75;

/**
 * Ends several ways so that an event which is logged meanwhile goes all of them or none: each is drained, all are closed in one
 * step that nothing can come between, and what came in until then is delivered.
 * @param timeoutMs the time that the shutdown has. Unit: milliseconds.
 */
export async function shutDownTogether(
  outlets: readonly Omit<OutletShutdown, 'result'>[],
  { timeoutMs, timers }: { readonly timeoutMs: number; readonly timers: Timers },
): Promise<void> {
  await waitAtMost(Promise.all(outlets.map(({ drained }) => drained)), timeoutMs * closingShare, timers);
  for (const outlet of outlets) outlet.close();
  await Promise.all(outlets.map((outlet) => outlet.finish()));
}
