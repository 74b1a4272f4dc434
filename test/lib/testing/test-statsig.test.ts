import fc from 'fast-check';
import { Statsig, StatsigUser } from 'statsig-nodekit';
import { allocatedTo, byUserID, createTestStatsig, group, type TestStatsig } from 'statsig-nodekit/testing';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildSpecs, condition, passGate, rule } from '../../support/specs-builder.js';

/** All but `nextTick`, without which no promise of Node's own settles. */
const allTimers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date', 'performance'] as const;

const ann = { userID: 'ann' };
const bob = { userID: 'bob' };

describe('what is defined', () => {
  it('is answered by gates, with the details of production', () => {
    const client = createTestStatsig({ gates: { open: true, closed: false } });
    expect(client.checkGate(ann, 'open')).toBe(true);
    expect(client.checkGate(ann, 'closed')).toBe(false);
    expect(client.getFeatureGate(ann, 'open')).toMatchObject({
      value: true,
      ruleID: 'test_on',
      details: { reason: 'Bootstrap:Recognized' },
    });
    expect(client.getFeatureGate(ann, 'closed').ruleID).toBe('test_off');
  });

  it('is answered by dynamic configs, whose values stay as they were given', () => {
    const values = { items: 3, tags: ['a'], nested: { deep: true } };
    const client = createTestStatsig({ configs: { limits: values } });
    values.items = 4;
    const config = client.getDynamicConfig(ann, 'limits');
    expect(config.value).toEqual({ items: 3, tags: ['a'], nested: { deep: true } });
    expect(config.get('items', 0)).toBe(3);
    expect(config.get('missing', 'fallback')).toBe('fallback');
  });

  it('is answered by experiments: with a group the user is in it, with values alone in none', () => {
    const client = createTestStatsig({
      experiments: { color: group('treatment', { color: 'red' }), size: { size: 'L' } },
    });
    const color = client.getExperiment(ann, 'color');
    expect([color.groupName, color.ruleID, color.get('color', '')]).toEqual(['treatment', 'treatment', 'red']);
    const size = client.getExperiment(ann, 'size');
    expect([size.groupName, size.get('size', '')]).toEqual([null, 'L']);
    expect(client.getExperimentGroups('color')).toEqual({
      isExperimentActive: true,
      groups: [{ groupName: 'treatment', ruleId: 'treatment', idType: 'userID', returnValue: { color: 'red' } }],
    });
    expect(client.getExperimentByGroupName('color', 'treatment').get('color', '')).toBe('red');
  });

  it('is answered by layers: with values, or with those of an experiment that the user takes part in', () => {
    const client = createTestStatsig({
      experiments: { cta: (user) => group(user.userID === 'ann' ? 'long' : 'short', { cta: user.userID ?? '' }) },
      layers: { plain: { cta: 'Buy' }, promo: allocatedTo('cta') },
    });
    expect(client.getLayer(ann, 'plain').get('cta', '')).toBe('Buy');
    expect(client.getLayer(ann, 'promo').get('cta', '')).toBe('ann');
    const promo = client.getLayer(bob, 'promo');
    expect([promo.get('cta', ''), promo.groupName, promo.allocatedExperimentName]).toEqual(['bob', 'short', 'cta']);
    client
      .expectExposure('promo')
      .for(bob)
      .ofParameter('cta')
      .inGroup('short')
      .withValue('bob')
      .times(1)
      .exposures.forEach(({ allocatedExperiment }) => expect(allocatedExperiment).toBe('cta'));
    expect(client.exposures.at(-1)?.event.metadata).toMatchObject({ isExplicitParameter: 'true' });
  });

  it('is answered by parameter stores: values, and references to what else is defined', () => {
    const client = createTestStatsig({
      gates: { open: byUserID({ ann: true }, false) },
      configs: { limits: { items: 3 } },
      parameterStores: {
        shop: {
          title: 'Hi',
          list: [1, 2],
          banner: {
            ref_type: 'gate',
            param_type: 'string',
            gate_name: 'open',
            pass_value: 'new',
            fail_value: 'old',
          },
          items: { ref_type: 'dynamic_config', param_type: 'number', config_name: 'limits', param_name: 'items' },
        },
      },
    });
    const shop = client.getParameterStore(ann, 'shop');
    expect([shop.get('title', ''), shop.get('list', []), shop.get('banner', ''), shop.get('items', 0)]).toEqual([
      'Hi',
      [1, 2],
      'new',
      3,
    ]);
    expect(client.getParameterStore(bob, 'shop').get('banner', '')).toBe('old');
    client.expectExposure('open').for(ann).withValue(true);
    expect(client.getParameterStoreList()).toEqual(['shop']);
  });

  it('is in lists, explanations and what browsers start from', () => {
    const client = createTestStatsig({
      gates: { open: true, mine: (user) => user.userID === 'ann' },
      configs: { limits: { items: 3 } },
      experiments: { color: group('treatment', { color: 'red' }) },
      layers: { promo: allocatedTo('color') },
      parameterStores: { shop: { title: 'Hi' } },
    });
    expect([client.getFeatureGateList(), client.getDynamicConfigList()]).toEqual([['mine', 'open'], ['limits']]);
    expect([client.getExperimentList(), client.getLayerList()]).toEqual([['color'], ['promo']]);
    expect(client.explainGate(ann, 'mine').sentence).toBe('Gate "mine" is open: rule "test_on" matched, at 100 %.');

    const response = (user: { userID: string }): Record<string, Record<string, Record<string, unknown>>> =>
      JSON.parse(client.getClientInitializeResponse(user, { hashAlgorithm: 'none' }));
    for (const user of [ann, bob, ann]) {
      const { feature_gates, dynamic_configs, layer_configs, param_stores } = response(user);
      expect(feature_gates).toMatchObject({ open: { value: true }, mine: { value: user === ann } });
      expect(dynamic_configs?.['color']).toMatchObject({ group_name: 'treatment', value: { color: 'red' } });
      expect(dynamic_configs?.['limits']).toMatchObject({ value: { items: 3 } });
      expect(layer_configs?.['promo']).toMatchObject({ allocated_experiment_name: 'color', value: { color: 'red' } });
      expect(param_stores).toMatchObject({ shop: { title: { ref_type: 'static', value: 'Hi' } } });
    }
    expect(response(ann)).toMatchObject({ has_updates: true });
    expect(client.bootstrap(ann).bootstrap?.user).toEqual(ann);
    expect(client.exposures).toEqual([]);
  });

  it('gives way to local overrides', () => {
    const client = createTestStatsig({ gates: { open: () => true } });
    client.overrideGate('open', false, 'bob');
    expect([client.checkGate(ann, 'open'), client.checkGate(bob, 'open')]).toEqual([true, false]);
  });

  it.each([
    [{ gates: { g: 'yes' } }, 'gates.g is a string; give true, false, or a function of the user.'],
    [{ configs: { c: 5 } }, 'configs.c is a number; give an object of values, or a function of the user.'],
    [{ configs: { c: [] } }, 'configs.c is an array; give an object of values, or a function of the user.'],
    [{ configs: { c: group('a', {}) } }, 'configs.c is a group, which only experiments have; give its values.'],
    [{ gates: { g: null } }, 'gates.g is null; give true, false, or a function of the user.'],
    [
      { experiments: { e: group('a') } },
      'experiments.e is the group "a" without values, and there are no specs for it. Give them: group(\'a\', { … }).',
    ],
    [{ layers: { l: allocatedTo('e') } }, 'layers.l is allocated to the experiment "e"; define that as well.'],
    [
      { configs: { x: {} }, experiments: { x: {} } },
      '"x" is defined as a dynamic config and as an experiment, which share their names.',
    ],
    [{ parameterStores: { s: 'x' } }, 'parameterStores.s is a string; give an object of parameters.'],
    [{ gate: { g: true } }, 'createTestStatsig() takes no "gate"; did you mean `gates`?'],
    [
      { flags: {} },
      'createTestStatsig() takes no "flags"; give gates, configs, experiments, layers, parameterStores, specs, unknown, options.',
    ],
    [{ unknown: 'thorw' }, 'unknown is "thorw"; give "default" or "throw".'],
    [{ specs: 5 }, 'specs is a number; give an object, or JSON text, of the form that the service answers.'],
    [{ specs: 'x' }, 'specs is a text that is no JSON; give what the service answers.'],
  ])('is refused when it is none of its kind: %j', (definitions, message) => {
    const make = (): TestStatsig =>
      createTestStatsig(definitions as unknown as Parameters<typeof createTestStatsig>[0]);
    expect(make).toThrow(new TypeError(message));
  });
});

describe('any definition', () => {
  const names = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', 'toString'));
  /** What JSON keeps as it is: no negative zero, and no key that is a prototype to some. */
  const values = fc
    .dictionary(names, fc.jsonValue())
    .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)));

  it('is answered and exposed as it was given, whatever names and values are', () => {
    fc.assert(
      fc.property(names, values, fc.boolean(), (name, value, isOpen) => {
        const client = createTestStatsig({ gates: { [name]: isOpen }, layers: { [name]: value } });
        client.setExperiment(name, group(name, value));
        client.setConfig(`${name}.`, () => value);
        expect(client.checkGate(ann, name)).toBe(isOpen);
        expect(client.getExperiment(ann, name).value).toEqual(value);
        expect(client.getExperiment(ann, name).groupName).toBe(name);
        expect(client.getDynamicConfig(ann, `${name}.`).value).toEqual(value);
        const layer = client.getLayer(ann, name);
        for (const [key, parameter] of Object.entries(value)) {
          expect(layer.peek(key)).toEqual(parameter);
          layer.getValue(key);
          // Null counts as missing, and is not exposed.
          if (parameter !== null) client.expectExposure(name).ofParameter(key).withValue(parameter);
        }
        client.expectExposure(name).for(ann).withValue(isOpen);
        client.expectExposure(name).inGroup(name).withValue(value);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what is not defined', () => {
  it('gets the default, as in production', () => {
    const client = createTestStatsig();
    expect(client.getFeatureGate(ann, 'g')).toMatchObject({
      value: false,
      details: { reason: 'Bootstrap:Unrecognized' },
    });
    expect(client.getDynamicConfig(ann, 'c').value).toEqual({});
    expect(client.getLayer(ann, 'l').get('p', 'x')).toBe('x');
  });

  it('throws where the test wants it, with the nearest name', () => {
    const client = createTestStatsig({
      gates: { new_checkout: true },
      experiments: { color: {} },
      unknown: 'throw',
    });
    expect(client.checkGate(ann, 'new_checkout')).toBe(true);
    expect(() => client.checkGate(ann, 'new_chekout')).toThrow(
      'The gate "new_chekout" was asked for, and this test does not have it; did you mean `new_checkout`?',
    );
    for (const ask of [
      () => client.getFeatureGate(ann, 'x'),
      () => client.getDynamicConfig(ann, 'x'),
      () => client.getExperiment(ann, 'x'),
      () => client.getLayer(ann, 'x'),
      () => client.getParameterStore(ann, 'x'),
      () => client.forUser(ann).checkGate('x'),
    ]) {
      expect(ask).toThrow(expect.objectContaining({ name: 'AssertionError', code: 'ERR_ASSERTION' }));
    }
    client.overrideGate('x', true);
    expect(client.checkGate(ann, 'x')).toBe(true);
    expect(client.getDynamicConfig(ann, 'color').value).toEqual({});
  });
});

describe('a function of the user', () => {
  it('is asked at each check, for the user as conditions see it', () => {
    let isOn = false;
    const seen: unknown[] = [];
    const client = createTestStatsig({
      gates: {
        beta: (user) => {
          seen.push([user.userID, user.custom?.['plan'], user.privateAttributes?.['age']]);
          return isOn;
        },
      },
    });
    const user = new StatsigUser({ userID: 'ann', custom: { plan: 'pro' }, privateAttributes: { age: 30 } });
    expect(client.checkGate(user, 'beta')).toBe(false);
    isOn = true;
    expect(client.checkGate(user, 'beta')).toBe(true);
    expect(seen).toEqual([
      ['ann', 'pro', 30],
      ['ann', 'pro', 30],
    ]);
    client.expectExposure('beta').for(user).withValue(false);
    client.expectExposure('beta').for(user).withValue(true).times(1);
  });

  it('leaves an answer to the default by undefined', () => {
    const client = createTestStatsig({
      gates: { beta: byUserID({ ann: true }) },
      configs: { limits: byUserID({ ann: { items: 1 } }, { items: 2 }) },
    });
    expect([client.checkGate(ann, 'beta'), client.checkGate(bob, 'beta')]).toEqual([true, false]);
    expect(client.getFeatureGate(bob, 'beta').ruleID).toBe('default');
    const items = [ann, bob, { customIDs: { companyID: 'ann' } }].map((user) =>
      client.getDynamicConfig(user, 'limits').get('items', 0),
    );
    expect(items).toEqual([1, 2, 2]);
    expect(client.checkGate({ userID: '__proto__' }, 'beta')).toBe(false);
  });

  it('that throws, or gives no answer, lets the check throw the same', () => {
    const client = createTestStatsig({
      gates: {
        broken: () => {
          throw new RangeError('of the test');
        },
        odd: () => 'yes' as unknown as boolean,
      },
      experiments: { color: () => group('blue') },
      options: { outputLogLevel: 'none' },
    });
    expect(() => client.checkGate(ann, 'broken')).toThrow(new RangeError('of the test'));
    expect(() => client.checkGate(ann, 'odd')).toThrow('gates.odd is a string; give true, false, or a function');
    expect(() => client.getExperiment(ann, 'color')).toThrow('experiments.color is the group "blue" without values');
    expect(client.checkGate(ann, 'other')).toBe(false);
  });
});

describe('a change in mid-test', () => {
  it('is answered from then on, and exposed again', () => {
    const client = createTestStatsig({ gates: { open: true, other: true }, configs: { limits: { items: 1 } } });
    const user = new StatsigUser(ann);
    const updates = vi.fn();
    client.subscribe('specs_updated', updates);
    client.checkGate(user, 'open');
    client.getDynamicConfig(user, 'limits');
    client.setGate('open', false);
    client.setConfig('limits', { items: 2 });
    expect([client.checkGate(user, 'open'), client.checkGate(user, 'other')]).toEqual([false, true]);
    expect(client.getDynamicConfig(user, 'limits').get('items', 0)).toBe(2);
    expect(
      client
        .expectExposure('limits')
        .times(2)
        .exposures.map(({ value }) => value),
    ).toEqual([{ items: 1 }, { items: 2 }]);
    client.setGate('open', true);
    client.checkGate(user, 'open');
    client.expectExposure('open').withValue(true).times(1);

    client.setExperiment('color', group('treatment', { color: 'red' }));
    client.setLayer('promo', allocatedTo('color'));
    client.setParameterStore('shop', { title: 'Hi' });
    expect(client.getLayer(user, 'promo').get('color', '')).toBe('red');
    expect(client.getParameterStore(user, 'shop').get('title', '')).toBe('Hi');
    return vi.waitFor(() => expect(updates.mock.calls.length).toBe(6));
  });

  it('that is refused changes nothing', () => {
    const client = createTestStatsig({ gates: { open: true } });
    expect(() => client.define({ gates: { open: false, more: 'x' as unknown as boolean } })).toThrow(TypeError);
    expect(() => client.define({ gate: { open: false } } as object)).toThrow(
      'define() takes no "gate"; did you mean `gates`?',
    );
    expect(client.checkGate(ann, 'open')).toBe(true);
    expect(client.getFeatureGateList()).toEqual(['open']);
  });

  it('ends with reset: first definitions, no overrides, no records, nothing counted as exposed', () => {
    const client = createTestStatsig({ gates: { open: true } });
    client.checkGate(ann, 'open');
    client.logEvent(ann, 'bought');
    client.setGate('open', false);
    client.setGate('more', true);
    client.overrideGate('open', false);
    client.reset();
    expect([client.exposures, client.events]).toEqual([[], []]);
    expect([client.checkGate(ann, 'open'), client.checkGate(ann, 'more')]).toEqual([true, false]);
    client.expectExposure('open').for(ann).times(1);
  });

  it('forgets records alone with clearRecords', () => {
    const client = createTestStatsig({ gates: { open: true } });
    client.setGate('more', true);
    client.checkGate(ann, 'more');
    client.clearRecords();
    client.expectNoExposure('more');
    client.checkGate(ann, 'more');
    client.expectExposure('more').for(ann);
  });
});

describe('given specs', () => {
  /** Ten users in a hundred by companyID, of whom those pass who pay. */
  const specs = buildSpecs({
    gates: {
      pays: { rules: [rule('pro', [condition({ field: 'plan', operator: 'any', targetValue: ['pro'] })])] },
      nested: { rules: [rule('inner', [passGate('pays')])] },
      pattern: {
        rules: [rule('r', [condition({ field: 'email', operator: 'str_matches', targetValue: '@shop\\.' })])],
      },
      country: {
        rules: [rule('r', [condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] })])],
      },
    },
    configs: {
      color: {
        idType: 'companyID',
        isActive: true,
        rules: [
          rule('small', [passGate('pays')], {
            passPercentage: 10,
            groupName: 'blue',
            isExperimentGroup: true,
            returnValue: { color: 'blue' },
            idType: 'companyID',
          }),
          rule('never', [condition({ type: 'public' })], { passPercentage: 0, groupName: 'green', returnValue: {} }),
        ],
      },
    },
    layers: { promo: { defaultValue: { cta: 'Buy' } } },
    top: { time: 1234 },
  });

  it('answer what is not defined, at once, with patterns and countries', () => {
    const client = createTestStatsig({ specs });
    expect(client.checkGate({ userID: 'a', email: 'x@shop.com' }, 'pattern')).toBe(true);
    expect(client.checkGate({ userID: 'a', email: 'x@shop' }, 'pattern')).toBe(false);
    expect(client.checkGate({ userID: 'a', ip: '8.8.8.8' }, 'country')).toBe(true);
    expect(client.checkGate({ userID: 'a', custom: { plan: 'pro' } }, 'nested')).toBe(true);
    expect(client.getFeatureGate(ann, 'pays').details).toMatchObject({ reason: 'Bootstrap:Recognized', lcut: 1234 });
    expect(createTestStatsig({ specs: JSON.stringify(specs) }).getFeatureGateList()).toHaveLength(4);
  });

  it('give way to definitions, also where a condition asks for them', () => {
    const client = createTestStatsig({
      specs,
      gates: { pays: true },
      layers: { promo: byUserID({ bob: { cta: 'Go' } }) },
    });
    expect(client.checkGate(ann, 'nested')).toBe(true);
    expect(client.exposures.at(-1)?.event.secondaryExposures).toEqual([
      { gate: 'pays', gateValue: 'true', ruleID: 'test_on' },
    ]);
    expect([ann, bob].map((user) => client.getLayer(user, 'promo').get('cta', ''))).toEqual(['Buy', 'Go']);
    client.setGate('pays', byUserID({ ann: false }));
    expect(client.checkGate({ ...ann, custom: { plan: 'pro' } }, 'nested')).toBe(false);
    expect(client.checkGate({ ...bob, custom: { plan: 'pro' } }, 'nested')).toBe(true);
  });

  it('lend groups their values and their ids', () => {
    const client = createTestStatsig({ specs, experiments: { color: group('blue') } });
    const color = client.getExperiment({ customIDs: { companyID: 'c' } }, 'color');
    expect([color.groupName, color.ruleID, color.get('color', ''), color.idType]).toEqual([
      'blue',
      'small',
      'blue',
      'companyID',
    ]);
    expect(() => createTestStatsig({ specs, experiments: { color: group('pink') } })).toThrow(
      'experiments.color is the group "pink" without values, and the specs have the groups: blue, green.',
    );
  });

  it('put users into groups, of whom one can be found', () => {
    const client = createTestStatsig({ specs });
    const user = client.inGroup('color', 'blue', { custom: { plan: 'pro' } });
    expect(client.exposures).toEqual([]);
    expect(client.getExperiment(user, 'color').groupName).toBe('blue');
    expect(user.customIDs).toEqual(client.inGroup('color', 'blue', { custom: { plan: 'pro' } }).customIDs);
    expect(user.customIDs?.['companyID']).toMatch(/^test-user-\d+$/);
    client.expectExposure('color').for(user).inGroup('blue');
    expect(() => client.inGroup('color', 'green')).toThrow(
      /^Of 10000 users none is in the group "green" of the experiment "color"; /,
    );
    expect(() => client.inGroup('none', 'a')).toThrow('There is no experiment "none".');
    const defined = createTestStatsig({
      experiments: { size: ({ userID }) => group(userID?.endsWith('7') === true ? 'odd' : 'even', {}) },
    });
    expect(defined.inGroup('size', 'odd').userID).toBe('test-user-7');
  });

  it('that are malformed are told of, and left out as in production', () => {
    const lines: string[] = [];
    const warn = (tag: string, message: string): number => lines.push(`${tag}: ${message}`);
    const client = createTestStatsig({
      specs: buildSpecs({ gates: { good: { rules: [rule('r', [])] }, bad: { salt: 5 } } }),
      options: { outputLoggerProvider: { debug: warn, info: warn, warn, error: warn } },
    });
    expect(client.getFeatureGateList()).toEqual(['good']);
    expect(lines).toEqual([expect.stringMatching(/feature_gates\.bad/)]);
  });

  it('are not changed, and may be changed afterwards', () => {
    const own = structuredClone(specs);
    const client = createTestStatsig({ specs: own, gates: { pays: true } });
    client.checkGate(ann, 'nested');
    expect(own).toEqual(specs);
    (own['feature_gates'] as Record<string, unknown>)['nested'] = {};
    client.setGate('pays', true);
    expect(client.checkGate(ann, 'nested')).toBe(true);
  });
});

describe('a test client', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is a client', () => {
    const client: Statsig = createTestStatsig({ gates: { open: true } });
    expect(client).toBeInstanceOf(Statsig);
    expect(client.options.disableNetwork).toBe(true);
    expect(JSON.stringify(client.options)).not.toContain('secret-test');
  });

  it('stands in for the shared client of the application, made before or after it', () => {
    onTestFinished(() => Statsig.removeSharedInstance());
    const client = createTestStatsig({ gates: { open: true } }).useAsShared('secret-of-the-app');
    expect(Statsig.shared()).toBe(client);
    const options = { outputLogLevel: 'none' } as const;
    expect(Statsig.newShared('secret-of-the-app', options)).toBe(client);
    const next = createTestStatsig().useAsShared();
    expect([Statsig.shared(), Statsig.newShared('secret-test', options)]).toEqual([next, next]);
  });

  it('is ready at once, needs no timer while timers stand still, and ends', async () => {
    vi.useFakeTimers({ now: 5000, toFake: [...allTimers] });
    const client = createTestStatsig({ gates: { open: true } });
    expect(client.status).toBe('ready');
    expect(client.checkGate(ann, 'open')).toBe(true);
    client.logEvent(ann, 'bought');
    expect(client.exposures[0]?.time).toBe(5000);
    vi.setSystemTime(5700);
    expect(client.getSpecsDetails()).toMatchObject({
      source: 'Bootstrap',
      receivedAt: 5000,
      checkedAt: 5000,
      ageMs: 700,
      isStale: false,
      lastSync: { source: 'Bootstrap', outcome: 'applied', at: 5000 },
    });
    expect(vi.getTimerCount()).toBe(0);
    vi.setSystemTime(100_000);
    client.checkGate(ann, 'open');
    client.expectExposure('open').times(2);
    vi.useRealTimers();

    vi.useFakeTimers({ now: 5000 });
    await expect(client.initialize()).resolves.toMatchObject({ isSuccess: true, source: 'Bootstrap' });
    await expect(client.flushEvents()).resolves.toMatchObject({ isSuccess: true });
    await expect(client.shutdown()).resolves.toMatchObject({ isSuccess: true });
    expect(client.status).toBe('shutdown');
    expect(vi.getTimerCount()).toBe(0);
    expect(client.checkGate(bob, 'open')).toBe(true);
    client.expectNoExposure('open', bob);
  });

  it('has options that play a part without a network', () => {
    const client = createTestStatsig({
      specs: buildSpecs({
        gates: {
          test: {
            rules: [
              rule('r', [
                condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['test'] }),
              ]),
            ],
          },
          field: { rules: [rule('r', [condition({ field: 'region', operator: 'any', targetValue: ['eu'] })])] },
        },
      }),
      options: { environment: 'test', globalCustomFields: { region: 'eu' } },
    });
    expect([client.checkGate(ann, 'test'), client.checkGate(ann, 'field')]).toEqual([true, true]);
    expect(client.exposures[0]?.user).toEqual({
      userID: 'ann',
      custom: { region: 'eu' },
      statsigEnvironment: { tier: 'test' },
    });
    const silent = createTestStatsig({ gates: { open: true }, options: { disableAllLogging: true } });
    silent.checkGate(ann, 'open');
    silent.logEvent(ann, 'bought');
    expect([silent.exposures, silent.events]).toEqual([[], []]);
  });
});
