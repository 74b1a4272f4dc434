import { afterEach, describe, expect, it, vi } from 'vitest';

import { StatsigUser } from '../../../lib/users/statsig-user.js';
import { createTestStatsig } from '../../../lib/testing/create-test-statsig.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, everyone, passGate, rule } from '../../support/specs-builder.js';

const userCount = 100;
const requestsPerUser = 50;

const isPro = condition({ field: 'plan', operator: 'any', targetValue: ['pro'] });
const specs = buildSpecs({
  gates: {
    half: { rules: [rule('r', [everyone], { passPercentage: 50 })] },
    nested: { rules: [rule('r', [passGate('half')])] },
    pro: { rules: [rule('r', [isPro])] },
  },
  configs: { c: { rules: [rule('r', [passGate('half')], { returnValue: { a: 1 } })] } },
  top: {
    param_stores: {
      ps: {
        parameters: { a: { ref_type: 'dynamic_config', param_type: 'number', config_name: 'c', param_name: 'a' } },
      },
    },
  },
});

afterEach(() => {
  vi.useRealTimers();
});

interface Logged {
  readonly name: unknown;
  readonly userID: unknown;
  /** The request that the user was made for. */
  readonly request: unknown;
}

/** A client, its exposures since the last call, and users that are other objects in each request. */
async function start(): Promise<ClientBench & { takeExposures: () => Promise<Logged[]> }> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  let taken = 0;
  return {
    ...bench,
    takeExposures: async () => {
      const all = await bench.events();
      const exposures = all.slice(taken).filter(({ eventName }) => eventName.endsWith('_exposure'));
      taken = all.length;
      return exposures.map(({ metadata, user }) => ({
        name: metadata?.['gate'] ?? metadata?.['config'],
        userID: user['userID'],
        request: (user['custom'] as Record<string, unknown> | undefined)?.['request'],
      }));
    },
  };
}

function fieldsOf(userID: string, request: number) {
  return { userID, email: `${request}@x.io`, custom: { request, plan: request % 2 === 0 ? 'pro' : 'free' } };
}

/** The users that one request after the other is of, as plain objects and as instances. */
function* requests(firstRequest: number): Generator<{ user: ReturnType<typeof fieldsOf> | StatsigUser; id: string }> {
  for (let request = firstRequest; request < firstRequest + requestsPerUser; request++) {
    for (let number = 0; number < userCount; number++) {
      const id = `user-${number}`;
      const fields = fieldsOf(id, request);
      yield { user: number % 3 === 0 ? new StatsigUser(fields) : fields, id };
    }
  }
}

describe('users who come back as other objects', () => {
  it('are exposed once in each window, with what they had at first', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { client, takeExposures } = await start();
    const answers = new Map<string, Set<boolean>>();
    const serveAll = (firstRequest: number): void => {
      for (const { user, id } of requests(firstRequest)) {
        const seen = answers.get(id) ?? new Set();
        answers.set(id, seen.add(client.checkGate(user, 'half')));
      }
    };
    for (const firstRequest of [0, 1000, 2000]) {
      serveAll(firstRequest);
      const exposures = await takeExposures();
      expect(exposures).toHaveLength(userCount);
      expect(new Set(exposures.map(({ userID }) => userID)).size).toBe(userCount);
      expect(new Set(exposures.map(({ request }) => request))).toEqual(new Set([firstRequest]));
      vi.setSystemTime(Date.now() + 59_999);
      serveAll(firstRequest + requestsPerUser);
      expect(await takeExposures()).toEqual([]);
      vi.setSystemTime(Date.now() + 1);
    }
    // One answer for each ID, and not the same for all.
    expect([...answers.values()].every(({ size }) => size === 1)).toBe(true);
    expect(new Set([...answers.values()].flatMap((seen) => [...seen])).size).toBe(2);
  });

  it('get what their own fields say where these are looked at', async () => {
    const { client, takeExposures } = await start();
    const answers = [0, 1, 2, 3].map((request) => client.checkGate(fieldsOf('u', request), 'pro'));
    expect(answers).toEqual([true, false, true, false]);
    expect(await takeExposures()).toHaveLength(2);
  });

  it('are exposed apart where a parameter store asks, and by hand, each once', async () => {
    const { client, takeExposures } = await start();
    for (let request = 0; request < 5; request++) {
      const user = fieldsOf('u', request);
      client.getDynamicConfig(user, 'c');
      client.getExperiment(user, 'c');
      client.getParameterStore(user, 'ps').getNumber('a', 0);
      client.manuallyLogDynamicConfigExposure(user, 'c');
    }
    const exposures = await takeExposures();
    expect(exposures).toEqual(Array.from({ length: 3 }, () => ({ name: 'c', userID: 'u', request: 0 })));
  });

  it('are exposed by the first check that is logged, not by those that are quiet or held back', async () => {
    const { client, takeExposures } = await start();
    const held: (() => void)[] = [];
    client.checkGate(fieldsOf('u', 0), 'nested', { disableExposureLogging: true });
    client.checkGate(fieldsOf('u', 1), 'nested', { holdExposure: (log) => held.push(log) });
    client.checkGate(fieldsOf('u', 2), 'nested', { holdExposure: () => undefined });
    expect(await takeExposures()).toEqual([]);
    client.checkGate(fieldsOf('u', 3), 'nested');
    for (const log of held) log();
    client.checkGate(fieldsOf('u', 4), 'nested');
    expect(await takeExposures()).toEqual([{ name: 'nested', userID: 'u', request: 3 }]);
  });

  it('get what an override says while there is one, and are exposed for each answer', async () => {
    const { client, takeExposures } = await start();
    const check = (request: number): boolean => client.checkGate(fieldsOf('u', request), 'nested');
    const before = check(0);
    client.overrideGate('nested', !before);
    expect(check(1)).toBe(!before);
    client.removeAllOverrides();
    expect(check(2)).toBe(before);
    expect((await takeExposures()).map(({ request }) => request)).toEqual([0, 1]);
  });

  it('are exposed by each client', async () => {
    const clients = await Promise.all([start(), start()]);
    for (let request = 0; request < 4; request++) {
      for (const { client } of clients) client.checkGate(fieldsOf('u', request), 'half');
    }
    for (const { takeExposures } of clients) {
      expect(await takeExposures()).toEqual([{ name: 'half', userID: 'u', request: 0 }]);
    }
  });

  it('are exposed apart where they have custom IDs', async () => {
    const { client, takeExposures } = await start();
    for (let request = 0; request < 4; request++) {
      client.checkGate(fieldsOf('u', request), 'half');
      client.checkGate({ ...fieldsOf('u', request), customIDs: { companyID: 'c' } }, 'half');
    }
    expect((await takeExposures()).map(({ request }) => request)).toEqual([0, 0]);
  });

  it('do not keep what they got from who changes it', async () => {
    const { client } = await start();
    const first = client.getExperiment(fieldsOf('u', 0), 'c');
    const exposures = first.secondaryExposures as unknown as Record<string, string>[];
    expect(exposures).toHaveLength(1);
    // The types say that it is not to be changed; JavaScript does not know.
    Object.assign(exposures[0] ?? {}, { gate: 'other' });
    exposures.push({ gate: 'another' });
    const again = client.getExperiment(fieldsOf('u', 1), 'c').secondaryExposures;
    expect(again.map(({ gate }) => gate)).toEqual(['half']);
  });

  it('are exposed anew in a test that has cleared its records, and asked about when a function decides', () => {
    let isOpen = false;
    const client = createTestStatsig({ gates: { asked: () => isOpen, constant: true } });
    for (const request of [0, 1]) {
      client.clearRecords();
      for (let i = 0; i < 3; i++) client.checkGate(fieldsOf('u', request), 'constant');
      expect(client.exposures).toHaveLength(1);
    }
    expect(client.checkGate(fieldsOf('u', 0), 'asked')).toBe(false);
    isOpen = true;
    expect(client.checkGate(fieldsOf('u', 1), 'asked')).toBe(true);
    client.setGate('constant', false);
    expect(client.checkGate(fieldsOf('u', 2), 'constant')).toBe(false);
  });
});
