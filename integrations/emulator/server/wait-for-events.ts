import { EmulatorWaitTimeoutError } from '../emulator-wait-timeout-error.js';
import type { EventLog, ReceivedEvent } from './event-log.js';

/**
 * The kept events, as soon as there are so many, or as soon as they satisfy the predicate.
 * @throws {EmulatorWaitTimeoutError} when that takes longer than `timeoutMs`; what a predicate throws is passed on.
 */
export function waitForEvents(
  log: EventLog,
  until: number | ((events: readonly ReceivedEvent[]) => boolean),
  timeoutMs: number,
): Promise<ReceivedEvent[]> {
  const isEnough = typeof until === 'number' ? (events: readonly ReceivedEvent[]) => events.length >= until : until;
  return new Promise((resolve, reject) => {
    const check = (): boolean => {
      const events = log.list();
      if (!isEnough(events)) return false;
      stop();
      resolve(events);
      return true;
    };
    const fail = (error: unknown): void => {
      stop();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const checkSafely = (): void => {
      try {
        check();
      } catch (error) {
        // The predicate is the caller's: what it throws is the answer to the call.
        fail(error);
      }
    };
    const timer = setTimeout(() => {
      const waitedFor = typeof until === 'number' ? `${until} events` : 'events that satisfy the predicate';
      fail(new EmulatorWaitTimeoutError({ waitedFor, timeoutMs, names: log.list().map((event) => event.eventName) }));
    }, timeoutMs);
    const unsubscribe = log.onEvents(checkSafely);
    const stop = (): void => {
      clearTimeout(timer);
      unsubscribe();
    };
    checkSafely();
  });
}
