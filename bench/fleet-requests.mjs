/**
 * The arithmetic of `docs/scale-out.md`: what a fleet asks of the network and of Redis. `test/redis/fleet-requests.test.ts` holds it
 * against what eight processes were counted to ask, and against the figures of the page.
 */

/** How processes come by their specs. `alone`: each asks the network. */
export const ARRANGEMENTS = ['alone', 'redis', 'cluster', 'cluster and redis'];

const MINUTE_MS = 60_000;

/** How often the holder of the lease renews it within its length. */
const RENEWALS = 3;

/**
 * Requests for specs in a minute in which nothing changes, and those that each change adds.
 *
 * @param {object} fleet
 * @param {string} fleet.arrangement one of `ARRANGEMENTS`
 * @param {number} fleet.processes all together
 * @param {number} [fleet.perHost] processes of one cluster, which share a primary; only where the arrangement has one
 * @param {number} [fleet.intervalMs] the option `specsSyncIntervalMs`
 * @param {number} [fleet.leaseTtlMs] the option of that name of `redisDataStore()`
 * @param {number} [fleet.pingMs] how often a connection that hears changes is asked whether it is there
 * @returns {{ network: number, redis: number, networkPerChange: number, redisPerChange: number }}
 */
export function fleetRequests({
  arrangement,
  processes,
  perHost = 1,
  intervalMs = 10_000,
  leaseTtlMs = 10_000,
  pingMs = 30_000,
}) {
  // Workers of a cluster ask nobody but their primary.
  const askers = arrangement.startsWith('cluster') ? Math.ceil(processes / perHost) : processes;
  const looks = MINUTE_MS / intervalMs;
  if (!arrangement.endsWith('redis')) {
    return { network: askers * looks, redis: 0, networkPerChange: askers, redisPerChange: 0 };
  }
  return {
    // Whoever holds the lease.
    network: looks,
    // Each look asks who holds the lease and which version there is, and after that of the holder whether Redis still has what is in
    // use; beside that there are the lease and the signal.
    redis: (askers + 1) * looks + (RENEWALS * MINUTE_MS) / leaseTtlMs + (askers * MINUTE_MS) / pingMs,
    networkPerChange: 1,
    // At most: one writes, each of the others looks and reads. The next look of theirs comes a whole interval later.
    redisPerChange: 1 + 2 * (askers - 1),
  };
}
