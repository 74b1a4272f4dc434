import { toBase64 } from '../hashing/base64.js';
import { sha256 } from '../hashing/sha256.js';
import { type Logger, createLogger } from '../observability/logger.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import { sharedRegistry } from './shared-registry.js';
import type { Statsig } from './statsig.js';

const logTag = 'Shared';

/** How clients come about; given, because the class of clients uses this file. */
export interface ClientFactory {
  create(): Statsig;
  /** Makes one that is shut down, serves defaults and logs nothing. */
  createClosed(): Statsig;
}

/**
 * Makes the shared client. While there is one that is not shut down, none is made, and that one stays: with the same key it is
 * returned, and the options given now are not used; with another key a closed client is, so that nothing is evaluated with
 * the rules of another project or logged to it. Both are reported as a warning.
 */
export function newShared(sdkKey: string, options: StatsigOptions | undefined, factory: ClientFactory): Statsig {
  const registry = sharedRegistry();
  const keyHash = hashOf(sdkKey);
  const { client } = registry;
  if (client === undefined || client.status === 'shutdown') {
    registry.client = factory.create();
    registry.keyHash = keyHash;
    registry.hasReportedAbsence = false;
    return registry.client;
  }
  const logger = loggerFor(sdkKey, options);
  const advice = 'To replace it, call Statsig.removeSharedInstance() first.';
  if (registry.keyHash === keyHash) {
    logger.warn(logTag, `There is a shared client of this key, and newShared() returned it as it is. ${advice}`);
    return client;
  }
  logger.warn(
    logTag,
    `There is a shared client of another key, and it stays. What newShared() returned is shut down: it serves defaults and logs nothing. ${advice}`,
  );
  return (registry.closedClient ??= factory.createClosed());
}

/** The shared client or, with one warning, a closed one where there is none. */
export function shared(createClosed: ClientFactory['createClosed']): Statsig {
  const registry = sharedRegistry();
  if (registry.client !== undefined) return registry.client;
  if (!registry.hasReportedAbsence) {
    registry.hasReportedAbsence = true;
    loggerFor('', undefined).warn(
      logTag,
      'There is no shared client. What shared() returned is shut down: it serves defaults and logs nothing. Call Statsig.newShared() first.',
    );
  }
  return (registry.closedClient ??= createClosed());
}

/** Makes a client the shared one, in place of any other; `newShared()` with that key then returns it. */
export function replaceShared(client: Statsig, sdkKey: string): void {
  const registry = sharedRegistry();
  registry.client = client;
  registry.keyHash = hashOf(sdkKey);
  registry.hasReportedAbsence = false;
}

function hashOf(sdkKey: unknown): string {
  return typeof sdkKey === 'string' ? toBase64(sha256(sdkKey)) : '';
}

/** Whether there is a shared client. */
export function hasShared(): boolean {
  return sharedRegistry().client !== undefined;
}

/** Forgets the shared client, without shutting it down. */
export function removeShared(): void {
  const registry = sharedRegistry();
  registry.client = undefined;
  registry.keyHash = '';
  registry.hasReportedAbsence = false;
}

/** Speaks where the client would have spoken that was not made. */
function loggerFor(sdkKey: unknown, given: StatsigOptions | undefined): Logger {
  const { options } = resolveOptions(given);
  return createLogger({
    level: options.outputLogLevel,
    provider: options.outputLoggerProvider,
    sdkKey: typeof sdkKey === 'string' ? sdkKey : '',
  });
}
