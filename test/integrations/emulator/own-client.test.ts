import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Statsig, StatsigUser } from 'statsig-nodekit';
import { type Project } from 'statsig-nodekit/emulator';
import { expect, onTestFinished, test } from 'vitest';
import { isOracleInstalled } from '../../support/oracle/oracle.js';
import { emptyPlan, runOfficialClient } from './official/official-job.js';
import { emulatorForTest, eventually } from './server/emulator-for-test.js';
import { temporaryFolder } from './temporary-folder.js';

const sampleProject = fileURLToPath(new URL('../../../samples/project/statsig.yaml', import.meta.url));

test('this SDK is decided by the emulator, follows an update, and delivers its events there', async () => {
  const emulator = await emulatorForTest({ project: { gates: { new_checkout: { rules: [{ name: 'all' }] } } } });
  const statsig = new Statsig('secret-test', {
    specsUrl: emulator.specsUrl,
    logEventUrl: emulator.logEventUrl,
    specsSyncIntervalMs: 1_000,
  });
  onTestFinished(async () => {
    await statsig.shutdown();
  });
  expect(await statsig.initialize()).toMatchObject({ isSuccess: true });
  const ann = new StatsigUser({ userID: 'ann' });
  expect(statsig.checkGate(ann, 'new_checkout')).toBe(true);
  statsig.logEvent(ann, 'purchase', 3, { sku: 'kettle' });
  expect(await statsig.flushEvents()).toMatchObject({ isSuccess: true });
  const events = await emulator.waitForEvents((all) => all.some(({ eventName }) => eventName === 'purchase'));
  expect(events.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining(['statsig::gate_exposure', 'purchase']),
  );
  expect(emulator.events({ name: 'purchase' })).toMatchObject([
    { sdkType: 'statsig-nodekit', value: 3, user: { userID: 'ann' } },
  ]);

  await emulator.update({ gates: { new_checkout: { enabled: false } } } satisfies Project);
  await eventually('the gate is off', () => !statsig.checkGate(ann, 'new_checkout'));
});

test('this SDK knows the many ids of a segment, and follows edits of its file', async () => {
  const ids = (count: number): string => Array.from({ length: count }, (_, index) => `user-${index}\n`).join('');
  const folder = await temporaryFolder({
    'statsig.yaml':
      'segments: { many: { idListFile: ./many.txt } }\n' +
      'gates: { for_many: { rules: [{ if: [{ segment: many }] }] } }\n',
    'many.txt': ids(5000),
  });
  const emulator = await emulatorForTest({ project: join(folder, 'statsig.yaml') });
  const statsig = new Statsig('secret-test', {
    specsUrl: emulator.specsUrl,
    logEventUrl: emulator.logEventUrl,
    enableIdLists: true,
    idListsUrl: emulator.idListsUrl,
    idListsSyncIntervalMs: 100,
    outputLogLevel: 'error',
  });
  onTestFinished(async () => {
    await statsig.shutdown();
  });
  await statsig.initialize();
  const isOn = (userID: string): boolean => statsig.checkGate({ userID }, 'for_many');
  const membersOfTen = Array.from({ length: 10 }, (_, index) => isOn(`user-${index * 600}`));
  expect(membersOfTen).toEqual([true, true, true, true, true, true, true, true, true, false]);
  expect(statsig.getIdListsDetails()).toMatchObject({ listCount: 1, memberCount: 5000, isComplete: true });

  await writeFile(join(folder, 'many.txt'), ids(6000));
  await eventually('the file with more ids is in use', () => isOn('user-5400'));
  expect(statsig.getIdListsDetails()).toMatchObject({ listCount: 1, memberCount: 6000 });
});

test.runIf(isOracleInstalled())(
  'this SDK and the official one give the same answers for the sample project',
  async () => {
    const emulator = await emulatorForTest({ project: sampleProject, watch: false });
    const { specsUrl, logEventUrl, idListsUrl, names } = emulator;
    const users = Array.from({ length: 300 }, (_, index) => ({
      userID: index % 50 === 0 ? 'qa-7' : `user-${index}`,
      customIDs: { companyID: `company-${index % 7}` },
      email: index % 5 === 0 ? `u${index}@kettle.example` : `u${index}@mail.example`,
      country: ['US', 'DE', 'NZ'][index % 3] ?? 'US',
      appVersion: ['2.2.9', '2.3.0', '10.0'][index % 3] ?? '1',
      custom: {
        plan: index % 4 === 0 ? 'pro' : 'free',
        orders: index % 9,
        interests: index % 2 === 0 ? ['tea'] : ['coffee'],
      },
    }));
    const plan = {
      ...emptyPlan,
      gates: [...names.gate, ...names.holdout],
      configs: [...names['dynamic config']],
      experiments: [...names.experiment],
      layers: { promo: ['color', 'cta'] },
    };
    const official = await runOfficialClient({
      urls: { specsUrl, logEventUrl, idListsUrl },
      users,
      plan,
      events: [],
    });

    const statsig = new Statsig('secret-own', { specsUrl, logEventUrl, enableIdLists: true, idListsUrl });
    onTestFinished(async () => {
      await statsig.shutdown();
    });
    await statsig.initialize();
    const silent = { disableExposureLogging: true };
    const own = users.map((fields) => {
      const user = new StatsigUser(fields);
      const entries = <T>(all: readonly string[], answer: (name: string) => T): Record<string, T> =>
        Object.fromEntries(all.map((name) => [name, answer(name)]));
      return {
        gates: entries(plan.gates, (name) => {
          const { value, ruleID, details } = statsig.getFeatureGate(user, name, silent);
          return { value, ruleID, reason: details.reason };
        }),
        configs: entries(plan.configs, (name) => {
          const { value, ruleID, details } = statsig.getDynamicConfig(user, name, silent);
          return { value, ruleID, reason: details.reason };
        }),
        experiments: entries(plan.experiments, (name) => {
          const { value, ruleID, groupName, details } = statsig.getExperiment(user, name, silent);
          return { value, ruleID, groupName, reason: details.reason };
        }),
        layers: entries(Object.keys(plan.layers), (name) => {
          const layer = statsig.getLayer(user, name, silent);
          const value = entries(plan.layers.promo, (parameter) => layer.getValue(parameter, null));
          return {
            value,
            ruleID: layer.ruleID,
            allocated: layer.allocatedExperimentName,
            reason: layer.details.reason,
          };
        }),
        stores: {},
      };
    });
    for (const [index, answers] of own.entries())
      expect(answers, JSON.stringify(users[index])).toEqual(official.answers[index]);
  },
  60_000,
);
