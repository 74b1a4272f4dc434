import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import {
  type ContextParts,
  type WireFields,
  buildContext,
  decide,
  everyone,
  exposed,
  passGate,
  rule,
  unknownCondition,
} from '../../support/specs-builder.js';

const groups = ['a', 'b', 'c'].map((id) => ({ name: id.toUpperCase(), id, parameterValues: { v: id } }));

/** A model that scores a user by `age`, or by nothing. */
function weights(fields: WireFields = {}): WireFields {
  return { alpha: 0, intercept: 0, records: 0, weightsNumerical: {}, weightsCategorical: {}, ...fields };
}

const gates = {
  open: { rules: [rule('open-rule', [everyone])] },
  closed: { rules: [rule('closed-rule', [everyone], { returnValue: false })] },
  unsupported: { rules: [rule('r', [unknownCondition])] },
  'half-supported': { rules: [rule('r', [everyone, unknownCondition])] },
  'segment:closed': { rules: [] },
  unnamed: { rules: [rule('', [everyone])] },
};

function ask(fields: WireFields = {}, user: StatsigUserArgs = { userID: 'u' }, parts: ContextParts = {}) {
  const bandit = {
    salt: 'cs',
    defaultValue: { v: 'default' },
    idType: 'userID',
    enabled: true,
    version: 3,
    sampleRate: 0,
    higherIsBetter: true,
    groups,
    ...fields,
  };
  const context = buildContext({ gates, configs: { e: { version: 1 } }, top: { cmab_configs: { e: bandit } } }, parts);
  return decide(context, 'experiment', 'e', user);
}

function bucketOf(unit: string): number {
  return Number(createHash('sha256').update(`cs.${unit}`).digest().readBigUInt64BE(0) % 10_000n);
}

describe('a contextual autotune', () => {
  it('stands before the experiment of its name, and for experiments only', () => {
    const context = buildContext({
      configs: { e: { defaultValue: { v: 'config' } } },
      top: {
        cmab_configs: {
          e: {
            salt: 'cs',
            defaultValue: {},
            idType: 'userID',
            enabled: true,
            version: 3,
            sampleRate: 0,
            higherIsBetter: true,
            groups,
          },
        },
      },
    });
    expect(decide(context, 'experiment', 'e').version).toBe(3);
    expect(decide(context, 'dynamic-config', 'e').json).toEqual({ v: 'config' });
  });

  it.each<[what: string, fields: WireFields]>([
    ['disabled', { enabled: false }],
    ['without groups', { groups: [] }],
  ])('that is %s gives its default as prestart', (_what, fields) => {
    expect(ask({ ...fields, config: { a: weights() } })).toMatchObject({
      outcome: 'recognized',
      value: false,
      json: { v: 'default' },
      ruleID: 'prestart',
      idType: 'userID',
      version: 3,
      groupName: null,
    });
  });

  it('that is not trained yet splits users evenly by their bucket', () => {
    for (let i = 0; i < 300; i++) {
      const userID = `user-${i}`;
      const id = 'abc'.charAt(Math.floor(bucketOf(userID) / (10_000 / 3)));
      expect(ask({}, { userID })).toMatchObject({
        value: true,
        json: { v: id },
        ruleID: `${id}:explore`,
        groupName: id.toUpperCase(),
        isExperimentActive: true,
        isRepeatable: true,
      });
    }
  });

  it('takes the bucket of the unit of its ID type', () => {
    const user = { userID: 'u', customIDs: { companyID: 'c' } };
    const id = 'abc'.charAt(Math.floor(bucketOf('c') / (10_000 / 3)));
    expect(ask({ idType: 'companyID' }, user)).toMatchObject({ json: { v: id }, idType: 'companyID' });
  });

  describe('with a targeting gate', () => {
    it('keeps out whom the gate does not let in', () => {
      const answer = ask({ targetingGateName: 'closed' });
      expect(answer).toMatchObject({ value: false, json: { v: 'default' }, ruleID: 'inlineTargetingRules' });
      expect(exposed(answer)).toEqual(['closed/false/closed-rule']);
    });

    it('lets the others in, and exposes the gate', () => {
      const answer = ask({ targetingGateName: 'open' });
      expect(answer.value).toBe(true);
      expect(exposed(answer)).toEqual(['open/true/open-rule']);
    });

    it('is sampled whatever the gate says of sampling', () => {
      expect(ask({ targetingGateName: 'open' }).hasSeenAnalyticalGate).toBe(false);
      expect(ask({ targetingGateName: 'closed' }).hasSeenAnalyticalGate).toBe(false);
    });

    it('exposes the gate also when its rule id is empty or it does not exist', () => {
      expect(exposed(ask({ targetingGateName: 'unnamed' }))).toEqual(['unnamed/true/']);
      const missing = ask({ targetingGateName: 'missing' });
      expect(missing.ruleID).toBe('inlineTargetingRules');
      expect(exposed(missing)).toEqual(['missing/false/']);
    });

    it('evaluates the gate anew, also when the call has asked for it before', () => {
      // What is exposed of a gate that does not exist is the rule id of the one before it, as in the official SDK.
      const asks = rule('asks', [passGate('missing'), passGate('closed')]);
      const top = {
        cmab_configs: {
          e: {
            salt: 'cs',
            defaultValue: {},
            idType: 'userID',
            enabled: true,
            version: 3,
            sampleRate: 0,
            higherIsBetter: true,
            groups,
            targetingGateName: 'missing',
          },
        },
      };
      const layers = { l: { rules: [asks, rule('delegates', [everyone], { configDelegate: 'e' })] } };
      const answer = decide(buildContext({ gates, configs: { e: {} }, layers, top }), 'layer', 'l');
      expect(exposed(answer)).toEqual(['closed/false/closed-rule', 'missing/false/closed-rule']);
    });

    it('does not expose a segment', () => {
      const answer = ask({ targetingGateName: 'segment:closed' });
      expect(answer.ruleID).toBe('inlineTargetingRules');
      expect(exposed(answer)).toEqual([]);
    });

    it('is closed by one that is unsupported', () => {
      const answer = ask({ targetingGateName: 'unsupported' });
      expect(answer).toMatchObject({
        outcome: 'unsupported',
        value: false,
        json: {},
        ruleID: 'inlineTargetingRules',
      });
      expect(exposed(answer)).toEqual(['unsupported/false/']);
    });

    it('is closed by one that is unsupported after a condition that is met', () => {
      const answer = ask({ targetingGateName: 'half-supported' });
      expect(answer).toMatchObject({ outcome: 'unsupported', value: false, ruleID: 'inlineTargetingRules' });
      expect(exposed(answer)).toEqual(['half-supported/false/']);
    });
  });

  describe('when trained', () => {
    const byAge = {
      a: weights({ weightsNumerical: { age: -1 } }),
      b: weights({ intercept: 0.5, weightsCategorical: { plan: { pro: 100 } } }),
      c: weights({ weightsNumerical: { age: 1 }, alpha: -20 }),
    };

    it.each<[custom: Record<string, string | number | boolean | null | number[]>, id: string]>([
      [{}, 'b'],
      [{ age: 30 }, 'c'],
      [{ age: '30' }, 'c'],
      [{ age: 20 }, 'b'],
      [{ age: -5 }, 'a'],
      [{ age: 30, plan: 'pro' }, 'b'],
      [{ age: 30, plan: 'PRO' }, 'c'],
      [{ age: 'thirty' }, 'b'],
      [{ age: true }, 'b'],
    ])('takes the group with the best score: for %j it is %s', (custom, id) => {
      expect(ask({ config: byAge }, { userID: 'u', custom })).toMatchObject({
        value: true,
        json: { v: id },
        ruleID: id,
        groupName: id.toUpperCase(),
        isRepeatable: true,
      });
    });

    it('takes the lowest score where lower is better', () => {
      expect(ask({ config: byAge, higherIsBetter: false }).ruleID).toBe('c');
    });

    it('takes the first of equal scores', () => {
      const same = weights({ weightsNumerical: { age: 1 } });
      expect(ask({ config: { a: same, b: same, c: same } }).ruleID).toBe('a');
    });

    it('passes over groups without a model', () => {
      const config = { b: weights({ intercept: -100, weightsNumerical: { age: 1 } }), c: weights({ intercept: 100 }) };
      expect(ask({ config }).ruleID).toBe('b');
    });

    it('takes the first group when every score is infinitely bad', () => {
      const config = { b: weights({ weightsNumerical: { age: -1 } }) };
      expect(ask({ config }, { userID: 'u', custom: { age: 'inf' } }).ruleID).toBe('a');
    });

    it('counts a value without a text by its JSON', () => {
      const config = {
        a: weights({ weightsNumerical: { x: 1 } }),
        b: weights({ weightsCategorical: { f: { '{"k":1}': 5, null: 7 } } }),
      };
      expect(ask({ config }, { userID: 'u', custom: { f: { k: 1 } } }).ruleID).toBe('b');
      expect(ask({ config }, { userID: 'u', custom: { f: null } }).ruleID).toBe('b');
      expect(ask({ config }, { userID: 'u', custom: { f: { k: 2 } } }).ruleID).toBe('a');
    });

    it.each([
      [0, 'a'],
      [0.34, 'b'],
      [0.99, 'c'],
    ])('takes a random group when none has a model: %d gives %s', (random, id) => {
      const answer = ask({ config: {} }, { userID: 'u' }, { random: () => random });
      expect(answer).toMatchObject({ ruleID: id, isRepeatable: false });
    });
  });

  describe('while exploring', () => {
    // Shares 1 : 1/4 : 1, together 2.25: up to 0.444, up to 0.555, and the rest.
    const config = { a: weights({ records: 0 }), b: weights({ records: 3 }) };

    it.each([
      [0, 'a'],
      [0.44, 'a'],
      [0.45, 'b'],
      [0.55, 'b'],
      [0.56, 'c'],
      [0.999_999, 'c'],
    ])('takes a random group, the less trained ones more often: %d gives %s', (random, id) => {
      const answer = ask({ sampleRate: 1, config }, { userID: 'u' }, { random: () => random });
      expect(answer).toMatchObject({ value: true, json: { v: id }, ruleID: `${id}:explore`, isRepeatable: false });
    });

    it('explores with the share of users whose bucket is below the sample rate', () => {
      const one = { c: weights({ weightsNumerical: { age: 1 } }) };
      const bucket = bucketOf('u');
      expect(ask({ sampleRate: (bucket + 1) / 10_000, config: one }).ruleID).toMatch(/:explore$/);
      expect(ask({ sampleRate: bucket / 10_000, config: one }).ruleID).toBe('c');
    });
  });

  it('may be what a layer delegates to, when a config of its name exists; its ID type and version are reported then', () => {
    const bandit = {
      salt: 'cs',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 3,
      sampleRate: 0,
      higherIsBetter: true,
      groups,
    };
    const context = buildContext({
      gates,
      configs: { e: {} },
      layers: {
        l: { version: 9, idType: 'stableID', rules: [rule('lr', [passGate('open')], { configDelegate: 'e' })] },
      },
      top: { cmab_configs: { e: bandit } },
    });
    const id = 'abc'.charAt(Math.floor(bucketOf('u') / (10_000 / 3)));
    expect(decide(context, 'layer', 'l')).toMatchObject({
      json: { v: id },
      ruleID: `${id}:explore`,
      allocatedExperiment: 'e',
      idType: 'userID',
      version: 3,
    });
  });
});
