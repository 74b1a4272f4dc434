import type { Statsig } from './statsig.js';

/**
 * Where the shared client stands: once in a process, however many copies of this package it has loaded. A program that both
 * imports and requires the package has two, and one that a framework bundles has one in each bundle.
 */
export interface SharedRegistry {
  /** The shared client, if there is one. */
  client: Statsig | undefined;
  /** Tells the keys of clients apart without holding one. */
  keyHash: string;
  /** What is handed out where there is no shared client: shut down from the beginning. */
  closedClient: Statsig | undefined;
  /** Whether somebody has been told that there is none; a request handler would ask for it again and again. */
  hasReportedAbsence: boolean;
}

const registryKey = Symbol.for('statsig-nodekit.registry');

/** The registry of this process; it is made on first use. */
export function sharedRegistry(): SharedRegistry {
  const present: unknown = Reflect.get(globalThis, registryKey);
  if (isRegistry(present)) return present;
  const registry: SharedRegistry = {
    client: undefined,
    keyHash: '',
    closedClient: undefined,
    hasReportedAbsence: false,
  };
  Reflect.defineProperty(globalThis, registryKey, { value: registry });
  return registry;
}

/** The symbol is this package's own, so its value was made above, if perhaps by another copy. */
function isRegistry(value: unknown): value is SharedRegistry {
  return typeof value === 'object' && value !== null && 'client' in value;
}
