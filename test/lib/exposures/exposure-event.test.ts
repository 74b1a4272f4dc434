import { describe, expect, it } from 'vitest';

import { ExposureEvent, type ExposureFacts, exposedRuleID } from '../../../lib/exposures/exposure-event.js';
import type { Evaluation, EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import type { SpecsOrigin } from '../../../lib/evaluation/evaluation-details.js';
import { serializeUser } from '../../../lib/users/serialize-user.js';
import { StatsigUser, userDataOf } from '../../../lib/users/statsig-user.js';
import {
  type ProjectParts,
  type WireFields,
  buildContext,
  decide,
  everyone,
  nobody,
  passGate,
  rule,
} from '../../support/specs-builder.js';

const network: SpecsOrigin = { source: 'Network', lcut: 1_767_920_036_437, receivedAt: 1_795_223_274_668 };

function write(evaluation: Evaluation, facts: Partial<ExposureFacts> = {}): string {
  return new ExposureEvent({
    evaluation,
    origin: network,
    user: userDataOf(new StatsigUser('u')),
    timeMs: 1_795_223_274_672,
    layerParameter: undefined,
    trigger: 'direct',
    sampling: undefined,
    writeUser: (user) => serializeUser(user, { environment: undefined, globalCustomFields: undefined }),
    userBytes: 0,
    ...facts,
  }).toJson();
}

function metadataOf(text: string): unknown {
  return (JSON.parse(text) as { metadata: unknown }).metadata;
}

const gates = { partial_gate: { rules: [rule('59nk:50.00:10', [everyone])] } };
const seen = [{ gate: 'partial_gate', gateValue: 'true', ruleID: '59nk:50.00:10' }];

function ask(kind: EvaluationKind, name: string, parts: ProjectParts): Evaluation {
  return decide(buildContext(parts), kind, name);
}

// The texts of runtime §15.7 to §15.11.
describe('the event of a gate', () => {
  it('is written in the form and order of the official SDK', () => {
    const user = new StatsigUser({
      userID: 'u1',
      customIDs: { companyID: 'c1', stableID: 's1' },
      email: 'e@x.io',
      ip: '1.2.3.4',
      userAgent: 'UA',
      country: 'US',
      locale: 'en_US',
      appVersion: '1.2.3',
      custom: { plan: 'pro', age: 25, list: ['a', 1], ok: true },
      statsigEnvironment: { tier: 'development' },
      privateAttributes: { ssn: 'x' },
    });
    const test_public = { version: 8, rules: [rule('QeYZ:100.00:4', [everyone])] };
    expect(write(ask('gate', 'test_public', { gates: { test_public } }), { user: userDataOf(user) })).toBe(
      '{"eventName":"statsig::gate_exposure","value":null,' +
        '"metadata":{"gate":"test_public","gateValue":"true","ruleID":"QeYZ:100.00:4","configVersion":"8",' +
        '"reason":"Network:Recognized","lcut":"1767920036437","receivedAt":"1795223274668"},"statsigMetadata":{},' +
        '"user":{"userID":"u1","customIDs":{"companyID":"c1","stableID":"s1"},"email":"e@x.io","ip":"1.2.3.4",' +
        '"userAgent":"UA","country":"US","locale":"en_US","appVersion":"1.2.3",' +
        '"custom":{"plan":"pro","age":25,"list":["a",1],"ok":true},"statsigEnvironment":{"tier":"development"}},' +
        '"time":1795223274672,"secondaryExposures":[]}',
    );
  });

  it('that is unknown has an empty rule, and no version', () => {
    const text = write(ask('gate', 'nope', {}));
    expect(JSON.stringify(metadataOf(text))).toBe(
      '{"gate":"nope","gateValue":"false","ruleID":"","reason":"Network:Unrecognized","lcut":"1767920036437",' +
        '"receivedAt":"1795223274668"}',
    );
    expect(text).toContain('"secondaryExposures":[]}');
  });

  it('asked for before there are specs has neither times nor version', () => {
    const origin = { source: 'Uninitialized', lcut: null, receivedAt: null };
    expect(JSON.stringify(metadataOf(write(ask('gate', 'test_public', {}), { origin })))).toBe(
      '{"gate":"test_public","gateValue":"false","ruleID":"","reason":"Uninitialized"}',
    );
  });

  it('lists the gates that it consulted', () => {
    const own = { ...gates, g: { rules: [rule('r', [passGate('partial_gate')])] } };
    expect(JSON.parse(write(ask('gate', 'g', { gates: own })))).toMatchObject({ secondaryExposures: seen });
  });

  it('that refers to itself and was asked for by something else reads like a default', () => {
    const endless = ask('experiment', 'e', { configs: { e: { rules: [rule('r', [], { configDelegate: 'e' })] } } });
    const text = write(endless, { trigger: 'indirect' });
    expect(metadataOf(text)).toEqual({
      config: 'e',
      ruleID: 'default',
      reason: 'Error:Statsig Evaluation Depth Exceeded',
    });
    expect(text).toContain('"secondaryExposures":[]}');
  });

  it('that refers to itself carries null in place of the gates that it consulted', () => {
    const own = { g: { version: 3, rules: [rule('r', [passGate('g')])] } };
    const event = JSON.parse(write(ask('gate', 'g', { gates: own }))) as object;
    expect(event).toMatchObject({
      metadata: { gate: 'g', gateValue: 'false', ruleID: '', reason: 'Error:Statsig Evaluation Depth Exceeded' },
      secondaryExposures: null,
    });
  });

  it('writes names that JSON has to escape', () => {
    const name = 'a "quoted"\n\u2028name\ud800';
    expect(metadataOf(write(ask('gate', name, {})))).toMatchObject({ gate: name });
  });
});

describe('the event of a config', () => {
  const config = { version: 8, rules: [] };
  const experiment = {
    version: 21,
    rules: [rule('49CG:override', [passGate('partial_gate')], { returnValue: {}, groupName: 'G' })],
  };
  const parts = { gates, configs: { a_dynamic_config: config, an_experiment: experiment } };

  it('says whether a rule passed', () => {
    const text = write(ask('dynamic-config', 'a_dynamic_config', parts));
    expect(text).toBe(
      '{"eventName":"statsig::config_exposure","value":null,"metadata":{"config":"a_dynamic_config","ruleID":"default",' +
        '"rulePassed":"false","configVersion":"8","reason":"Network:Recognized","lcut":"1767920036437",' +
        '"receivedAt":"1795223274668"},"statsigMetadata":{},"user":{"userID":"u"},"time":1795223274672,' +
        '"secondaryExposures":[]}',
    );
  });

  it('is the same for an experiment, with the gates that it consulted', () => {
    expect(JSON.parse(write(ask('experiment', 'an_experiment', parts)))).toEqual({
      eventName: 'statsig::config_exposure',
      value: null,
      metadata: {
        config: 'an_experiment',
        ruleID: '49CG:override',
        rulePassed: 'true',
        configVersion: '21',
        reason: 'Network:Recognized',
        lcut: '1767920036437',
        receivedAt: '1795223274668',
      },
      statsigMetadata: {},
      user: { userID: 'u' },
      time: 1_795_223_274_672,
      secondaryExposures: seen,
    });
  });

  it('does not say so when a condition or a parameter store asked', () => {
    expect(metadataOf(write(ask('experiment', 'an_experiment', parts), { trigger: 'indirect' }))).toEqual({
      config: 'an_experiment',
      ruleID: '49CG:override',
      configVersion: '21',
      reason: 'Network:Recognized',
      lcut: '1767920036437',
      receivedAt: '1795223274668',
    });
  });

  it('of a dynamic config says so whoever asked, unless it refers to itself', () => {
    const indirect = { trigger: 'indirect' } as const;
    expect(metadataOf(write(ask('dynamic-config', 'a_dynamic_config', parts), indirect))).toMatchObject({
      rulePassed: 'false',
    });
    const endless = { configs: { e: { rules: [rule('r', [], { configDelegate: 'e' })] } } };
    const text = write(ask('dynamic-config', 'e', endless), indirect);
    expect(metadataOf(text)).not.toHaveProperty('rulePassed');
    expect(metadataOf(text)).toMatchObject({ ruleID: 'default' });
  });

  it('names the config that a mapping led to', () => {
    const mapped = {
      configs: { old: {}, new: { version: 2 } },
      mappingRules: { all: rule('all', [everyone]) },
      top: { overrides: { old: [{ new_config_name: 'new', rules: [{ rule_name: 'all' }] }] } },
    };
    expect(metadataOf(write(ask('dynamic-config', 'old', mapped)))).toEqual({
      config: 'old',
      ruleID: 'default',
      rulePassed: 'false',
      configVersion: '2',
      reason: 'Network:Recognized',
      lcut: '1767920036437',
      receivedAt: '1795223274668',
      overrideConfigName: 'new',
    });
  });
});

describe('the event of a layer’s parameter', () => {
  const experiment = {
    version: 21,
    explicitParameters: ['a_string'],
    rules: [rule('49CG:override', [passGate('partial_gate')], { returnValue: { a_string: 'x', my_obj: {} } })],
  };
  const delegating: WireFields = {
    version: 4,
    rules: [rule('lr', [passGate('partial_gate')], { returnValue: {}, configDelegate: 'an_experiment' })],
  };
  const evaluation = ask('layer', 'a_layer', {
    gates,
    configs: { an_experiment: experiment },
    layers: { a_layer: delegating },
  });

  it('that the experiment sets itself names the experiment, and lists all gates', () => {
    const text = write(evaluation, { layerParameter: 'a_string' });
    expect(text).toContain('{"eventName":"statsig::layer_exposure","value":null,');
    expect(JSON.stringify(metadataOf(text))).toBe(
      '{"config":"a_layer","parameterName":"a_string","isExplicitParameter":"true","allocatedExperiment":"an_experiment",' +
        '"ruleID":"49CG:override","configVersion":"4","reason":"Network:Recognized","lcut":"1767920036437",' +
        '"receivedAt":"1795223274668"}',
    );
    expect(JSON.parse(text)).toMatchObject({ secondaryExposures: [...seen, ...seen] });
  });

  it('that it does not set names no experiment, and lists the layer’s own gates', () => {
    const text = write(evaluation, { layerParameter: 'my_obj' });
    expect(JSON.stringify(metadataOf(text))).toBe(
      '{"config":"a_layer","parameterName":"my_obj","isExplicitParameter":"false","allocatedExperiment":"",' +
        '"ruleID":"49CG:override","configVersion":"4","reason":"Network:Recognized","lcut":"1767920036437",' +
        '"receivedAt":"1795223274668"}',
    );
    expect(JSON.parse(text)).toMatchObject({ secondaryExposures: seen });
  });

  it('that a parameter store asked for carries an empty list in place of null, and names the config it was led to', () => {
    const layers = { l: { defaultValue: { a: 1 } }, m: { defaultValue: { a: 2 } } };
    const plain = ask('layer', 'l', { layers });
    expect(write(plain, { layerParameter: 'a', trigger: 'indirect' })).toContain('"secondaryExposures":[]}');
    const mapped = ask('layer', 'l', {
      layers,
      mappingRules: { everyone: rule('everyone', [everyone]) },
      top: { overrides: { l: [{ new_config_name: 'm', rules: [{ rule_name: 'everyone' }] }] } },
    });
    expect(metadataOf(write(mapped, { layerParameter: 'a', trigger: 'indirect' }))).toMatchObject({
      overrideConfigName: 'm',
    });
    expect(metadataOf(write(mapped, { layerParameter: 'a' }))).not.toHaveProperty('overrideConfigName');
  });

  it('of an unknown layer carries null in place of the gates', () => {
    const text = write(ask('layer', 'zz', {}), { layerParameter: 'x' });
    expect(JSON.stringify(metadataOf(text))).toBe(
      '{"config":"zz","parameterName":"x","isExplicitParameter":"false","allocatedExperiment":"","ruleID":"",' +
        '"reason":"Network:Unrecognized","lcut":"1767920036437","receivedAt":"1795223274668"}',
    );
    expect(text).toContain('"secondaryExposures":null}');
  });

  it('without a delegate lists the gates of the layer, or null when it consulted none', () => {
    const layer = (conditions: WireFields[]): Evaluation =>
      ask('layer', 'l', { gates, layers: { l: { rules: [rule('r', conditions, { returnValue: { a: 1 } })] } } });
    const secondary = (one: Evaluation): unknown =>
      (JSON.parse(write(one, { layerParameter: 'a' })) as { secondaryExposures: unknown }).secondaryExposures;
    expect(secondary(layer([passGate('partial_gate')]))).toEqual(seen);
    expect(secondary(layer([everyone]))).toBeNull();
  });

  it('names the experiment’s default rule when the experiment falls through', () => {
    const one = ask('layer', 'l', {
      configs: { e: { explicitParameters: ['a'], defaultValue: { a: 1 }, rules: [rule('er', [nobody])] } },
      layers: { l: { rules: [rule('lr', [], { configDelegate: 'e' })] } },
    });
    expect(metadataOf(write(one, { layerParameter: 'a' }))).toMatchObject({
      ruleID: 'default',
      isExplicitParameter: 'true',
      allocatedExperiment: 'e',
    });
  });

  it('does not name the config that a mapping led to', () => {
    const one = ask('layer', 'old', {
      layers: { old: {}, new: { defaultValue: { a: 1 } } },
      mappingRules: { all: rule('all', [everyone]) },
      top: { overrides: { old: [{ new_config_name: 'new', rules: [{ rule_name: 'all' }] }] } },
    });
    expect(one.overrideConfigName).toBe('new');
    expect(metadataOf(write(one, { layerParameter: 'a' }))).not.toHaveProperty('overrideConfigName');
  });
});

// The texts of runtime §15.10 and §15.15.
describe('the event of an exposure by hand', () => {
  const parts = {
    gates,
    configs: { c: { version: 2 }, e: { version: 21, rules: [rule('er', [everyone], { returnValue: { a: 1 } })] } },
    layers: { l: { defaultValue: { a: 1 } } },
  };
  const byHand = (evaluation: Evaluation, layerParameter?: string): string =>
    write(evaluation, { trigger: 'manual', layerParameter });

  it('says so, in the order of the official SDK', () => {
    expect(JSON.stringify(metadataOf(byHand(ask('experiment', 'e', parts))))).toBe(
      '{"config":"e","ruleID":"er","isManualExposure":"true","configVersion":"21","reason":"Network:Recognized",' +
        '"lcut":"1767920036437","receivedAt":"1795223274668"}',
    );
  });

  it('of a dynamic config says whether a rule passed, and of an experiment does not', () => {
    expect(metadataOf(byHand(ask('dynamic-config', 'c', parts)))).toMatchObject({ rulePassed: 'false' });
    expect(metadataOf(byHand(ask('experiment', 'e', parts)))).not.toHaveProperty('rulePassed');
  });

  it('of a parameter whose layer consulted nothing carries null', () => {
    expect(byHand(ask('layer', 'l', parts), 'a')).toContain('"secondaryExposures":null}');
  });
});

describe('the event of a sampled exposure', () => {
  const gate = ask('gate', 'partial_gate', { gates });

  it.each([
    [{ mode: 'on', rate: 201, isChosen: true }, '{"samplingRate":201,"samplingMode":"on","shadowLogged":"logged"}'],
    [
      { mode: 'shadow', rate: 201, isChosen: false },
      '{"samplingRate":201,"samplingMode":"shadow","shadowLogged":"dropped"}',
    ],
    [
      { mode: 'on', rate: undefined, isChosen: true },
      '{"samplingRate":null,"samplingMode":"on","shadowLogged":"logged"}',
    ],
  ] as const)('says how, for %j', (sampling, text) => {
    expect(write(gate, { sampling })).toContain(`,"statsigMetadata":${text},"user":`);
  });
});

describe('exposedRuleID', () => {
  const evaluation = ask('layer', 'l', {
    layers: {
      l: { useNewLayerEval: true, defaultValue: { b: 2 }, rules: [rule('lr', [everyone], { returnValue: { a: 1 } })] },
    },
  });

  it.each([
    ['a', 'lr'],
    ['b', 'default'],
    ['unknown', 'default'],
    [undefined, 'default'],
  ])('of the parameter %s of a new-style layer is %s', (parameter, ruleID) => {
    expect(exposedRuleID({ evaluation, layerParameter: parameter, trigger: 'direct' })).toBe(ruleID);
    expect(exposedRuleID({ evaluation, layerParameter: parameter, trigger: 'indirect' })).toBe(ruleID);
  });

  it('is that of the whole layer for an exposure by hand', () => {
    expect(exposedRuleID({ evaluation, layerParameter: 'a', trigger: 'manual' })).toBe('default');
  });

  it('is what the event of such a parameter says', () => {
    expect(metadataOf(write(evaluation, { layerParameter: 'a' }))).toMatchObject({ ruleID: 'lr' });
    expect(JSON.parse(write(evaluation, { layerParameter: 'a' }))).toMatchObject({ secondaryExposures: [] });
  });
});

describe('what sinks are told of an exposure', () => {
  const parts: ProjectParts = {
    gates: {
      plain: { rules: [rule('r', [everyone])] },
      held: { entity: 'holdout', rules: [rule('r', [everyone])] },
    },
    configs: {
      banner: { entity: 'dynamic_config', rules: [rule('r', [everyone])] },
      color: { entity: 'experiment', idType: 'companyID', rules: [rule('r', [everyone], { groupName: 'Blue' })] },
      tuned: { entity: 'autotune', rules: [rule('r', [everyone])] },
    },
  };
  const user = new StatsigUser({ userID: 'u', customIDs: { companyID: 'c' } });
  const told = (kind: EvaluationKind, name: string, who = user): unknown =>
    new ExposureEvent({
      evaluation: decide(buildContext(parts), kind, name, who),
      origin: network,
      user: userDataOf(who),
      timeMs: 0,
      layerParameter: undefined,
      trigger: 'direct',
      sampling: undefined,
      writeUser: () => '{}',
      userBytes: 0,
    }).exposed();

  it.each<[EvaluationKind, string, object]>([
    ['gate', 'plain', { entity: 'feature_gate', groupName: null, idType: 'userID', unitID: 'u' }],
    ['gate', 'held', { entity: 'holdout', groupName: null, idType: 'userID', unitID: 'u' }],
    ['dynamic-config', 'banner', { entity: 'dynamic_config', groupName: null, idType: 'userID', unitID: 'u' }],
    ['experiment', 'color', { entity: 'experiment', groupName: 'Blue', idType: 'companyID', unitID: 'c' }],
    // By the specs' word, whatever it was asked for as.
    ['dynamic-config', 'color', { entity: 'experiment', groupName: 'Blue', idType: 'companyID', unitID: 'c' }],
    ['experiment', 'banner', { entity: 'dynamic_config', groupName: null, idType: 'userID', unitID: 'u' }],
    ['experiment', 'tuned', { entity: 'autotune', groupName: null, idType: 'userID', unitID: 'u' }],
    // The specs have no word: by what it was asked for as.
    ['experiment', 'unknown', { entity: 'experiment', groupName: null, idType: '', unitID: null }],
    ['dynamic-config', 'unknown', { entity: 'dynamic_config', groupName: null, idType: '', unitID: null }],
    ['layer', 'unknown', { entity: 'layer', groupName: null, idType: '', unitID: null }],
  ])('says of the %s %s what it is, and for whom', (kind, name, expected) => {
    expect(told(kind, name)).toEqual(expected);
  });

  it('says that a user without the unit has none', () => {
    expect(told('experiment', 'color', new StatsigUser('u'))).toMatchObject({ unitID: null });
  });
});
