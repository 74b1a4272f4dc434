import { CustomEvent } from '../events/custom-event.js';
import type { LoggedEvent } from '../events/event-sink.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import { loggedEventOf } from '../events/seal-for-sink.js';
import { ExposureEvent } from '../exposures/exposure-event.js';
import { recordExposure, type RecordedExposure } from './recorded-exposure.js';

/**
 * Keeps what a client logs, in place of the queues: exposures, and the application's own events. What the SDK tells of itself
 * and its counts of checks without exposure are left out.
 */
export class Recorder {
  #waiting: LoggableEvent[] = [];
  #exposures: RecordedExposure[] = [];
  #events: LoggedEvent[] = [];

  /** Takes an event. It is looked at when somebody asks. */
  record(event: LoggableEvent): void {
    this.#waiting.push(event);
  }

  /** The exposures so far, the oldest first. */
  get exposures(): readonly RecordedExposure[] {
    this.#read();
    return [...this.#exposures];
  }

  /** The application's own events so far, the oldest first. */
  get events(): readonly LoggedEvent[] {
    this.#read();
    return [...this.#events];
  }

  clear(): void {
    this.#waiting = [];
    this.#exposures = [];
    this.#events = [];
  }

  #read(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) {
      if (!(event instanceof ExposureEvent) && !(event instanceof CustomEvent)) continue;
      const logged = loggedEventOf(event);
      if (logged === undefined) continue;
      if (event instanceof ExposureEvent) this.#exposures.push(recordExposure(event, logged));
      else this.#events.push(logged);
    }
  }
}
