import type { Statsig } from './statsig.js';

/**
 * The method of a client that writes a warning to its log. A symbol of the process and not of this module, because an
 * integration may have been loaded from the other format's copy of the package.
 */
export const warningMethod = Symbol.for('statsig-nodekit.client.warn');

/**
 * Writes a warning to the log of a client: with its level, to its `outputLoggerProvider`, and without its secrets. For the
 * integrations of this package. Writes nothing for an object that only looks like a client.
 *
 * @param tag names the integration, for example `Express`
 * @param onceKey given for what is to be said once by this client
 */
export function warnThrough(client: Statsig, tag: string, message: string, onceKey?: string): void {
  const warn: unknown = Reflect.get(client, warningMethod);
  if (typeof warn === 'function') Reflect.apply(warn, client, [tag, message, onceKey]);
}
