import type { EventLogger } from '../events/event-logger.js';
import type { FlushResult } from '../events/flush-result.js';
import type { OutputLogger } from '../observability/logger.js';
import type { OutputMetrics } from '../observability/metrics.js';
import { holdProcess } from '../timing/hold-process.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import { waitAtMost } from '../timing/wait-at-most.js';

/** A part that ends with the client. */
export interface ClosingPart {
  /** As it reads after “did not end in time:”. */
  readonly name: string;
  /** Ends it. What it still has to do may take the time that the shutdown has. */
  close(): Promise<unknown>;
}

/** What {@link runShutdown} ends. */
export interface ShutdownParts {
  readonly events: Pick<EventLogger, 'shutdown'>;
  /** Called when events are no longer accepted. */
  readonly onEventsClosed: () => void;
  /** Tells the application's listeners what they have not been told yet; the logger hears of those that fail. */
  readonly deliverSdkEvents: () => void;
  /** Ended while events are delivered. */
  readonly parts: readonly ClosingPart[];
  /** Ends all connections at once, when nobody needs them any more. */
  readonly closeConnections: () => Promise<unknown>;
  readonly metrics: OutputMetrics;
  readonly logger: OutputLogger;
  readonly timers?: Timers;
}

const logTag = 'Client';

/**
 * Ends everything in the order in which one needs the other: background work and events at the same time, then connections, then
 * metrics, and the logger last. Each is told to end in any case, and all together are waited for no longer than `timeoutMs`.
 * Keeps the process alive until then. Never rejects.
 */
export function runShutdown(parts: ShutdownParts, timeoutMs: number): Promise<FlushResult> {
  return holdProcess(async () => {
    const {
      events,
      onEventsClosed,
      deliverSdkEvents,
      closeConnections,
      metrics,
      logger,
      timers = systemTimers,
    } = parts;
    const deadlineMs = timers.elapsedMs() + timeoutMs;
    const remainingMs = (): number => Math.max(0, deadlineMs - timers.elapsedMs());
    const unfinished: string[] = [];
    const close = async (part: ClosingPart): Promise<void> => {
      if (!(await waitAtMost(part.close(), remainingMs(), timers))) unfinished.push(part.name);
    };
    const delivery = events.shutdown(timeoutMs).then((result) => {
      onEventsClosed();
      return result;
    });
    const [flushed] = await Promise.all([delivery, ...parts.parts.map(close)]);
    // Nothing can be lost with them, so it does not matter whether they were gone in time.
    await waitAtMost(closeConnections(), remainingMs(), timers);
    await close({ name: 'the observability client', close: () => metrics.shutdown() });
    deliverSdkEvents();
    const result = withUnfinished(flushed, unfinished);
    const outcome = `Shut down: ${result.delivered} events delivered, ${result.pending + result.dropped} not.`;
    if (result.isSuccess) logger.info(logTag, outcome);
    else logger.warn(logTag, `${outcome} ${result.error}`);
    await close({ name: 'the logger', close: () => logger.shutdown() });
    return withUnfinished(flushed, unfinished);
  });
}

function withUnfinished(result: FlushResult, unfinished: readonly string[]): FlushResult {
  if (unfinished.length === 0) return result;
  const sentence = `These did not end in time: ${unfinished.join(', ')}.`;
  return { ...result, isSuccess: false, error: result.error === undefined ? sentence : `${result.error} ${sentence}` };
}
