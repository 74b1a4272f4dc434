import { defaultClientName } from 'statsig-nodekit/request';
import { isBuilding } from '../build-phase.js';
import { type RegistrationOptions, registerClient, registeredClient } from '../client-registry.js';

/** Far beyond the end of any build. Unit: milliseconds. */
const neverMs = 2_147_483_647;

/** One for all copies of this module: a page and `instrumentation.ts` may have two. */
const registryKey = Symbol.for('statsig-nodekit.next.build-registrations');

/** Keeps what `registerStatsig()` was given while the application is built, where it starts nothing. */
export function rememberForBuild(options: RegistrationOptions): void {
  remembered().set(options.name ?? defaultClientName, options);
}

/**
 * Has a client there for static pages that allow answers for everybody, while the application is built: one that loads specs once,
 * and sends no events. Next does not call `register()` then: it has what a page gave `registerStatsig()` itself, or else the keys
 * of the environment.
 */
export function clientForBuild(name: string): void {
  if (!isBuilding() || registeredClient(name) !== undefined) return;
  const given = remembered().get(name);
  registerClient({
    ...given,
    name,
    options: { ...given?.options, disableAllLogging: true, specsSyncIntervalMs: neverMs },
  });
}

function remembered(): Map<string, RegistrationOptions> {
  const known: unknown = Reflect.get(globalThis, registryKey);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes under this symbol
  if (known instanceof Map) return known as Map<string, RegistrationOptions>;
  const registrations = new Map<string, RegistrationOptions>();
  Reflect.set(globalThis, registryKey, registrations);
  return registrations;
}
