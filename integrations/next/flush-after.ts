import { after } from 'next/server.js';
import type { Statsig } from 'statsig-nodekit';
import { registeredClient } from './client-registry.js';
import { FlushSchedule } from './flush-schedule.js';

/** What `flushAfter` takes. */
export interface FlushAfterOptions {
  /** Keeps the process at work where Next has no `after()`: the `waitUntil` of a proxy's event or of the platform. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** How long the delivery is waited for where neither is there. Unit: milliseconds. @default 1_000 */
  readonly timeoutMs?: number | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}

const schedules = new WeakMap<Statsig, FlushSchedule>();

/**
 * Has the events so far delivered after the answer, for platforms that freeze the process between requests: through `after()` of
 * Next, else through `waitUntil`, else it waits for the delivery itself, for a short while. Requests that end at the same time share
 * a delivery. Never rejects, and does nothing where no client is registered.
 */
export async function flushAfter({
  waitUntil,
  timeoutMs = 1_000,
  client: name,
}: FlushAfterOptions = {}): Promise<void> {
  const client = registeredClient(name)?.client;
  if (client === undefined) return;
  const deliver = (): Promise<unknown> => deliverySoon(client);
  try {
    after(deliver);
    return;
  } catch {
    // Not in a request of the App Router, nor in a proxy: Next has nothing that runs afterwards.
  }
  if (waitUntil === undefined) await within(timeoutMs, deliver());
  else waitUntil(deliver());
}

function deliverySoon(client: Statsig): Promise<unknown> {
  const schedule = schedules.get(client) ?? new FlushSchedule(() => client.flushEvents());
  schedules.set(client, schedule);
  return schedule.request();
}

async function within(timeoutMs: number, delivery: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([delivery, timeUp]);
  clearTimeout(timer);
}
