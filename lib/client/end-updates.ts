import type { Statsig } from './statsig.js';

/** The method of a client that ends its updates. A symbol of the process, for the reason given at `warningMethod`. */
export const endUpdatesMethod = Symbol.for('statsig-nodekit.client.end-updates');

/**
 * Has a client look no more for newer specs and ID lists, ahead of its shutdown: a process that is ending, and still answers what
 * it was asked before, needs none. Checks, events and the shutdown itself are as before. For the integrations of this package;
 * does nothing to an object that only looks like a client.
 *
 * @returns when nothing looks any more. Never rejects.
 */
export async function endUpdates(client: Statsig): Promise<void> {
  const end: unknown = Reflect.get(client, endUpdatesMethod);
  if (typeof end === 'function') await Reflect.apply(end, client, []);
}
