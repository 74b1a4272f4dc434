import { describe, expect, it } from 'vitest';

import { LocalOverrides } from '../../../lib/overrides/local-overrides.js';
import {
  type ProjectParts,
  type WireFields,
  buildContext,
  decide,
  everyone,
  exposed,
  nobody,
  passGate,
  rule,
  unknownCondition,
} from '../../support/specs-builder.js';

const gates = {
  one: { rules: [rule('one-rule', [everyone])] },
  two: { rules: [rule('two-rule', [everyone])] },
};

/** A new-style layer with these rules, asked for. */
function ask(rules: readonly WireFields[], fields: WireFields = {}, parts: ProjectParts = {}) {
  const layers = { l: { useNewLayerEval: true, defaultValue: { a: 'default' }, ...fields, rules } };
  return decide(buildContext({ gates, ...parts, layers }), 'layer', 'l');
}

function experiment(returnValue: WireFields, fields: WireFields = {}, conditions = [everyone]): WireFields {
  return {
    explicitParameters: Object.keys(returnValue),
    rules: [rule('er', conditions, { returnValue, groupName: 'G', isExperimentGroup: true })],
    ...fields,
  };
}

describe('a new-style layer', () => {
  it('gathers parameters from every rule that matches, the first one deciding, and defaults for the rest', () => {
    const answer = ask(
      [
        rule('r1', [everyone], { returnValue: { a: 1 } }),
        rule('r2', [nobody], { returnValue: { b: 'never' } }),
        rule('r3', [everyone], { returnValue: { a: 3, b: 3 } }),
      ],
      { defaultValue: { a: 'd', b: 'd', c: 'd' }, version: 4, isActive: true },
    );
    expect(answer).toMatchObject({ value: true, json: { a: 1, b: 3, c: 'd' }, ruleID: 'default', version: 4 });
    expect(answer.parameterRuleIDs).toEqual(
      new Map([
        ['a', 'r1'],
        ['b', 'r3'],
        ['c', 'default'],
      ]),
    );
    expect(answer).toMatchObject({ isExperimentGroup: false, isExperimentActive: true, groupName: null });
  });

  it('gives its defaults when nothing matches', () => {
    expect(ask([rule('r', [nobody])])).toMatchObject({ value: false, json: { a: 'default' }, ruleID: 'default' });
  });

  it('goes on to the next rule when a percentage turns the user away, unlike others', () => {
    const rules = [
      rule('r1', [everyone], { passPercentage: 0, returnValue: { a: 1 } }),
      rule('r2', [everyone], { returnValue: { a: 2 } }),
    ];
    expect(ask(rules).json).toEqual({ a: 2 });
  });

  it('ignores values that are no objects', () => {
    const answer = ask([rule('r', [everyone], { returnValue: true })], { defaultValue: false });
    expect(answer).toMatchObject({ value: true, json: {} });
    expect(answer.parameterRuleIDs).toEqual(new Map());
  });

  it('takes a parameter named __proto__ for an ordinary one', () => {
    const returnValue = JSON.parse('{"__proto__":1,"b":2}') as WireFields;
    const answer = ask([rule('r', [everyone], { returnValue })]);
    expect(Object.keys(answer.json)).toEqual(['__proto__', 'b', 'a']);
    expect(answer.parameterRuleIDs?.get('__proto__')).toBe('r');
  });

  it('takes the experiment that a rule delegates to, under the id of the layer’s rule', () => {
    const answer = ask(
      [rule('lr', [everyone], { configDelegate: 'e', isExperimentGroup: true })],
      {},
      { configs: { e: experiment({ a: 1 }) } },
    );
    expect(answer).toMatchObject({
      value: true,
      json: { a: 1 },
      ruleID: 'lr',
      groupName: 'G',
      allocatedExperiment: 'e',
      explicitParameters: ['a'],
      isExperimentGroup: true,
    });
    expect(answer.parameterRuleIDs).toEqual(new Map([['a', 'lr']]));
  });

  it('takes no second experiment', () => {
    const configs = { e: experiment({ a: 1 }), f: experiment({ b: 2 }) };
    const rules = [rule('r1', [everyone], { configDelegate: 'e' }), rule('r2', [everyone], { configDelegate: 'f' })];
    expect(ask(rules, {}, { configs })).toMatchObject({ json: { a: 1 }, ruleID: 'r1', allocatedExperiment: 'e' });
  });

  it('takes no experiment after a rule that passed', () => {
    const rules = [
      rule('r1', [everyone], { returnValue: { x: 1 } }),
      rule('r2', [everyone], { configDelegate: 'e', returnValue: { a: 'own' } }),
    ];
    const answer = ask(rules, {}, { configs: { e: experiment({ a: 1 }) } });
    expect(answer.json).toEqual({ x: 1, a: 'default' });
    expect(answer).toMatchObject({ ruleID: 'default', allocatedExperiment: undefined });
  });

  it('takes no experiment for a rule whose percentage turned the user away', () => {
    const rules = [rule('r1', [everyone], { configDelegate: 'e', passPercentage: 0 })];
    expect(ask(rules, {}, { configs: { e: experiment({ a: 1 }) } })).toMatchObject({
      json: { a: 'default' },
      allocatedExperiment: undefined,
    });
  });

  it('uses a rule’s own value when the experiment does not exist', () => {
    const rules = [rule('r1', [everyone], { configDelegate: 'gone', returnValue: { a: 'own' } })];
    expect(ask(rules)).toMatchObject({ json: { a: 'own' }, ruleID: 'default' });
  });

  it('adds the parameters of plain rules behind those of the experiment', () => {
    const rules = [
      rule('r1', [everyone], { configDelegate: 'e' }),
      rule('r2', [everyone], { returnValue: { a: 2, b: 2 } }),
    ];
    const answer = ask(rules, {}, { configs: { e: experiment({ a: 1 }) } });
    expect(answer).toMatchObject({ json: { a: 1, b: 2 }, ruleID: 'r1', allocatedExperiment: 'e' });
  });

  it('lists the exposures of all rules and of the experiment, and Q8: none as its own', () => {
    const rules = [
      rule('r1', [passGate('one'), nobody]),
      rule('r2', [passGate('two')], { configDelegate: 'e' }),
      rule('r3', [passGate('one')]),
    ];
    const answer = ask(rules, {}, { configs: { e: experiment({ a: 1 }, {}, [passGate('one')]) } });
    expect(exposed(answer)).toEqual([
      'one/true/one-rule',
      'two/true/two-rule',
      'one/true/one-rule',
      'one/true/one-rule',
    ]);
    expect(answer.undelegatedSecondaryExposures).toEqual([]);
  });

  it('is closed by a condition that this version does not know', () => {
    const rules = [rule('r1', [everyone], { returnValue: { a: 1 } }), rule('r2', [unknownCondition])];
    expect(ask(rules)).toMatchObject({ outcome: 'unsupported', value: false, json: {} });
  });

  it('is an ordinary one unless useNewLayerEval is true', () => {
    const rules = [
      rule('r1', [everyone], { returnValue: { a: 1 } }),
      rule('r2', [everyone], { returnValue: { b: 2 } }),
    ];
    for (const useNewLayerEval of [false, null, undefined]) {
      const answer = ask(rules, { useNewLayerEval });
      expect(answer).toMatchObject({ json: { a: 1 }, ruleID: 'r1' });
      expect(answer.parameterRuleIDs).toBeUndefined();
    }
  });
});

describe('a new-style layer whose experiment is overridden by group', () => {
  /** The layer, with the experiment set to a group: whether it decided, and the values. */
  function askWith(groupName: string) {
    const overrides = new LocalOverrides();
    overrides.experiments.set('e', { kind: 'group', groupName }, undefined);
    const layers = {
      l: {
        useNewLayerEval: true,
        defaultValue: { a: 'default' },
        rules: [rule('lr', [everyone], { configDelegate: 'e' })],
      },
    };
    const configs = { e: { rules: [rule('er', [everyone], { returnValue: true, groupName: 'G' })] } };
    const { ruleID, allocatedExperiment, json } = decide(
      buildContext({ configs, layers }, { overrides }),
      'layer',
      'l',
    );
    return { ruleID, allocatedExperiment, json };
  }

  it('is decided by it, also when the group’s value is no object', () => {
    expect(askWith('G')).toEqual({ ruleID: 'lr', allocatedExperiment: 'e', json: { a: 'default' } });
  });

  it('is not decided by a group that the experiment does not have', () => {
    expect(askWith('H')).toEqual({ ruleID: 'default', allocatedExperiment: undefined, json: { a: 'default' } });
  });
});
