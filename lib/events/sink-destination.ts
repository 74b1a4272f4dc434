import type { SlicedWork } from '../timing/sliced-work.js';
import type { Timers } from '../timing/timers.js';
import type { BatchAttempt, Destination, PartialLosses } from './destination.js';
import type { EventSink, SinkEvent } from './event-sink.js';
import { sealForSink } from './seal-for-sink.js';

type Batch = readonly SinkEvent[];

/** The way to a sink of the application's own: one batch at a time, in order. */
export function sinkDestination(
  sink: EventSink,
  { timers, slices }: { readonly timers: Timers; readonly slices: SlicedWork },
): Destination<Batch> {
  const caller = new SinkCaller(sink, timers);
  return {
    seal: (events) => sealForSink(events, slices),
    send: (attempt) => caller.send(attempt),
    laneCount: 1,
  };
}

/**
 * Calls a sink, and waits for it within limits. A call whose time is over goes on, and the next attempt for its batch waits for
 * it: a sink that is slow gets no batch twice, and never two at a time.
 */
class SinkCaller {
  readonly #sink: EventSink;
  readonly #timers: Timers;
  /** The latest call, until its answer has been told. */
  #call: { readonly batch: Batch; readonly answer: Promise<PartialLosses> } | undefined;

  constructor(sink: EventSink, timers: Timers) {
    this.#sink = sink;
    this.#timers = timers;
  }

  async send({ body, timeoutMs, signal }: BatchAttempt<Batch>): Promise<PartialLosses> {
    signal.throwIfAborted();
    const limits = { timeoutMs, signal, timers: this.#timers };
    // Of a batch that was given up meanwhile nobody wants the answer, but it has to be over.
    if (this.#call !== undefined && this.#call.batch !== body) {
      await untilSettled(this.#call.answer, limits);
      this.#call = undefined;
    }
    this.#call ??= { batch: body, answer: this.#begin(body, signal) };
    const { answer } = this.#call;
    await untilSettled(answer, limits);
    this.#call = undefined;
    return answer;
  }

  /** A method that throws rejects like one that is async. */
  async #begin(events: Batch, signal: AbortSignal): Promise<PartialLosses> {
    try {
      return readLosses(await this.#sink.send(events, { signal }));
    } catch (error) {
      throw readableFailure(error);
    }
  }
}

/** What a sink says it has left out; what is no whole number counts as nothing. */
function readLosses(answer: unknown): PartialLosses {
  if (typeof answer !== 'object' || answer === null) return {};
  const countOf = (name: 'refused' | 'tooLarge'): number => {
    const count: unknown = Reflect.get(answer, name);
    return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0;
  };
  const error: unknown = Reflect.get(answer, 'error');
  return {
    refused: countOf('refused'),
    too_large: countOf('tooLarge'),
    ...(error !== undefined && { error: readableFailure(error) }),
  };
}

/** What a sink threw, unless it cannot be read without throwing again: then an error that says so. */
function readableFailure(error: unknown): unknown {
  try {
    if (typeof error === 'object' && error !== null) {
      void Reflect.get(error, 'retryable');
      // Read where the failure is told.
      if (error instanceof Error) void `${error.name} ${error.message}`;
    }
    return error;
  } catch {
    return new Error('The sink failed with an error that cannot be read.');
  }
}

/** How long an answer is waited for. */
interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly timers: Timers;
}

/** Waits until a promise has settled, whichever way. Rejects when it has not within the limits. */
function untilSettled(answer: Promise<unknown>, { timeoutMs, signal, timers }: Limits): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      cancel();
      signal.removeEventListener('abort', giveUp);
      settle();
    };
    const giveUp = (): void => finish(() => reject(new Error('The sink did not take a batch in time.')));
    const cancel = timers.schedule(timeoutMs, giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    answer.then(
      () => finish(resolve),
      () => finish(resolve),
    );
  });
}
