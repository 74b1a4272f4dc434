import { Statsig, type StatsigUserArgs } from 'statsig-nodekit';
import { createTestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';
import { generateProject } from '../../support/generator/generate-project.js';
import { UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import { readPostedBatch, respond, startHttpServer } from '../../support/http-server.js';

/** Asks for everything in a project, and gives the answers. */
function askAll(client: Statsig, users: readonly StatsigUserArgs[]): unknown[] {
  const gates = client.getFeatureGateList();
  const configs = client.getDynamicConfigList();
  const experiments = client.getExperimentList();
  const layers = client.getLayerList();
  return users.map((user) => [
    gates.map((name) => client.getFeatureGate(user, name)).map(({ name, value, ruleID }) => [name, value, ruleID]),
    configs.map((name) => client.getDynamicConfig(user, name)).map(({ name, value, ruleID }) => [name, value, ruleID]),
    experiments
      .map((name) => client.getExperiment(user, name))
      .map(({ name, value, ruleID, groupName }) => [name, value, ruleID, groupName]),
    layers.map((name) => {
      const layer = client.getLayer(user, name);
      const parameters = Object.keys(client.explainLayer(user, name).values ?? {});
      return [name, layer.ruleID, ...parameters.map((parameter) => layer.get(parameter, null))];
    }),
  ]);
}

/** An event without what differs from run to run. */
function lasting(event: unknown): unknown {
  const { time, metadata, ...rest } = event as { time: number; metadata: Record<string, unknown> | null };
  expect(time).toBeGreaterThan(0);
  if (metadata === null) return { ...rest, metadata };
  const { receivedAt: _receivedAt, lcut: _lcut, ...said } = metadata;
  return { ...rest, metadata: said };
}

describe('a test client with the specs of a project', () => {
  it('answers as a client in production, and records what that one sends', async () => {
    const server = await startHttpServer((response) => respond(response, 200, { success: true }));
    let eventCount = 0;
    for (const seed of [3, 11, 42, 77]) {
      const { project, options } = generateProject(seed);
      const generator = new UserGenerator(new Random(seed), project);
      const users = Array.from(
        { length: 6 },
        (_, index) => generator.generate(`u${index}`) as unknown as StatsigUserArgs,
      );
      const client = new Statsig('secret-production', {
        ...options,
        bootstrapSpecs: project,
        specsUrl: server.url,
        logEventUrl: `${server.url}/${seed}`,
        disableDiagnostics: true,
        outputLogLevel: 'none',
      });
      await client.initialize();
      const test = createTestStatsig({ specs: project, options: { ...options, outputLogLevel: 'none' } });

      expect(askAll(test, users)).toEqual(askAll(client, users));
      for (const each of [client, test]) each.logEvent(users[0] ?? { userID: 'u' }, 'bought', 5, { sku: 'a' });
      await client.shutdown();
      const sent = server.requests
        .filter(({ path }) => path === `/${seed}`)
        .flatMap((request) => readPostedBatch(request).events as { eventName: string }[])
        .filter(({ eventName }) => eventName !== 'statsig::non_exposed_checks');
      expect(
        test.exposures
          .map(({ event }) => event)
          .concat(test.events)
          .map(lasting),
      ).toEqual(sent.map(lasting));
      eventCount += sent.length;
    }
    expect(eventCount).toBeGreaterThan(300);
  });
});
