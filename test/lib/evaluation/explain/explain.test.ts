import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { explainFailure } from '../../../../lib/evaluation/explain/explain.js';
import type { DecidedBy, SpecExplanation } from '../../../../lib/evaluation/explain/explanation.js';
import { LocalOverrides } from '../../../../lib/overrides/local-overrides.js';
import { explainCase, type ExplainCase } from '../../../support/explain-bench.js';
import {
  type WireFields,
  condition,
  everyone,
  failGate,
  nobody,
  passGate,
  rule,
  unknownCondition,
} from '../../../support/specs-builder.js';

/** The bucket of a text, as the platform's own SHA-256 has it. Range: 0 to 9,999. */
function bucketOf(text: string): number {
  return Number(createHash('sha256').update(text).digest().readBigUInt64BE(0) % 10_000n);
}

/** Everyone passes, and the rule gives values to a group. */
const grouped = { rules: [rule('gr', [everyone], { returnValue: { v: 1 }, groupName: 'Control' })] };
const bandit = {
  salt: 'cs',
  defaultValue: { v: 'default' },
  idType: 'userID',
  enabled: true,
  version: 3,
  sampleRate: 0,
  higherIsBetter: true,
  groups: ['a', 'b'].map((id) => ({ name: id.toUpperCase(), id, parameterValues: { v: id } })),
};
const trained = {
  alpha: 0,
  intercept: 0,
  records: 0,
  weightsNumerical: { age: 1 },
  weightsCategorical: {},
};

const overridden = (set: (overrides: LocalOverrides) => void): LocalOverrides => {
  const overrides = new LocalOverrides();
  set(overrides);
  return overrides;
};

/** A circle of two gates. */
const circle = { g: { rules: [rule('r', [passGate('h')])] }, h: { rules: [rule('r', [passGate('g')])] } };

describe('an explanation says what decided, in one sentence:', () => {
  it.each<[decidedBy: DecidedBy, sentence: string, of: ExplainCase]>([
    ['rule', 'Gate "g" is open: rule "r" matched, at 100 %.', { gates: { g: { rules: [rule('r', [everyone])] } } }],
    [
      'rule',
      'Gate "g" is closed: rule "r" matched, at 100 %, and says no.',
      { gates: { g: { rules: [rule('r', [everyone], { returnValue: false })] } } },
    ],
    [
      'rule',
      `Gate "g" is open: rule "r" matched, and the user's bucket ${bucketOf('salt.r.u')} is below 9000 (90 %).`,
      { gates: { g: { rules: [rule('r', [everyone], { passPercentage: 90 })] } } },
    ],
    [
      'rule',
      'Dynamic config "c" gives the values of rule "r": rule "r" matched, at 100 %.',
      { kind: 'dynamic-config', name: 'c', configs: { c: { rules: [rule('r', [everyone], { returnValue: {} })] } } },
    ],
    [
      'rule',
      'Experiment "c" gives the values of group "Control" (rule "gr"): rule "gr" matched, at 100 %.',
      { kind: 'experiment', name: 'c', configs: { c: grouped } },
    ],
    [
      'rule',
      'Experiment "c" gives the values for users outside of it: it has not started (rule "prestart").',
      { kind: 'experiment', name: 'c', configs: { c: { rules: [rule('prestart', [everyone], { returnValue: {} })] } } },
    ],
    [
      'percentage',
      `Gate "g" is closed: rule "r" matched, but the user's bucket ${bucketOf('salt.r.u')} is not below 1000 (10 %), so the default is served.`,
      { gates: { g: { rules: [rule('r', [everyone], { passPercentage: 10 })] } } },
    ],
    [
      'percentage',
      'Gate "g" is closed: rule "r" matched, only at 0 %, so the default is served.',
      { gates: { g: { rules: [rule('r', [everyone], { passPercentage: 0 })] } } },
    ],
    [
      'percentage',
      `Gate "g" is closed: rule "r" matched, but the user has no companyID, so the bucket of the empty ID counts, which is ${bucketOf('salt.r.')} and is not below 1000 (10 %), so the default is served.`,
      { gates: { g: { rules: [rule('r', [everyone], { passPercentage: 10, idType: 'companyID' })] } } },
    ],
    [
      'percentage',
      'Experiment "c" gives its default values: rule "r" matched, only at 0 %, so the default is served.',
      { kind: 'experiment', name: 'c', configs: { c: { rules: [rule('r', [everyone], { passPercentage: 0 })] } } },
    ],
    [
      'default',
      'Gate "g" is closed: it is switched off, and it has no rules, so the default is served.',
      { gates: { g: { enabled: false, rules: [] } } },
    ],
    [
      'default',
      'Gate "g" is closed: its only rule "r" did not match (nothing is missing and must be one of ["x"]), so the default is served.',
      { gates: { g: { rules: [rule('r', [everyone, nobody])] } } },
    ],
    [
      'default',
      'Gate "g" is closed: none of its 2 rules matched (the last, "b": gate "h" is open and must be closed), so the default is served.',
      {
        gates: {
          g: { rules: [rule('a', [nobody]), rule('b', [failGate('h')])] },
          h: { rules: [rule('hr', [everyone])] },
        },
      },
    ],
    [
      'default',
      'Gate "g" is closed: its only rule "r" did not match (gate "h" is closed, because the project has no such gate and must be open), so the default is served.',
      { gates: { g: { rules: [rule('r', [passGate('h')])] } } },
    ],
    [
      'delegate',
      'Layer "l" gives the values of group "Control" (rule "gr"): rule "lr" left it to experiment "c", where rule "gr" matched, at 100 %.',
      {
        kind: 'layer',
        name: 'l',
        configs: { c: grouped },
        layers: { l: { rules: [rule('lr', [everyone], { configDelegate: 'c', passPercentage: 0 })] } },
      },
    ],
    [
      'override',
      'Gate "g" is open: this process has set the answer (local override).',
      { context: { overrides: overridden(({ gates }) => gates.set('g', true, undefined)) } },
    ],
    [
      'override',
      'Layer "l" gives the values set here: this process has set the answer (local override).',
      { kind: 'layer', name: 'l', context: { overrides: overridden(({ layers }) => layers.set('l', {}, 'u')) } },
    ],
    [
      'redirect',
      'Experiment "old" gives the values of group "Control" (rule "gr"): a config mapping led to "new", where rule "gr" matched, at 100 %.',
      {
        kind: 'experiment',
        name: 'old',
        configs: { old: {}, new: grouped },
        mappingRules: { all: rule('all', [everyone]) },
        top: { overrides: { old: [{ new_config_name: 'new', rules: [{ rule_name: 'all' }] }] } },
      },
    ],
    [
      'autotune',
      `Experiment "e" gives the values of group "A" (rule "a:explore"): the contextual autotune is not trained yet and splits users evenly, by their bucket ${bucketOf('cs.u')}.`,
      { kind: 'experiment', name: 'e', top: { cmab_configs: { e: bandit } } },
    ],
    [
      'autotune',
      `Experiment "e" gives the values of group "A" (rule "a:explore"): the contextual autotune explores: the user's bucket ${bucketOf('cs.u')} is below 5000, and the group was drawn at random.`,
      {
        kind: 'experiment',
        name: 'e',
        top: { cmab_configs: { e: { ...bandit, sampleRate: 0.5, config: { a: trained } } } },
      },
    ],
    [
      'autotune',
      'Experiment "e" gives the values of group "A" (rule "a"): the contextual autotune took the group that scores best for the user\'s attributes.',
      { kind: 'experiment', name: 'e', top: { cmab_configs: { e: { ...bandit, config: { a: trained } } } } },
    ],
    [
      'autotune',
      'Experiment "e" gives the values for users outside of it: the contextual autotune is switched off or has no groups, so its default is served.',
      { kind: 'experiment', name: 'e', top: { cmab_configs: { e: { ...bandit, enabled: false } } } },
    ],
    [
      'autotune',
      'Experiment "e" gives the values for users outside of it: the targeting gate "h" of the contextual autotune is closed, so its default is served.',
      { kind: 'experiment', name: 'e', top: { cmab_configs: { e: { ...bandit, targetingGateName: 'h' } } } },
    ],
    [
      'layer',
      'Layer "l" gives parameters of several origins: "a" from rule "one"; "c", "d" from rule "three"; "b" from the defaults.',
      {
        kind: 'layer',
        name: 'l',
        layers: {
          l: {
            useNewLayerEval: true,
            defaultValue: { a: 0, b: 0 },
            rules: [
              rule('one', [everyone], { returnValue: { a: 1 } }),
              rule('two', [everyone], { returnValue: { b: 1 }, passPercentage: 0 }),
              rule('three', [everyone], { returnValue: { c: 1, d: 1 } }),
            ],
          },
        },
      },
    ],
    ['unknown', 'Gate "g" is closed: the project has nothing of that name.', {}],
    ['unknown', 'Layer "l" gives no values: the project has nothing of that name.', { kind: 'layer', name: 'l' }],
    [
      'unsupported',
      'Gate "g" is closed: rule "r" cannot be evaluated: a condition is of type "no_such_type" without an operator, which this version does not know.',
      { gates: { g: { rules: [rule('r', [everyone, unknownCondition])] } } },
    ],
    [
      'unsupported',
      'Gate "g" is closed: rule "r" cannot be evaluated: a condition of type "user_field" has the operator "future", which this version does not know.',
      { gates: { g: { rules: [rule('r', [condition({ field: 'f', operator: 'future' })])] } } },
    ],
    [
      'unsupported',
      'Gate "g" is closed: rule "r" cannot be evaluated: the specs lack the condition "gone".',
      { gates: { g: { rules: [rule('r', [everyone, 'gone'])] } } },
    ],
    [
      'unsupported',
      'Gate "g" is closed: rule "r" cannot be evaluated: it asks for gate "h", where rule "hr" cannot be evaluated: a condition is of type "no_such_type" without an operator, which this version does not know.',
      {
        gates: { g: { rules: [rule('r', [passGate('h')])] }, h: { rules: [rule('hr', [unknownCondition])] } },
      },
    ],
    [
      'unsupported',
      'Layer "l" gives no values: rule "lr" cannot be evaluated: it leaves it to experiment "c", where rule "r" cannot be evaluated: the specs lack the condition "gone".',
      {
        kind: 'layer',
        name: 'l',
        configs: { c: { rules: [rule('r', ['gone'])] } },
        layers: { l: { rules: [rule('lr', [everyone], { configDelegate: 'c' })] } },
      },
    ],
    [
      'too-deep',
      'Gate "g" is closed: what it asks for refers to each other in a circle, or more than 300 deep.',
      { gates: circle },
    ],
  ])('%s: %s', (decidedBy, sentence, of) => {
    const explanation = explainCase(of);
    expect(explanation.sentence).toBe(sentence);
    expect(explanation.decision.decidedBy).toBe(decidedBy);
  });

  it('failed: the evaluation itself', () => {
    const explanation = explainFailure('gate', 'g', { source: 'Network', lcut: 1000, receivedAt: 2000 });
    expect(explanation).toMatchObject({
      value: false,
      details: { reason: 'Error:Evaluation Failed' },
      decision: { decidedBy: 'failed' },
      sentence: 'Gate "g" is closed: evaluating it failed, which is a defect of this SDK.',
    });
  });
});

describe('an explanation', () => {
  it('has value, values, rule, group and details of the answer', () => {
    expect(explainCase({ kind: 'experiment', name: 'c', configs: { c: { ...grouped, version: 4 } } })).toMatchObject({
      kind: 'experiment',
      name: 'c',
      value: true,
      values: { v: 1 },
      ruleID: 'gr',
      groupName: 'Control',
      details: { reason: 'Network:Recognized', lcut: 1000, receivedAt: 2000, version: 4 },
    });
    expect(explainCase({}).values).toBeUndefined();
  });

  it('tells each rule up to the one that decided, with all its conditions', () => {
    const { decision } = explainCase({
      gates: { g: { rules: [rule('a', [nobody, everyone]), rule('b', [everyone]), rule('c', [everyone])] } },
    });
    expect(decision.rules).toMatchObject([
      { id: 'a', doConditionsHold: false, conditions: [{ holds: false }, { holds: true }], percentage: undefined },
      { id: 'b', doConditionsHold: true, conditions: [{ holds: true }], percentage: { doesPass: true } },
    ]);
  });

  it('tells how a percentage was hashed', () => {
    const { decision } = explainCase({
      user: { userID: 'u', customIDs: { companyID: 'c-1' } },
      gates: { g: { rules: [rule('r', [everyone], { passPercentage: 12.5, idType: 'companyID', salt: 'rs' })] } },
    });
    expect(decision.rules[0]?.percentage).toEqual({
      passPercentage: 12.5,
      doesPass: false,
      idType: 'companyID',
      hasUnit: true,
      hashInput: 'salt.rs.c-1',
      bucket: bucketOf('salt.rs.c-1'),
      threshold: 1250,
    });
  });

  it('tells what stood behind a gate, a delegate, a mapping and a targeting gate', () => {
    const h = { rules: [rule('hr', [everyone])] };
    expect(explainCase({ gates: { g: { rules: [rule('r', [passGate('h')])] }, h } }).decision.rules[0]).toMatchObject({
      conditions: [{ consulted: { kind: 'gate', name: 'h', value: true, ruleID: 'hr', decidedBy: 'rule' } }],
    });
    expect(
      explainCase({
        kind: 'layer',
        name: 'l',
        configs: { c: grouped },
        layers: { l: { rules: [rule('lr', [everyone], { configDelegate: 'c' })] } },
      }).decision.rules[0],
    ).toMatchObject({ percentage: undefined, delegate: { kind: 'experiment', name: 'c', ruleID: 'gr' } });
    const mapped = explainCase({
      kind: 'experiment',
      name: 'old',
      configs: { old: {}, new: grouped },
      mappingRules: { none: rule('none', [nobody]), all: rule('all', [everyone]) },
      top: {
        overrides: { old: [{ new_config_name: 'new', rules: [{ rule_name: 'none' }, { rule_name: 'all' }] }] },
      },
    });
    expect(mapped.decision).toMatchObject({
      redirectRules: [
        { id: 'none', doConditionsHold: false },
        { id: 'all', doConditionsHold: true },
      ],
      redirectedTo: { name: 'new', ruleID: 'gr' },
      rules: [],
    });
    expect(
      explainCase({
        kind: 'experiment',
        name: 'e',
        gates: { h },
        top: { cmab_configs: { e: { ...bandit, targetingGateName: 'h' } } },
      }).decision,
    ).toMatchObject({
      ruleID: 'a:explore',
      redirectedTo: undefined,
      autotune: {
        targetingGate: { name: 'h', value: true },
        hashInput: 'cs.u',
        bucket: bucketOf('cs.u'),
        exploresBelow: undefined,
      },
    });
  });

  it('of a mapping to a name that does not exist tells the spec’s own rules', () => {
    const { decision, sentence } = explainCase({
      kind: 'experiment',
      name: 'old',
      configs: { old: grouped },
      mappingRules: { all: rule('all', [everyone]) },
      top: { overrides: { old: [{ new_config_name: 'gone', rules: [{ rule_name: 'all' }] }] } },
    });
    expect(decision).toMatchObject({ decidedBy: 'rule', redirectedTo: undefined, rules: [{ id: 'gr' }] });
    expect(sentence).toContain('rule "gr" matched');
  });

  it('tells a gate once, and then that it stands above', () => {
    const { decision } = explainCase({
      gates: {
        g: { rules: [rule('r', [passGate('h'), failGate('h')])] },
        h: { rules: [rule('hr', [everyone])] },
      },
    });
    const consulted = decision.rules[0]?.conditions.map((one) => one.consulted);
    expect(consulted).toMatchObject([
      { name: 'h', value: true, isRepeated: false, rules: [{ id: 'hr' }] },
      { name: 'h', value: true, isRepeated: true, ruleID: 'hr', rules: [] },
    ]);
    expect(decision.rules[0]?.conditions.map(({ holds }) => holds)).toEqual([true, false]);
  });

  it('stays small where gates ask for each other many times over', () => {
    const gates: Record<string, WireFields> = { g0: { rules: [rule('r', [everyone])] } };
    for (let level = 1; level <= 60; level++) {
      const below = `g${level - 1}`;
      gates[`g${level}`] = { rules: [rule('r', [passGate(below), passGate(below), passGate(below)])] };
    }
    const { decision } = explainCase({ name: 'g60', gates });
    const count = (spec: SpecExplanation): number =>
      spec.rules.reduce(
        (sum, { conditions }) =>
          conditions.reduce((inner, { consulted }) => inner + (consulted === undefined ? 0 : count(consulted)), sum),
        1,
      );
    expect(count(decision)).toBe(1 + 60 * 3);
  });

  it('of conditions behind an unknown one says of each whether it holds', () => {
    const { decision } = explainCase({ gates: { g: { rules: [rule('r', [unknownCondition, everyone, nobody])] } } });
    expect(decision.rules[0]).toMatchObject({
      doConditionsHold: false,
      conditions: [
        { isSupported: false, holds: false },
        { isSupported: true, holds: true },
        { isSupported: true, holds: false },
      ],
    });
  });

  it('says of a client without specs where it stands', () => {
    const sentenceOf = (source: string): string => explainCase({ source }).sentence;
    expect([sentenceOf('Uninitialized'), sentenceOf('Loading'), sentenceOf('NoValues')]).toEqual([
      'Gate "g" is closed: this client is not initialized (Uninitialized).',
      'Gate "g" is closed: this client has no specs (Loading:Unrecognized).',
      'Gate "g" is closed: this client has no specs (NoValues).',
    ]);
  });

  it('holds nothing of the specs or the user that a caller could change', () => {
    const target = ['a'];
    const one = condition({ field: 'f', operator: 'array_contains_any', targetValue: target });
    const returnValue = { list: [1] };
    const context = { specs: { configs: { c: { rules: [rule('r', [one], { returnValue })] } } } };
    const ask = (): ReturnType<typeof explainCase> =>
      explainCase({ kind: 'experiment', name: 'c', ...context.specs, user: { userID: 'u', custom: { f: ['a'] } } });
    const first = ask();
    (first.values as { list: number[] }).list.push(2);
    const seen = first.decision.rules[0]?.conditions[0];
    if (seen === undefined) throw new Error('The condition was not explained.');
    (seen.target as string[]).push('b');
    (seen.seen as string[]).push('b');
    expect(ask()).toMatchObject({
      values: { list: [1] },
      decision: { rules: [{ conditions: [{ target: ['a'], seen: ['a'] }] }] },
    });
  });
});
