import { DataStoreError } from '../errors/data-store-error.js';
import { InitializationTimeoutError } from '../errors/initialization-timeout-error.js';
import { NetworkRequestError } from '../errors/network-request-error.js';
import { NoSpecsError } from '../errors/no-specs-error.js';
import type { SpecsPlaceFailure } from '../errors/specs-unavailable-error.js';
import type { Logger } from '../observability/logger.js';
import type { Timers } from '../timing/timers.js';
import { describeSource } from './describe-source.js';
import type { SpecPlace } from './spec-place.js';
import type { SpecSync } from './spec-sync.js';

const logTag = 'SpecSync';

/** The longest delay of Node's timers. Unit: milliseconds. */
const noLimitMs = 2_147_483_647;

/** What {@link askInTurn} needs. */
export interface AskingSettings {
  readonly sync: Pick<SpecSync, 'run'>;
  /** All places together. Unit: milliseconds. */
  readonly limitMs: number;
  /** Gives up, with the place that is being asked as the last failure. */
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Where specs were found, and what happened on the way there. */
export interface AskingResult {
  /** Undefined when no place had any. */
  readonly found: SpecPlace | undefined;
  /** The places that were asked before, in order. */
  readonly failures: readonly SpecsPlaceFailure[];
}

/**
 * Asks places for specs, one after the other, until one has some that can be used. Each may take its share of the time that is
 * left, so that a place that does not answer leaves time for the next; a place that fails at once leaves all of its share.
 * Never rejects.
 */
export async function askInTurn(places: readonly SpecPlace[], settings: AskingSettings): Promise<AskingResult> {
  const { limitMs, signal } = settings;
  if (limitMs > 0) for (const { early } of places) early?.prepare({ timeoutMs: limitMs, signal });
  try {
    return await askEach(places, settings);
  } finally {
    for (const { early } of places) early?.release();
  }
}

async function askEach(places: readonly SpecPlace[], settings: AskingSettings): Promise<AskingResult> {
  const { limitMs, signal, timers, logger } = settings;
  const endMs = timers.elapsedMs() + limitMs;
  const failures: SpecsPlaceFailure[] = [];
  for (const [index, place] of places.entries()) {
    const { name } = place.source;
    const shareMs = shareOf(place, { later: places.slice(index), restMs: endMs - timers.elapsedMs() });
    try {
      if (shareMs <= 0) throw new InitializationTimeoutError(limitMs);
      await askWithin(shareMs, place, settings);
      return { found: place, failures };
    } catch (error) {
      failures.push({ place: name, error: toFailure(error, { place, places, limitMs }) });
      if (signal.aborted) break;
    }
    const next = places[index + 1];
    const failure = failures.at(-1)?.error;
    if (next === undefined || failure === undefined) continue;
    const asked = describeSource(next.source);
    const message = `No specs from ${describeSource(place.source)}; ${asked} is asked next. ${failure.message}`;
    // A store that is empty is the usual case when the first process of many starts.
    if (failure instanceof NoSpecsError && name.startsWith('Adapter(')) logger.info(logTag, message);
    else logger.warn(logTag, message);
  }
  return { found: undefined, failures };
}

function shareOf(
  { isAtHand, weight, limitMs = Infinity }: SpecPlace,
  { later, restMs }: { readonly later: readonly SpecPlace[]; readonly restMs: number },
): number {
  if (isAtHand) return noLimitMs;
  if (limitMs !== Infinity) return Math.min(limitMs, restMs);
  const weights = later.reduce((sum, place) => sum + place.weight, 0);
  return Math.ceil((restMs * weight) / weights);
}

/** The source keeps the limit itself; one that fails to, such as a file system that hangs, is given up a moment later. */
async function askWithin(timeoutMs: number, { source }: SpecPlace, settings: AskingSettings): Promise<void> {
  const { sync, signal, timers, limitMs } = settings;
  const asking = new AbortController();
  const giveUp = (): void => asking.abort();
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  let cancel: (() => void) | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    cancel = timers.schedule(Math.min(timeoutMs + graceMs, noLimitMs), () => {
      reject(new InitializationTimeoutError(limitMs));
      giveUp();
    });
  });
  try {
    await Promise.race([sync.run(source, { timeoutMs, signal: asking.signal, purpose: 'initialize' }), expiry]);
  } finally {
    cancel?.();
    signal.removeEventListener('abort', giveUp);
  }
}

/** By how much a source that keeps its limit may be late. Unit: milliseconds. */
const graceMs = 20;

/** Where there is one place only, its time limit is that of the whole start, and is told as that. */
function toFailure(
  error: unknown,
  {
    place,
    places,
    limitMs,
  }: { readonly place: SpecPlace; readonly places: readonly SpecPlace[]; readonly limitMs: number },
): Error {
  const isTimeout =
    (error instanceof NetworkRequestError || error instanceof DataStoreError) && error.reason === 'timeout';
  if (isTimeout && places.length === 1 && place.limitMs === undefined) return new InitializationTimeoutError(limitMs);
  return error instanceof Error ? error : new Error('The specs could not be loaded.', { cause: error });
}
