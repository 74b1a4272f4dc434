import { describe, expect, it, onTestFinished } from 'vitest';

import { Statsig } from '../../../lib/client/statsig.js';
import type { StatsigOptions } from '../../../lib/options/statsig-options.js';
import type { PersistentStorage, StickyValues, UserPersistedValues } from '../../../lib/sticky/persistent-storage.js';
import { StatsigUser } from '../../../lib/users/statsig-user.js';
import { benchKey, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, everyone, fieldCondition, rule } from '../../support/specs-builder.js';
import { stickyValues } from '../../support/sticky-builder.js';

const user = { userID: 'u' };

/** The specs after so many changes: group A, then group B, then ended. */
function specsAt(stage: 'A' | 'B' | 'ended'): Record<string, unknown> {
  const groupName = stage === 'A' ? 'A' : 'B';
  const rules = [
    rule(`rule-${groupName}`, [everyone], { groupName, isExperimentGroup: true, returnValue: { v: groupName } }),
  ];
  const isActive = stage !== 'ended';
  return buildSpecs({
    gates: {
      asksForGroup: {
        rules: [
          rule('r', [condition({ type: 'experiment_group', field: 'color', operator: 'any', targetValue: ['A'] })]),
        ],
      },
    },
    configs: {
      color: { isActive, rules },
      team: { isActive, idType: 'companyID', rules },
      leaving: { isActive, rules: [rule('targetingGate', [fieldCondition('any', ['yes'])]), ...rules] },
    },
    layers: {
      page: { isActive, defaultValue: { v: 'none' }, rules: [rule('l', [everyone], { configDelegate: 'color' })] },
    },
    top: {
      time: { A: 1, B: 2, ended: 3 }[stage],
      param_stores: {
        store: {
          parameters: {
            v: { ref_type: 'experiment', param_type: 'string', experiment_name: 'color', param_name: 'v' },
            w: { ref_type: 'layer', param_type: 'string', layer_name: 'page', param_name: 'v' },
          },
        },
      },
    },
  });
}

/** A storage like one over the network: it answers later, and holds what was saved. */
class LaterStorage implements PersistentStorage {
  readonly held = new Map<string, Record<string, StickyValues>>();
  readonly calls: string[] = [];

  async load(key: string): Promise<UserPersistedValues | null> {
    this.calls.push(`load ${key}`);
    await later();
    return structuredClone(this.held.get(key) ?? null);
  }

  async save(key: string, configName: string, data: StickyValues): Promise<void> {
    this.calls.push(`save ${key} ${configName}`);
    const held = this.held.get(key) ?? {};
    await later();
    this.held.set(key, { ...held, [configName]: data });
  }

  async delete(key: string, configName: string): Promise<void> {
    this.calls.push(`delete ${key} ${configName}`);
    const { [configName]: _, ...held } = this.held.get(key) ?? {};
    await later();
    this.held.set(key, held);
  }
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function startClient(
  persistentStorage: PersistentStorage,
  stage: Parameters<typeof specsAt>[0] = 'A',
  options: StatsigOptions = {},
): Promise<{ client: Statsig; lines: string[] }> {
  const lines: string[] = [];
  const keep = (level: string) => (tag: string, message: string) => void lines.push(`${level} ${tag}: ${message}`);
  const client = new Statsig(benchKey, {
    bootstrapSpecs: specsAt(stage),
    disableNetwork: true,
    persistentStorage,
    outputLogLevel: 'debug',
    outputLoggerProvider: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    ...options,
  });
  onTestFinished(async () => {
    await client.shutdown(100);
  });
  await client.initialize();
  return { client, lines };
}

describe('a user of an experiment with a storage', () => {
  it('stays in the group that was given first, across clients, until the experiment ends', async () => {
    const storage = new LaterStorage();
    const visit = async (stage: Parameters<typeof specsAt>[0]): Promise<unknown> => {
      const { client } = await startClient(storage, stage);
      const userPersistedValues = await client.loadPersistedValues(user);
      const { groupName, details } = client.getExperiment(user, 'color', { userPersistedValues });
      const layer = client.getLayer(user, 'page', { userPersistedValues });
      await client.shutdown();
      return [groupName, details.reason, layer.get('v', ''), layer.getEvaluationDetails().reason];
    };
    expect(await visit('A')).toEqual(['A', 'Bootstrap:Recognized', 'A', 'Bootstrap:Recognized']);
    expect(Object.keys(storage.held.get('u:userID') ?? {})).toEqual(['color', 'page']);
    expect(await visit('B')).toEqual(['A', 'Persisted', 'A', 'Persisted']);
    expect(await visit('ended')).toEqual(['B', 'Bootstrap:Recognized', 'B', 'Bootstrap:Recognized']);
    expect(storage.held.get('u:userID')).toEqual({});
    expect(await visit('A')).toEqual(['A', 'Bootstrap:Recognized', 'A', 'Bootstrap:Recognized']);
  });

  it('finds what was kept a moment ago, before the storage has it', async () => {
    const { client } = await startClient({
      load: () => ({}),
      save: () => new Promise(() => undefined),
      delete: () => undefined,
    });
    client.getExperiment(user, 'color', { userPersistedValues: await client.loadPersistedValues(user) });
    const userPersistedValues = await client.loadPersistedValues(user);
    expect(userPersistedValues['color']?.group_name).toBe('A');
    expect(client.getExperiment(user, 'color', { userPersistedValues }).details.reason).toBe('Persisted');
  });

  it('gets what is kept for each ID type that the project uses', async () => {
    const storage = new LaterStorage();
    const person = { userID: 'u', customIDs: { companyID: 'c', stableID: 's' } };
    const { client } = await startClient(storage);
    client.getExperiment(person, 'color', { userPersistedValues: {} });
    client.getExperiment(person, 'team', { userPersistedValues: {} });
    expect(await client.flushPersistedValues()).toEqual({ isSuccess: true, written: 2, pending: 0, dropped: 0 });
    storage.calls.length = 0;
    expect(Object.keys(await client.loadPersistedValues(person)).toSorted()).toEqual(['color', 'team']);
    expect(storage.calls.toSorted()).toEqual(['load c:companyID', 'load u:userID']);
    expect(Object.keys(await client.loadPersistedValues(person, 'companyID'))).toEqual(['team']);
  });

  it('is left alone where what is kept was not loaded: no decision is lost to a storage that fails', async () => {
    const storage = new LaterStorage();
    storage.held.set('u:userID', { color: stickyValues() });
    const { client } = await startClient(storage, 'B');
    storage.load = () => Promise.reject(new Error('no connection'));
    const userPersistedValues = await client.loadPersistedValues(user);
    const options = { userPersistedValues };
    expect(client.getExperiment(user, 'color', options).details.reason).toBe('Bootstrap:Recognized');
    expect(client.getExperiment({ userID: 'v' }, 'color', options).groupName).toBe('B');
    await client.flushPersistedValues();
    expect(storage.calls).toEqual([]);
    expect(Object.keys(storage.held.get('u:userID') ?? {})).toEqual(['color']);
  });

  it('may be answered from kept and live decisions in turn: what is remembered of the user is live', async () => {
    const { client } = await startClient(new LaterStorage());
    const person = new StatsigUser('u');
    const ask = (userPersistedValues: UserPersistedValues | undefined): string =>
      client.getExperiment(person, 'color', userPersistedValues && { userPersistedValues }).ruleID;
    expect([ask(undefined), ask({ color: stickyValues() }), ask(undefined)]).toEqual(['rule-A', 'group-a', 'rule-A']);
    expect([ask({ color: stickyValues({ rule_id: 'x' }) }), ask({})]).toEqual(['x', 'rule-A']);
  });

  it('gets copies of kept values', async () => {
    const { client } = await startClient(new LaterStorage());
    const userPersistedValues = { color: stickyValues({ json_value: { v: ['kept'] } }) };
    const first = client.getExperiment(user, 'color', { userPersistedValues });
    first.get('v', ['']).push('changed');
    expect(client.getExperiment(user, 'color', { userPersistedValues }).value).toEqual({ v: ['kept'] });
  });

  it('is turned away by enforced targeting', async () => {
    const { client } = await startClient(new LaterStorage());
    const options = { userPersistedValues: { leaving: stickyValues() }, enforceTargeting: true };
    const gone = { userID: 'u', custom: { f: 'yes' } };
    expect(client.getExperiment(gone, 'leaving', options).ruleID).toBe('targetingGate');
    expect(client.getExperiment(user, 'leaving', options).ruleID).toBe('group-a');
  });
});

describe('what is kept is forgotten', () => {
  const kept = (storage: LaterStorage): string[] => Object.keys(storage.held.get('u:userID') ?? {});
  const startKept = async (): Promise<{ client: Statsig; storage: LaterStorage }> => {
    const storage = new LaterStorage();
    storage.held.set('u:userID', { color: stickyValues(), page: stickyValues() });
    return { client: (await startClient(storage)).client, storage };
  };

  it.each<[string, (client: Statsig) => unknown, string[]]>([
    ['by a call without kept decisions', (client) => client.getExperiment(user, 'color'), ['page']],
    ['by a layer without', (client) => client.getLayer(user, 'page'), ['color']],
    ['by a parameter store', (client) => client.getParameterStore(user, 'store').get('v', ''), ['page']],
    ['by a store that refers to a layer', (client) => client.getParameterStore(user, 'store').get('w', ''), ['color']],
    ['by a condition that asks for the group', (client) => client.checkGate(user, 'asksForGroup'), ['page']],
  ])('%s', async (_, call, left) => {
    const { client, storage } = await startKept();
    call(client);
    await client.flushPersistedValues();
    expect(kept(storage)).toEqual(left);
  });

  it.each<[string, (client: Statsig) => unknown]>([
    ['dynamic configs', (client) => client.getDynamicConfig(user, 'color')],
    ['explanations', (client) => [client.explainExperiment(user, 'color'), client.explainLayer(user, 'page')]],
    ['groups', (client) => client.getExperimentByGroupName('color', 'A')],
    ['a store that is got and not read', (client) => client.getParameterStore(user, 'store')],
  ])('not by %s', async (_, call) => {
    const { client, storage } = await startKept();
    call(client);
    await client.flushPersistedValues();
    expect(storage.calls).toEqual([]);
  });

  it('not by a local override, which tests set', async () => {
    const { client, storage } = await startKept();
    client.overrideExperiment('color', { v: 'mine' });
    expect(client.getExperiment(user, 'color', { userPersistedValues: { color: stickyValues() } }).ruleID).toBe(
      'override',
    );
    await client.flushPersistedValues();
    expect(storage.calls).toEqual([]);
  });
});

describe('a storage', () => {
  it('is never called within a check', async () => {
    const calls: string[] = [];
    const { client } = await startClient({
      load: () => null,
      save: () => void calls.push('save'),
      delete: () => void calls.push('delete'),
    });
    client.getExperiment(user, 'color', { userPersistedValues: {} });
    client.getLayer(user, 'page');
    expect(calls).toEqual([]);
    await client.flushPersistedValues();
    expect(calls).toEqual(['save', 'delete']);
  });

  it('does no harm when it throws', async () => {
    const fail = (): never => {
      throw new Error('broken');
    };
    const { client, lines } = await startClient({ load: fail, save: fail, delete: fail });
    const userPersistedValues = await client.loadPersistedValues(user);
    expect(client.getExperiment(user, 'color', { userPersistedValues }).groupName).toBe('A');
    expect(client.getExperiment(user, 'color').groupName).toBe('A');
    expect(client.getLayer(user, 'page', { userPersistedValues: {} }).get('v', '')).toBe('A');
    const { isSuccess, pending, error } = await client.flushPersistedValues(20);
    expect({ isSuccess, pending }).toEqual({ isSuccess: false, pending: 2 });
    expect(error).toMatch(
      /2 decisions are not written and still held\. persistentStorage\.(save|delete)\(\) failed: broken\./,
    );
    expect(lines.filter((line) => line.startsWith('warn StickyStorage'))).toHaveLength(2);
  });

  it('that hangs delays neither checks nor, beyond its limit, loading and the shutdown', async () => {
    const hang = (): Promise<never> => new Promise(() => undefined);
    const { client } = await startClient({ load: hang, save: hang, delete: hang });
    const values = await client.loadPersistedValues(user, null, { timeoutMs: 10 });
    expect(Object.keys(values)).toEqual([]);
    client.getExperiment(user, 'color', { userPersistedValues: {} });
    const result = await client.shutdown(50);
    expect(result).toMatchObject({
      isSuccess: false,
      error: 'These did not end in time: the storage of kept decisions (1 not written).',
    });
  });

  it('has everything when the client is shut down', async () => {
    const storage = new LaterStorage();
    const { client } = await startClient(storage);
    for (let index = 0; index < 300; index++) {
      client.getExperiment({ userID: `u${index}` }, 'color', { userPersistedValues: {} });
    }
    expect(await client.shutdown()).toMatchObject({ isSuccess: true });
    expect(storage.held.size).toBe(300);
  });

  it('is not called after the shutdown, when checks are still answered', async () => {
    const storage = new LaterStorage();
    const { client } = await startClient(storage);
    await client.shutdown();
    expect(client.getExperiment(user, 'color', { userPersistedValues: {} }).groupName).toBe('A');
    expect(Object.keys(await client.loadPersistedValues(user))).toEqual([]);
    await later();
    expect(storage.calls).toEqual([]);
  });

  it('is called as an object of its class', async () => {
    class Counting implements PersistentStorage {
      #saves = 0;
      load(): null {
        return null;
      }
      save(): void {
        this.#saves += 1;
      }
      delete(): void {
        this.#saves -= 1;
      }
      get saves(): number {
        return this.#saves;
      }
    }
    const storage = new Counting();
    const { client } = await startClient(storage);
    client.getExperiment(user, 'color', { userPersistedValues: {} });
    await client.flushPersistedValues();
    expect(storage.saves).toBe(1);
  });
});

describe('without a storage', () => {
  it('kept decisions have no effect, and there is nothing to load or write', async () => {
    const client = new Statsig(benchKey, {
      bootstrapSpecs: specsAt('A'),
      disableNetwork: true,
      outputLogLevel: 'none',
    });
    await client.initialize();
    const options = { userPersistedValues: { color: stickyValues() } };
    expect(client.getExperiment(user, 'color', options).ruleID).toBe('rule-A');
    expect(client.explainExperiment(user, 'color', options).sticky).toBeUndefined();
    expect(await client.loadPersistedValues(user)).toEqual({});
    expect(await client.flushPersistedValues()).toEqual({ isSuccess: true, written: 0, pending: 0, dropped: 0 });
    await client.shutdown();
  });
});

describe('values that a call is given', () => {
  it('are ignored as a whole when one is malformed, and a warning names it', async () => {
    const { client, lines } = await startClient(new LaterStorage());
    const userPersistedValues = { color: stickyValues(), broken: { value: true } as StickyValues };
    expect(client.getExperiment(user, 'color', { userPersistedValues }).ruleID).toBe('rule-A');
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn Client: userPersistedValues were given and count as not given: the entry "broken" is malformed.',
    ]);
  });

  it('may be anything at run time', async () => {
    const { client } = await startClient(new LaterStorage());
    const unreadable = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    for (const odd of [5, 'text', true, [], new Map(), Symbol('x'), () => 1, unreadable]) {
      const options = { userPersistedValues: odd as unknown as UserPersistedValues };
      expect(client.getExperiment(user, 'color', options).ruleID).toBe('rule-A');
      expect(client.getLayer(user, 'page', options).get('v', '')).toBe('A');
    }
    const throwing = {
      get userPersistedValues(): never {
        throw new Error('no');
      },
    };
    expect(client.getExperiment(user, 'color', throwing).ruleID).toBe('rule-A');
    expect(client.getExperiment(user, 'color', null as unknown as undefined).ruleID).toBe('rule-A');
  });
});

describe('exposures', () => {
  it('tell of a kept decision, once, and of what the live one looked into', async () => {
    const { client, events } = await startClientBench({
      specs: buildSpecs({
        configs: {
          inner: { rules: [rule('inner-rule', [everyone], { groupName: 'In' })] },
          e: {
            isActive: true,
            version: 9,
            rules: [
              rule(
                'live-rule',
                [condition({ type: 'experiment_group', field: 'inner', operator: 'any', targetValue: ['In'] })],
                {
                  isExperimentGroup: true,
                },
              ),
            ],
          },
        },
        top: { time: 5 },
      }),
      options: { persistentStorage: new LaterStorage() },
    });
    await client.initialize();
    const userPersistedValues = {
      e: stickyValues({ secondary_exposures: [{ gate: 'g', gateValue: 'true', ruleID: 'r' }] }),
    };
    client.getExperiment(user, 'e', { userPersistedValues });
    client.getExperiment(user, 'e', { userPersistedValues });
    client.getExperiment(user, 'e', { userPersistedValues, disableExposureLogging: true });
    const exposures = (await events()).filter(({ eventName }) => eventName === 'statsig::config_exposure');
    expect(exposures).toMatchObject([
      { metadata: { config: 'inner', ruleID: 'inner-rule', reason: 'Network:Recognized' } },
      {
        metadata: {
          config: 'e',
          ruleID: 'group-a',
          rulePassed: 'true',
          reason: 'Persisted',
          lcut: '77',
          configVersion: '3',
          receivedAt: expect.stringMatching(/^\d{13}$/) as string,
        },
        secondaryExposures: [{ gate: 'g', gateValue: 'true', ruleID: 'r' }],
      },
    ]);
  });
});
