import { NetworkRequestError } from '../errors/network-request-error.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';

const logTag = 'Events';

/**
 * Tells metrics of each failure, and the log about deliveries when their state changes, and not for every batch: when they begin to fail, when the reason
 * changes, when events are lost, and when they succeed again.
 */
export class DeliveryReporter {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  #failingBecause: string | undefined;
  #lostSinceFailing = 0;
  #isOverflowReported = false;

  constructor(logger: Logger, metrics: Metrics = silentMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** A batch was accepted. */
  noteDelivery(): void {
    this.#isOverflowReported = false;
    if (this.#failingBecause === undefined) return;
    const lost = this.#lostSinceFailing === 0 ? 'none were lost' : `${this.#lostSinceFailing} were lost meanwhile`;
    this.#logger.info(logTag, `Events are delivered again; ${lost}.`);
    this.#failingBecause = undefined;
    this.#lostSinceFailing = 0;
  }

  /** A batch was not accepted, and is kept for another attempt. */
  noteKept(error: unknown): void {
    this.#noteFailure('kept', error, 'Events are not delivered, and are kept to be sent again.');
  }

  /** A batch was refused for good. */
  noteRefused(error: unknown, eventCount: number): void {
    this.#lostSinceFailing += eventCount;
    this.#noteFailure(
      'refused',
      error,
      `${eventCount} events were refused and are lost; so are later ones while this goes on.`,
    );
  }

  /** Events were crowded out. */
  noteOverflow(): void {
    this.#lostSinceFailing++;
    if (this.#isOverflowReported) return;
    this.#isOverflowReported = true;
    this.#logger.warn(
      logTag,
      'The event queue is full and the oldest events are dropped. Events are logged faster than they are delivered; see ' +
        'flushEvents() for how many.',
    );
  }

  /** Events could not be turned into JSON. */
  noteUnserializable(eventCount: number): void {
    this.#logger.warnOnce(
      'unserializable',
      logTag,
      `${eventCount} events could not be turned into JSON and are lost. Check the values passed to logEvent; later ones are ` +
        'only counted.',
    );
  }

  #noteFailure(kind: string, error: unknown, consequence: string): void {
    const cause = error instanceof NetworkRequestError ? `${error.reason}:${error.status}` : 'unexpected';
    const because = `${kind}:${cause}`;
    this.#metrics.error(logTag, error);
    if (this.#failingBecause === because) return;
    this.#failingBecause = because;
    const message = error instanceof Error ? error.message : 'unknown error';
    this.#logger.warn(logTag, `${consequence} ${message}`);
  }
}
