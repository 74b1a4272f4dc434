import { Statsig, type StatsigUserArgs, StatsigUser, formatExplanation } from 'statsig-nodekit';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { startClientBench } from '../../../support/client-bench.js';
import { generateProject } from '../../../support/generator/generate-project.js';
import { UserGenerator } from '../../../support/generator/generate-users.js';
import { Random } from '../../../support/generator/random.js';
import { applyOverrides } from '../../../support/oracle/evaluation-plan.mjs';
import { buildSpecs, condition, everyone, passGate, rule } from '../../../support/specs-builder.js';

const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
const usersPerProject = 8;

beforeEach(() => {
  // Contextual autotunes draw lots: explained and checked users have to draw the same one.
  const draw = vi.spyOn(Math, 'random').mockReturnValue(0.3);
  return () => draw.mockRestore();
});

/** A client of a generated project, its users, and the names that can be asked for, known and unknown. */
async function generated(seed: number) {
  const { project, options, overrides } = generateProject(seed);
  const client = new Statsig('secret-agreement', {
    bootstrapSpecs: project,
    disableNetwork: true,
    outputLogLevel: 'none',
    ...options,
  });
  await client.initialize();
  applyOverrides(client, overrides);
  const generator = new UserGenerator(new Random(seed), project);
  const users = Array.from({ length: usersPerProject }, () => generator.generate() as unknown as StatsigUserArgs);
  const names = (...maps: readonly (object | undefined)[]): string[] => [
    ...new Set(maps.flatMap((map) => Object.keys(map ?? {}))),
    'no_such_name',
  ];
  return {
    client,
    users,
    gates: names(project.feature_gates),
    configs: names(project.dynamic_configs, project['cmab_configs'] as object | undefined),
    layers: names(project.layer_configs),
  };
}

describe('an explanation', () => {
  it.each(seeds)('agrees with the check: project %i', async (seed) => {
    const { client, users, gates, configs, layers } = await generated(seed);
    for (const user of users) {
      for (const name of gates) {
        const { value, ruleID, details } = client.getFeatureGate(user, name);
        const explanation = client.explainGate(user, name);
        expect(explanation).toMatchObject({ kind: 'gate', name, value, ruleID, details, values: undefined });
        expect(explanation.decision).toMatchObject({ kind: 'gate', name, value, ruleID });
        expect(formatExplanation(explanation)).not.toMatch(/undefined|NaN|\[object/);
      }
      for (const name of configs) {
        const config = client.getDynamicConfig(user, name);
        expect(client.explainConfig(user, name)).toMatchObject(answerOf(config));
        const { groupName, ...experiment } = client.getExperiment(user, name);
        const explanation = client.explainExperiment(user, name);
        expect(explanation).toMatchObject({ groupName, ruleID: experiment.ruleID, details: experiment.details });
        expect(explanation.values).toEqual(client.getExperiment(user, name).value);
        expect(formatExplanation(explanation)).not.toMatch(/undefined|NaN|\[object/);
      }
      for (const name of layers) {
        const layer = client.getLayer(user, name);
        const explanation = client.explainLayer(user, name);
        const { ruleID, groupName, details } = layer;
        expect(explanation).toMatchObject({ ruleID, groupName, details });
        for (const [key, value] of Object.entries(explanation.values ?? {})) expect(layer.peek(key)).toEqual(value);
        expect(formatExplanation(explanation)).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });

  const byGroup = condition({ type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['G'] });
  const specs = buildSpecs({
    gates: { g: { rules: [rule('r', [passGate('h'), byGroup])] }, h: { rules: [rule('hr', [everyone])] } },
    configs: { e: { rules: [rule('er', [everyone], { returnValue: { a: 1 }, groupName: 'G' })] } },
    layers: { l: { rules: [rule('lr', [everyone], { configDelegate: 'e' })] } },
  });

  it('logs no exposure, and keeps none of a check from being logged', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    const user = new StatsigUser('u');
    const explainAll = (): void => {
      client.explainGate(user, 'g');
      client.explainConfig(user, 'e');
      client.explainExperiment(user, 'e');
      client.explainLayer(user, 'l');
    };
    explainAll();
    expect(await events()).toEqual([]);
    client.checkGate(user, 'g');
    explainAll();
    client.getLayer(user, 'l').get('a', 0);
    expect((await events()).map(({ eventName }) => eventName)).toEqual([
      'statsig::config_exposure',
      'statsig::gate_exposure',
      'statsig::layer_exposure',
    ]);
  });

  it('changes neither user nor answers, and takes users of every form', async () => {
    const { client } = await startClientBench({ specs });
    await client.initialize();
    const fields = { userID: 'u', custom: { list: ['a'] }, privateAttributes: { secret: 1 } };
    const before = structuredClone(fields);
    const user = new StatsigUser(fields);
    const answer = client.getFeatureGate(user, 'g');
    for (const one of [user, fields, 'u' as never, null as never])
      expect(client.explainGate(one, 'g').value).toBe(true);
    expect(fields).toEqual(before);
    expect(user.toJSON()).toEqual({ userID: 'u', custom: { list: ['a'] } });
    expect(client.getFeatureGate(user, 'g')).toEqual(answer);
  });

  it.each<[options: unknown]>([[null], [5], ['x'], [{ kind: 'layer', name: 'other', context: {}, user: {} }]])(
    'is the same with odd options %j',
    async (options) => {
      const { client } = await startClientBench({ specs });
      await client.initialize();
      expect(client.explainGate({ userID: 'u' }, 'g', options as never)).toEqual(
        client.explainGate({ userID: 'u' }, 'g'),
      );
    },
  );

  it('is there before initialize, and after shutdown', async () => {
    const { client } = await startClientBench({ specs });
    expect(client.explainGate({ userID: 'u' }, 'g').sentence).toBe(
      'Gate "g" is closed: this client is not initialized (Uninitialized).',
    );
    await client.initialize();
    await client.shutdown();
    expect(client.explainGate({ userID: 'u' }, 'g').sentence).toBe('Gate "g" is open: rule "r" matched, at 100 %.');
  });
});

function answerOf({ value, ruleID, details }: { value: unknown; ruleID: string; details: object }): object {
  return { values: value, ruleID, details };
}
