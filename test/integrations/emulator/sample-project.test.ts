import { fileURLToPath } from 'node:url';
import { type Emulator, type Project, startEmulator } from 'statsig-nodekit/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOracleInstalled } from '../../support/oracle/oracle.js';
import { emptyPlan, type OfficialReply, runOfficialClient } from './official/official-job.js';
import { emulatorForTest } from './server/emulator-for-test.js';

const sampleProject = fileURLToPath(new URL('../../../samples/project/statsig.yaml', import.meta.url));
const userCount = 10_000;

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Users with something particular about them; numbered users with nothing follow. */
const particular = {
  employee: { userID: 'emma', email: 'emma@kettle.example' },
  betaTester: { userID: 'bob' },
  overridden: { userID: 'qa-7' },
  pro: { userID: 'pro-1', custom: { plan: 'pro' } },
  brewer: { userID: 'brewer-1', custom: { interests: ['coffee', 'matcha'] } },
  regular: { userID: 'regular-1', custom: { orders: 5 } },
  partner: { userID: 'partner-1', customIDs: { companyID: 'tea-house' } },
  windows: { userID: 'windows-1', userAgent: chromeOnWindows },
  austrian: { userID: 'austrian-1', country: 'AT' },
  newcomer: { userID: 'newcomer-1', custom: { signedUpAt: '2026-03-01T00:00:00Z', orders: 1 } },
  testAccount: { userID: 'test', email: 'test@kettle.example' },
} as const;

const names = Object.keys(particular);

describe.runIf(isOracleInstalled())('the sample project, asked by the official client', () => {
  let emulator: Emulator;
  let reply: OfficialReply;

  const answersOf = (name: keyof typeof particular) => {
    const answers = reply.answers[names.indexOf(name)];
    if (answers === undefined) throw new Error(`no answers for ${name}`);
    return answers;
  };
  const gateOf = (name: keyof typeof particular, gate: string) => answersOf(name).gates[gate];
  const ordinary = () => reply.answers.slice(names.length);
  const shareOf = (isIn: (answers: OfficialReply['answers'][number]) => boolean) =>
    ordinary().filter(isIn).length / userCount;

  beforeAll(async () => {
    emulator = await startEmulator({ project: sampleProject, watch: false });
    const { specsUrl, logEventUrl, idListsUrl } = emulator;
    const numbered = Array.from({ length: userCount }, (_, index) => ({ userID: `user-${index}` }));
    reply = await runOfficialClient({
      urls: { specsUrl, logEventUrl, idListsUrl },
      users: [...Object.values(particular), ...numbered],
      plan: {
        gates: [...emulator.names.gate, ...emulator.names.holdout],
        configs: [...emulator.names['dynamic config']],
        experiments: [...emulator.names.experiment],
        layers: { promo: ['color', 'cta'] },
        stores: { checkout: ['title', 'one_page', 'items', 'color', 'cta'] },
      },
      events: [{ name: 'purchase', value: 9.5, metadata: { sku: 'kettle' } }],
    });
  }, 120_000);

  afterAll(() => emulator.close());

  test('is taken without complaint', () => {
    expect(reply.initialized.isSuccess).toBe(true);
  });

  test('has nothing that the client does not know', () => {
    const reasons = new Set(
      reply.answers.flatMap(({ gates, configs, experiments, layers }) =>
        [gates, configs, experiments, layers].flatMap((kind) => Object.values(kind).map(({ reason }) => reason)),
      ),
    );
    expect([...reasons]).toEqual(['Network:Recognized']);
  });

  test('evaluates rules, segments and ID lists', () => {
    expect(gateOf('employee', 'new_checkout')).toMatchObject({ value: true, ruleID: 'staff' });
    expect(gateOf('betaTester', 'new_checkout')).toMatchObject({ value: true, ruleID: 'beta' });
    expect(gateOf('employee', 'legacy_banner')).toMatchObject({ value: false, ruleID: 'disabled' });
    expect(gateOf('windows', 'safe_browser')).toMatchObject({ value: true, ruleID: 'modern' });
    expect(gateOf('austrian', 'free_shipping')).toMatchObject({ value: true, ruleID: 'at_home' });
    expect(gateOf('newcomer', 'free_shipping')).toMatchObject({ value: true, ruleID: 'first_orders' });
    expect(gateOf('partner', 'wholesale_prices')).toMatchObject({ value: true, ruleID: 'partner_companies' });
    expect(gateOf('partner', 'winter_sale')).toMatchObject({ value: false, ruleID: 'default' });
    expect(gateOf('employee', 'staff_only')).toMatchObject({ value: true, ruleID: 'staff' });
    expect(gateOf('testAccount', 'staff_only')).toMatchObject({ value: false, ruleID: 'default' });
    expect(gateOf('employee', 'debug_panel')).toMatchObject({ value: true, ruleID: 'at_the_desk' });
    expect(gateOf('overridden', 'sees_red_button')).toMatchObject({ value: true, ruleID: 'treated' });
    expect(gateOf('pro', 'everyone')).toMatchObject({ value: true, ruleID: 'all' });
  });

  test('gives dynamic configs by rule', () => {
    expect(answersOf('pro').configs['limits']).toMatchObject({ value: { items: 100, label: 'pro' }, ruleID: 'pro' });
    expect(answersOf('brewer').configs['limits']).toMatchObject({ value: { items: 25, label: 'brewer' } });
    expect(answersOf('regular').configs['limits']).toMatchObject({ value: { items: 25, label: 'brewer' } });
    expect(answersOf('employee').configs['limits']).toMatchObject({ value: { items: 10 }, ruleID: 'default' });
  });

  test('puts overridden ids into their group', () => {
    expect(answersOf('overridden').experiments['button_color']).toMatchObject({
      value: { color: 'red', cta: 'Buy' },
      ruleID: 'treatment:userID:id_override',
      groupName: 'treatment',
    });
    expect(answersOf('overridden').layers['promo']).toMatchObject({
      value: { color: 'red', cta: 'Buy' },
      allocated: 'button_color',
    });
  });

  test('passes as many users as the percentages say', () => {
    const passing = (gate: string) => shareOf(({ gates }) => gates[gate]?.value === true);
    expect(passing('q4_holdout')).toBeCloseTo(0.02, 2);
    expect(passing('new_checkout')).toBeCloseTo(0.98 * 0.5, 1);
    expect(Math.abs(passing('new_checkout') - 0.49)).toBeLessThan(0.015);
    expect(Math.abs(passing('first_tenth') - 0.1)).toBeLessThan(0.01);
    expect(Math.abs(passing('exported_gate') - 0.5)).toBeLessThan(0.015);
  });

  test('gives nothing new to who is held out', () => {
    const heldOut = ordinary().filter(({ gates }) => gates['q4_holdout']?.value === true);
    expect(heldOut.length).toBeGreaterThan(100);
    for (const { gates, experiments, layers } of heldOut) {
      expect(gates['new_checkout']).toMatchObject({ value: false, ruleID: 'q4_holdout' });
      expect(experiments['button_color']).toMatchObject({ value: { color: 'blue', cta: 'Buy' }, ruleID: 'q4_holdout' });
      expect(layers['promo']).toMatchObject({
        value: { color: 'blue', cta: 'Buy' },
        ruleID: 'q4_holdout',
        allocated: null,
      });
    }
  });

  test('splits the layer over its experiments, and each experiment over its groups', () => {
    const inGroup = (experiment: string, group: string) =>
      shareOf(({ experiments }) => experiments[experiment]?.ruleID === group);
    for (const [experiment, group, share] of [
      ['button_color', 'control', 0.98 * 0.8 * 0.5],
      ['button_color', 'treatment', 0.98 * 0.8 * 0.5],
      ['banner_text', 'plain', 0.98 * 0.2 * 0.333],
      ['banner_text', 'polite', 0.98 * 0.2 * 0.333],
      ['banner_text', 'eager', 0.98 * 0.2 * 0.334],
    ] as const) {
      expect(Math.abs(inGroup(experiment, group) - share), `${experiment}/${group}`).toBeLessThan(0.015);
    }
    const both = shareOf(({ experiments }) =>
      ['button_color', 'banner_text'].every((name) =>
        /^(control|treatment|plain|polite|eager)$/.test(experiments[name]?.ruleID ?? ''),
      ),
    );
    expect(both).toBe(0);
  });

  test('gives a layer the values of the experiment that the user is in', () => {
    for (const { layers, experiments } of ordinary()) {
      const { allocated, value } = layers['promo'] ?? {};
      if (typeof allocated === 'string') expect(value).toEqual(experiments[allocated]?.value);
      else expect(value).toEqual({ color: 'blue', cta: 'Buy' });
    }
  });

  test('lets only those take part who are allocated and pass the targeting gate', () => {
    for (const { gates, experiments } of ordinary()) {
      const { ruleID } = experiments['search_ranking'] ?? {};
      if (ruleID === 'control' || ruleID === 'personal') expect(gates['new_checkout']?.value).toBe(true);
    }
    const taking = shareOf(({ experiments }) =>
      ['control', 'personal'].includes(experiments['search_ranking']?.ruleID ?? ''),
    );
    expect(Math.abs(taking - 0.5 * 0.49)).toBeLessThan(0.015);
    const rules = new Set(ordinary().map(({ experiments }) => experiments['next_winter']?.ruleID));
    expect([...rules]).toEqual(['prestart']);
  });

  test('reads parameter stores from where they point', () => {
    expect(answersOf('overridden').stores['checkout']).toEqual({
      title: 'Checkout',
      one_page: true,
      items: 10,
      color: 'red',
      cta: 'Buy',
    });
    expect(answersOf('pro').stores['checkout']).toMatchObject({ items: 100 });
  });

  test('receives the events of the client decoded', async () => {
    const exposures = emulator.events({ name: 'statsig::gate_exposure' });
    expect(exposures.map(({ metadata }) => (metadata as { gate: string }).gate).toSorted()).toEqual(
      expect.arrayContaining(['everyone', 'new_checkout', 'q4_holdout']),
    );
    expect(emulator.events({ name: 'purchase' })).toEqual([
      {
        index: expect.any(Number),
        receivedAt: expect.any(Number),
        sdkType: 'statsig-server-core-node',
        sdkVersion: '0.23.2',
        eventName: 'purchase',
        value: 9.5,
        metadata: { sku: 'kettle' },
        statsigMetadata: null,
        user: expect.objectContaining({ userID: 'emma', statsigEnvironment: { tier: 'development' } }),
        time: expect.any(Number),
        secondaryExposures: null,
      },
    ]);
  });
});

test.runIf(isOracleInstalled())(
  'everyone takes part, for the official client, in experiments that are for everyone',
  async () => {
    const groups = [
      { name: 'control', weight: 50, value: { color: 'blue' } },
      { name: 'treatment', weight: 50, value: { color: 'red' } },
    ];
    const project: Project = {
      layers: { l: { default: { color: 'grey' } } },
      experiments: { shared: { layer: 'l', groups }, alone: { groups }, nobody: { allocation: 0, groups } },
    };
    const emulator = await emulatorForTest({ project });
    const { specsUrl, logEventUrl, idListsUrl } = emulator;
    const { answers } = await runOfficialClient({
      urls: { specsUrl, logEventUrl, idListsUrl },
      users: Array.from({ length: 500 }, (_, index) => ({ userID: `user-${index}` })),
      plan: { ...emptyPlan, experiments: ['shared', 'alone', 'nobody'], layers: { l: ['color'] } },
      events: [],
    });
    const seen = (pick: (answer: OfficialReply['answers'][number]) => string | null | undefined) =>
      [...new Set(answers.map((answer) => String(pick(answer))))].toSorted();
    expect(seen(({ experiments }) => experiments['shared']?.ruleID)).toEqual(['control', 'treatment']);
    expect(seen(({ experiments }) => experiments['alone']?.ruleID)).toEqual(['control', 'treatment']);
    expect(seen(({ experiments }) => experiments['nobody']?.ruleID)).toEqual(['layerAssignment']);
    expect(seen(({ layers }) => layers['l']?.allocated)).toEqual(['shared']);
  },
);
