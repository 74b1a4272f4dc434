import { describe, expect, it } from 'vitest';

import { type StickyAnswer, forgetDecision, keepDecision } from '../../../lib/evaluation/keep-decision.js';
import type { KeptDecision, StickyRequest } from '../../../lib/evaluation/kept-decision.js';
import { LocalOverrides } from '../../../lib/overrides/local-overrides.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';
import {
  buildContext,
  condition,
  decide,
  everyone,
  fieldCondition,
  nobody,
  passGate,
  rule,
  unknownCondition,
} from '../../support/specs-builder.js';
import { keptDecision } from '../../support/sticky-builder.js';

const group = { groupName: 'A', isExperimentGroup: true, returnValue: { color: 'blue' } };
const leaving = fieldCondition('any', ['leaving']);
const running = (rules: readonly object[], fields: object = {}): Record<string, unknown> => {
  return { isActive: true, version: 4, rules, ...fields };
};
const inGroup = rule('group', [everyone], group);

const parts = {
  gates: {
    open: { rules: [rule('open-rule', [everyone])] },
    redirected: {},
    target: { idType: 'companyID', rules: [rule('target-rule', [everyone])] },
  },
  configs: {
    plain: running([inGroup]),
    stopped: { isActive: false, rules: [inGroup] },
    unstated: { rules: [inGroup] },
    ungrouped: running([rule('other', [everyone], { returnValue: { color: 'blue' } })]),
    byCompany: running([inGroup], { idType: 'companyID' }),
    targeted: running([rule('targetingGate', [leaving]), inGroup]),
    inline: running([rule('inlineTargetingRules', [leaving]), inGroup]),
    held: running([rule('targetingGate', [leaving], { returnValue: false }), inGroup]),
    defaulted: running([rule('targetingGate', [nobody]), inGroup], { defaultValue: true }),
    overridden: running([rule('x:userID:id_override', [leaving]), inGroup]),
    looksOverridden: running([rule('xOverride', [leaving]), inGroup]),
    unsupported: running([rule('targetingGate', [unknownCondition]), inGroup]),
    half: running([inGroup, rule('targetingGate', [everyone, unknownCondition])]),
    consulting: running([rule('group', [passGate('redirected')], group)]),
    mapped: running([rule('targetingGate', [everyone])]),
    mapTarget: running([rule('map_override', [leaving]), inGroup]),
    asks: running([
      rule('targetingGate', [
        condition({ type: 'experiment_group', field: 'plain', operator: 'any', targetValue: [] }),
      ]),
      inGroup,
    ]),
  },
  layers: {
    delegating: running([rule('layer-rule', [passGate('open')], { configDelegate: 'targeted' })], { version: 7 }),
    itself: running([inGroup], { defaultValue: { color: 'grey', size: 1 } }),
    idle: { isActive: false, rules: [inGroup] },
    leaving: running([rule('layer-rule', [everyone], { configDelegate: 'mapped' })]),
    partly: running([rule('layer-rule', [everyone], { configDelegate: 'plain' }), rule('later', [unknownCondition])], {
      useNewLayerEval: true,
    }),
    modern: running([rule('layer-rule', [everyone], { returnValue: { size: 2 } })], { useNewLayerEval: true }),
  },
  mappingRules: { all: rule('all', [everyone]) },
  top: {
    time: 1000,
    overrides: {
      mapped: [{ new_config_name: 'mapTarget', rules: [{ rule_name: 'all' }] }],
      redirected: [{ new_config_name: 'target', rules: [{ rule_name: 'all' }] }],
    },
  },
};
const context = buildContext(parts);

const nothingKept: StickyRequest = {
  kept: { decisions: new Map(), loadedKeys: undefined },
  enforceOverrides: false,
  enforceTargeting: false,
};

function kept(name: string, fields: Partial<KeptDecision> = {}): StickyRequest {
  return { ...nothingKept, kept: { decisions: new Map([[name, keptDecision(fields)]]), loadedKeys: undefined } };
}

function look(
  kind: 'experiment' | 'layer',
  name: string,
  request: StickyRequest,
  { user = { userID: 'u' }, within = context }: { user?: StatsigUserArgs; within?: typeof context } = {},
): StickyAnswer {
  const person = new StatsigUser(user);
  return keepDecision(decide(within, kind, name, person), request, { user: userDataOf(person), context: within });
}

const leavingUser = { userID: 'u', custom: { f: 'leaving' } };

describe('a call that brings kept decisions along', () => {
  it('gets the decision kept of the experiment, in all that it tells', () => {
    const { evaluation, ...answer } = look('experiment', 'plain', kept('plain'));
    expect(answer).toEqual({ kept: keptDecision(), step: 'kept', change: undefined, enforcing: [] });
    expect(evaluation).toMatchObject({
      name: 'plain',
      kind: 'experiment',
      outcome: 'persisted',
      value: true,
      json: { color: 'red' },
      ruleID: 'group-a',
      groupName: 'A',
      idType: 'userID',
      version: 3,
      isExperimentGroup: true,
      isExperimentActive: true,
    });
  });

  it('has the decision of a group kept when there is none', () => {
    const { evaluation, ...answer } = look('experiment', 'plain', nothingKept);
    expect(evaluation.outcome).toBe('recognized');
    expect(answer).toMatchObject({
      kept: undefined,
      step: 'new',
      change: {
        key: 'u:userID',
        configName: 'plain',
        decision: keptDecision({ json: { color: 'blue' }, ruleID: 'group', timeMs: 1000, version: 4 }),
      },
    });
  });

  it('has nothing kept of a user in no group', () => {
    expect(look('experiment', 'ungrouped', nothingKept)).toMatchObject({ step: 'no-group', change: undefined });
  });

  it('has nothing kept of a group where a later condition is not known', () => {
    expect(look('layer', 'partly', nothingKept)).toMatchObject({
      evaluation: { outcome: 'unsupported', isExperimentGroup: true },
      step: 'no-group',
      change: undefined,
    });
  });

  it.each(['stopped', 'unstated'])('has what is kept forgotten when the experiment does not run: %s', (name) => {
    expect(look('experiment', name, kept(name))).toMatchObject({
      evaluation: { outcome: 'recognized', ruleID: 'group' },
      step: 'inactive',
      change: { key: 'u:userID', configName: name, decision: undefined },
    });
  });

  it('gets the kept decision also where a condition is not known', () => {
    expect(look('experiment', 'unsupported', kept('unsupported'))).toMatchObject({
      evaluation: { outcome: 'persisted' },
      step: 'kept',
    });
  });
});

describe('a call that brings none along', () => {
  it('has what is kept forgotten', () => {
    expect(look('experiment', 'plain', { ...nothingKept, kept: undefined })).toMatchObject({
      evaluation: { outcome: 'recognized' },
      step: 'not-given',
      change: { key: 'u:userID', configName: 'plain', decision: undefined },
    });
  });
});

describe('the unit', () => {
  it('is that of the experiment’s ID type', () => {
    const user = { userID: 'u', customIDs: { companyID: 7 } };
    expect(look('experiment', 'byCompany', nothingKept, { user })).toMatchObject({ change: { key: '7:companyID' } });
  });

  it('must be there, or nothing is kept or forgotten', () => {
    expect(look('experiment', 'byCompany', { ...nothingKept, kept: undefined })).toMatchObject({
      step: 'no-unit',
      change: undefined,
    });
    expect(look('experiment', 'byCompany', kept('byCompany'))).toMatchObject({ evaluation: { outcome: 'recognized' } });
  });

  it('must have been loaded, or nothing is kept or forgotten', () => {
    const notLoaded = { ...nothingKept, kept: { decisions: new Map(), loadedKeys: ['other:userID'] } };
    expect(look('experiment', 'plain', notLoaded)).toMatchObject({ step: 'not-loaded', change: undefined });
    expect(look('experiment', 'stopped', notLoaded)).toMatchObject({ step: 'not-loaded', change: undefined });
    const loaded = { ...nothingKept, kept: { decisions: new Map(), loadedKeys: ['u:userID'] } };
    expect(look('experiment', 'plain', loaded)).toMatchObject({ step: 'new' });
  });
});

describe('kept decisions play no part', () => {
  it('for names that the project does not have', () => {
    expect(look('experiment', 'no-such', kept('no-such'))).toMatchObject({ step: undefined, change: undefined });
  });

  it('for what this process has overridden', () => {
    const overrides = new LocalOverrides();
    overrides.experiments.set('plain', { kind: 'values', values: { color: 'green' } }, undefined);
    const within = buildContext(parts, { overrides });
    expect(look('experiment', 'plain', kept('plain'), { within })).toMatchObject({
      evaluation: { ruleID: 'override' },
      step: undefined,
      change: undefined,
    });
  });

  it('where a redirected gate has left its name in the record', () => {
    expect(look('experiment', 'consulting', nothingKept)).toMatchObject({
      evaluation: { specName: 'target', isExperimentGroup: true },
      step: undefined,
      change: undefined,
    });
  });
});

describe('a config mapping', () => {
  it('keeps under the name of the config that it leads to', () => {
    expect(look('experiment', 'mapped', nothingKept)).toMatchObject({
      step: 'new',
      change: { configName: 'mapTarget' },
    });
    expect(look('experiment', 'mapped', kept('mapped'))).toMatchObject({ step: 'new' });
    expect(look('experiment', 'mapped', kept('mapTarget'))).toMatchObject({
      evaluation: { name: 'mapped', overrideConfigName: 'mapTarget', ruleID: 'group-a' },
      step: 'kept',
    });
  });

  it('of the experiment that a layer leaves users to has the layer’s decision kept under the name it leads to', () => {
    expect(look('layer', 'leaving', nothingKept)).toMatchObject({ step: 'new', change: { configName: 'mapTarget' } });
  });

  it('leads to the rules that are enforced', () => {
    const targeting = { ...kept('mapTarget'), enforceTargeting: true };
    expect(look('experiment', 'mapped', targeting)).toMatchObject({ step: 'kept' });
    const overrides = { ...kept('mapTarget'), enforceOverrides: true };
    expect(look('experiment', 'mapped', overrides, { user: leavingUser })).toMatchObject({ step: 'override' });
  });
});

describe('enforced targeting', () => {
  const enforced = (name: string): StickyRequest => ({ ...kept(name), enforceTargeting: true });

  it.each(['targeted', 'inline'])('turns a user away who is no longer targeted, and writes nothing: %s', (name) => {
    expect(look('experiment', name, enforced(name), { user: leavingUser })).toMatchObject({
      evaluation: { outcome: 'recognized', groupName: null },
      kept: undefined,
      step: 'targeting',
      change: undefined,
    });
    expect(look('experiment', name, enforced(name))).toMatchObject({ step: 'kept' });
  });

  it('is off by default', () => {
    expect(look('experiment', 'targeted', kept('targeted'), { user: leavingUser })).toMatchObject({ step: 'kept' });
  });

  it('lets the user in where the rule returns false', () => {
    expect(look('experiment', 'held', enforced('held'), { user: leavingUser })).toMatchObject({ step: 'kept' });
  });

  it('takes the experiment’s default where no such rule matches', () => {
    expect(look('experiment', 'defaulted', enforced('defaulted'))).toMatchObject({ step: 'targeting' });
    expect(look('experiment', 'plain', enforced('plain'))).toMatchObject({ step: 'kept' });
  });

  it('goes by what the known conditions say where one is not known', () => {
    expect(look('experiment', 'half', enforced('half'))).toMatchObject({ step: 'targeting' });
    expect(look('experiment', 'unsupported', enforced('unsupported'))).toMatchObject({ step: 'kept' });
  });

  it('is not asked when there is nothing kept', () => {
    const request = { ...nothingKept, enforceTargeting: true };
    expect(look('experiment', 'targeted', request, { user: leavingUser })).toMatchObject({ step: 'no-group' });
  });

  it('tells what it has looked into', () => {
    const { enforcing } = look('experiment', 'asks', enforced('asks'));
    expect(enforcing.flatMap(({ consultedExperiments }) => consultedExperiments.map(({ name }) => name))).toEqual([
      'plain',
    ]);
  });
});

describe('enforced overrides', () => {
  const enforced = (name: string): StickyRequest => ({ ...kept(name), enforceOverrides: true });

  it('let a rule decide whose id ends in “override”', () => {
    expect(look('experiment', 'overridden', enforced('overridden'), { user: leavingUser })).toMatchObject({
      evaluation: { ruleID: 'x:userID:id_override' },
      step: 'override',
      change: undefined,
    });
    expect(look('experiment', 'overridden', enforced('overridden'))).toMatchObject({ step: 'kept' });
    const other = look('experiment', 'looksOverridden', enforced('looksOverridden'), { user: leavingUser });
    expect(other).toMatchObject({ step: 'kept' });
  });
});

describe('a layer', () => {
  it('keeps its decision under its own name, with the experiment that decided', () => {
    expect(look('layer', 'delegating', nothingKept)).toMatchObject({
      step: 'new',
      change: {
        configName: 'delegating',
        decision: { ruleID: 'group', allocatedExperiment: 'targeted', version: 7, timeMs: 1000 },
      },
    });
  });

  it('keeps what an autotune decided for it without the word that the user explored', () => {
    const autotune = {
      salt: 'cs',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 1,
      higherIsBetter: true,
      groups: [{ name: 'A', id: 'a', parameterValues: { color: 'blue' } }],
      targetingGateName: 'grouping',
    };
    const within = buildContext({
      gates: { grouping: { rules: [rule('r', [everyone], { isExperimentGroup: true })] } },
      configs: { plain: parts.configs.plain },
      layers: { tuned: running([rule('layer-rule', [everyone], { configDelegate: 'plain' })]) },
      top: { cmab_configs: { plain: autotune } },
    });
    expect(look('layer', 'tuned', nothingKept, { within })).toMatchObject({
      evaluation: { ruleID: 'a:explore' },
      step: 'new',
      change: { decision: { ruleID: 'a' } },
    });
  });

  it('gets the kept decision with the experiment that had decided', () => {
    const request = kept('itself', { allocatedExperiment: 'plain', explicitParameters: ['color'] });
    expect(look('layer', 'itself', request)).toMatchObject({
      evaluation: { outcome: 'persisted', allocatedExperiment: 'plain', explicitParameters: ['color'] },
      step: 'kept',
    });
  });

  it('has no rules of single parameters in a kept decision', () => {
    expect(decide(context, 'layer', 'modern').parameterRuleIDs?.get('size')).toBe('layer-rule');
    expect(look('layer', 'modern', kept('modern')).evaluation.parameterRuleIDs).toBeUndefined();
  });

  it.each([
    ['itself', undefined, 'kept'],
    ['itself', 'plain', 'kept'],
    ['itself', 'stopped', 'inactive'],
    ['itself', 'unstated', 'kept'],
    ['itself', 'gone', 'kept'],
    ['idle', undefined, 'inactive'],
    ['idle', 'plain', 'kept'],
    ['idle', 'unstated', 'inactive'],
    ['idle', 'gone', 'inactive'],
  ])('%s runs when the experiment that had decided does: %s', (name, allocatedExperiment, step) => {
    expect(look('layer', name, kept(name, { allocatedExperiment }))).toMatchObject({ step });
  });

  it.each([
    ['targeted', 'targeting'],
    ['plain', 'kept'],
    ['gone', 'kept'],
    [undefined, 'kept'],
  ])('enforces the targeting of the experiment that had decided: %s', (allocatedExperiment, step) => {
    const request = { ...kept('itself', { allocatedExperiment }), enforceTargeting: true };
    expect(look('layer', 'itself', request, { user: leavingUser })).toMatchObject({ step });
  });
});

describe('forgetDecision', () => {
  const user = userDataOf(new StatsigUser('u'));

  it('forgets under the name that was asked for', () => {
    expect(forgetDecision(decide(context, 'experiment', 'mapped'), user)).toEqual({
      key: 'u:userID',
      configName: 'mapped',
      decision: undefined,
    });
  });

  it('has nothing to forget without a unit, or of what is unknown', () => {
    expect(forgetDecision(decide(context, 'experiment', 'byCompany'), user)).toBeUndefined();
    expect(forgetDecision(decide(context, 'experiment', 'no-such'), user)).toBeUndefined();
  });
});
