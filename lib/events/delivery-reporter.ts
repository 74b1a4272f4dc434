import { NetworkRequestError } from '../errors/network-request-error.js';
import { errorName, errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';

const logTag = 'Events';

/**
 * Tells metrics of each failure, and the log about deliveries when their state changes, and not for every batch: when they begin
 * to fail, when the reason changes, when events are lost, and when they succeed again.
 */
export class DeliveryReporter {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #to: string;
  #failingBecause: string | undefined;
  #lostSinceFailing = 0;
  #isLossReported = false;

  /** @param route words after “events” for a way that is not the usual one to the service, for example ` to the sink x` */
  constructor(logger: Logger, metrics: Metrics = silentMetrics, route = '') {
    this.#logger = logger;
    this.#metrics = metrics;
    this.#to = route;
  }

  /** A batch was accepted. */
  noteDelivery(): void {
    this.#isLossReported = false;
    if (this.#failingBecause === undefined) return;
    const lost = this.#lostSinceFailing === 0 ? 'none were lost' : `${this.#lostSinceFailing} were lost meanwhile`;
    this.#logger.info(logTag, `Events are delivered${this.#to} again; ${lost}.`);
    this.#failingBecause = undefined;
    this.#lostSinceFailing = 0;
  }

  /** A batch was not accepted, and is kept for another attempt. */
  noteKept(error: unknown): void {
    this.#noteFailure('kept', error, `Events are not delivered${this.#to}, and are kept to be sent again.`);
  }

  /** A batch was refused for good. */
  noteRefused(error: unknown, eventCount: number): void {
    this.#lostSinceFailing += eventCount;
    this.#noteFailure(
      'refused',
      error,
      `${eventCount} events${this.#to} were refused and are lost; so are later ones while this goes on.`,
    );
  }

  /** An event was refused because of its size. */
  noteTooLarge(error: unknown): void {
    this.#lostSinceFailing++;
    this.#noteFailure(
      'too_large',
      error,
      `An event${this.#to} is too large to be taken and is lost; others are sent in smaller batches. Log less metadata.`,
    );
  }

  /** Events were left out of a batch that was taken. */
  noteLeftOut(error: unknown, eventCount: number): void {
    if (error !== undefined) this.#metrics.error(logTag, error);
    this.#logger.warnOnce(
      { topic: 'left_out', subject: this.#to },
      logTag,
      `${eventCount} events${this.#to} were not taken with the others of their batch, and are lost; later ones are only counted.` +
        (error === undefined ? '' : ` ${errorText(error)}`),
    );
  }

  /** Events were crowded out of the queue. */
  noteOverflow(eventCount: number): void {
    this.#noteLost(
      eventCount,
      `The event queue${this.#to} is full and the oldest events are dropped. Events are logged faster than they are delivered; ` +
        'see flushEvents() for how many.',
    );
  }

  /** Failed batches were crowded out by newer ones. */
  noteCrowdedOut(eventCount: number): void {
    this.#noteLost(
      eventCount,
      `Too many batches of events${this.#to} wait to be sent again, and the oldest are dropped. See flushEvents() for how many.`,
    );
  }

  /** Failed batches were given up. */
  noteTooOld(eventCount: number): void {
    this.#noteLost(
      eventCount,
      `Events could not be delivered${this.#to} for a day, and the oldest are dropped. See flushEvents() for how many.`,
    );
  }

  /** Events are left that the end of the process takes along. */
  noteProcessEnd(eventCount: number): void {
    this.#logger.warn(logTag, `The process ends, and ${eventCount} events could not be delivered${this.#to}.`);
  }

  /** Events could not be turned into JSON. */
  noteUnserializable(eventCount: number): void {
    this.#logger.warnOnce(
      { topic: 'unserializable', subject: this.#to },
      logTag,
      `${eventCount} events${this.#to} could not be turned into JSON and are lost. Check the values passed to logEvent; later ` +
        'ones are only counted.',
    );
  }

  #noteLost(eventCount: number, message: string): void {
    this.#lostSinceFailing += eventCount;
    if (this.#isLossReported) return;
    this.#isLossReported = true;
    this.#logger.warn(logTag, message);
  }

  #noteFailure(kind: string, error: unknown, consequence: string): void {
    const because = `${kind}:${causeOf(error)}`;
    this.#metrics.error(logTag, error);
    if (this.#failingBecause === because) return;
    this.#failingBecause = because;
    this.#logger.warn(logTag, `${consequence} ${errorText(error)}`);
  }
}

/** What makes one failure the same as another. */
function causeOf(error: unknown): string {
  return error instanceof NetworkRequestError ? `${error.reason}:${error.status}` : errorName(error);
}
