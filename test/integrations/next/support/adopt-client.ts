import { onTestFinished } from 'vitest';
import type { Statsig } from 'statsig-nodekit';

let adopted = 0;

/** Has this process find a client that the test has made, as if `registerStatsig()` had. Gives its name; it ends with the test. */
export function adoptClient(client: Statsig): string {
  const registryKey = Symbol.for('statsig-nodekit.registry');
  const known: unknown = Reflect.get(globalThis, registryKey);
  const registry: Map<unknown, unknown> = known instanceof Map ? known : new Map();
  Reflect.set(globalThis, registryKey, registry);
  const name = `adopted-${(adopted += 1)}`;
  registry.set(name, { keyDigest: '', client, clientSdkKey: undefined, app: {}, initialized: client.initialize() });
  onTestFinished(async () => {
    registry.delete(name);
    await client.shutdown();
  });
  return name;
}
