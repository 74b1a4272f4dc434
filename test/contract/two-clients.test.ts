import { describe, expect, it, vi } from 'vitest';

import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type ClientBench, startClientBench } from '../support/client-bench.js';
import { readPostedBatch } from '../support/http-server.js';
import { buildSpecs, everyone, nobody, rule } from '../support/specs-builder.js';

/*
 * Clients of one process share nothing: each has its own specs, session, queue, log lines, measurements and overrides, of the
 * same key and of different ones. (The official core shares its session, its logger and, by key, its measurements.)
 */

const user = { userID: 'u' };
const specsWith = (isOpen: boolean): unknown =>
  buildSpecs({ gates: { flag: { rules: [rule(`rule-${isOpen}`, [isOpen ? everyone : nobody])] } } });

/** A client, its server, and what its observability client was told. */
async function startClient(
  name: string,
  sdkKey: string,
  isOpen: boolean,
): Promise<ClientBench & { metrics: string[] }> {
  const metrics: string[] = [];
  const measure = (metric: string): void => void metrics.push(metric);
  const options: StatsigOptions = {
    serviceName: `service-${name}`,
    environment: `tier-${name}`,
    observabilityClient: { increment: measure, gauge: measure, dist: measure },
  };
  const bench = await startClientBench({ specs: specsWith(isOpen), sdkKey, options });
  return { ...bench, metrics };
}

const sessionsOf = ({ server }: ClientBench): Set<unknown> =>
  new Set(server.requests.map(({ headers }) => headers['statsig-server-session-id']));

describe.each([
  ['the same key', 'secret-common-key', 'secret-common-key'],
  ['different keys', 'secret-first-key', 'secret-second-key'],
])('two clients of %s', (_, firstKey, secondKey) => {
  it('answer, log and measure apart', async () => {
    const first = await startClient('one', firstKey, true);
    const second = await startClient('two', secondKey, false);
    await first.client.initialize();
    await second.client.initialize();

    expect(first.client.checkGate(user, 'flag')).toBe(true);
    expect(second.client.checkGate(user, 'flag')).toBe(false);
    first.client.logEvent(user, 'only-first');
    first.client.overrideGate('flag', false);
    expect(first.client.checkGate(user, 'flag')).toBe(false);
    second.client.overrideGate('flag', true);
    first.client.removeAllOverrides();
    expect(second.client.checkGate(user, 'flag')).toBe(true);

    const named = (events: readonly { eventName: string }[]): string[] => events.map(({ eventName }) => eventName);
    expect(named(await first.events())).toContain('only-first');
    const secondEvents = await second.events();
    expect(named(secondEvents)).not.toContain('only-first');
    // The same user and gate: the exposure of one client is not a repetition for the other.
    expect(named(secondEvents)).toContain('statsig::gate_exposure');
    expect(secondEvents[0]?.user).toMatchObject({ statsigEnvironment: { tier: 'tier-two' } });

    for (const [bench, name, key] of [
      [first, 'one', firstKey],
      [second, 'two', secondKey],
    ] as const) {
      const requests = bench.server.requests;
      expect(new Set(requests.map(({ headers }) => headers['statsig-api-key']))).toEqual(new Set([key]));
      expect(new Set(requests.map(({ headers }) => headers['x-request-service']))).toEqual(
        new Set([`service-${name}`]),
      );
      const batches = requests.filter(({ path }) => path === '/v1/log_event').map(readPostedBatch);
      expect(batches.length).toBeGreaterThan(0);
      expect(sessionsOf(bench)).toEqual(new Set(batches.map(({ statsigMetadata }) => statsigMetadata['sessionID'])));
      expect(sessionsOf(bench).size).toBe(1);
    }
    expect(sessionsOf(first)).not.toEqual(sessionsOf(second));
  });

  it('end apart', async () => {
    const first = await startClient('one', firstKey, true);
    const second = await startClient('two', secondKey, true);
    await Promise.all([first.client.initialize(), second.client.initialize()]);
    const secondLines = [...second.lines];
    await first.client.shutdown();
    const afterShutdown = [...first.metrics];
    expect(second.lines).toEqual(secondLines);
    expect(second.client.status).toBe('ready');
    second.client.logEvent(user, 'still-here');
    expect((await second.events()).map(({ eventName }) => eventName)).toContain('still-here');
    await vi.waitFor(() => expect(second.metrics).toContain('statsig.sdk.events_successfully_sent_count'));
    expect(first.metrics).toEqual(afterShutdown);
    expect(first.lines.filter((line) => line.includes('Shut down'))).toHaveLength(1);
    expect(second.lines.filter((line) => line.includes('Shut down'))).toHaveLength(0);
  });
});
