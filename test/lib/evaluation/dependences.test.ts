import { describe, expect, it } from 'vitest';

import { specsOfKind } from '../../../lib/evaluation/compile-specs.js';
import { type Dependence, Dependences } from '../../../lib/evaluation/dependences.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { LocalOverrides } from '../../../lib/overrides/local-overrides.js';
import {
  type WireFields,
  buildContext,
  condition,
  everyone,
  failGate,
  passGate,
  rule,
  unknownCondition,
} from '../../support/specs-builder.js';

const isListed = condition({ type: 'unit_id', operator: 'any', targetValue: ['u'] });
const isPro = condition({ field: 'plan', operator: 'any', targetValue: ['pro'] });

/** What the answers of something depend on, in a context of its own or in one that was asked before. */
function dependence(
  context: EvaluationContext,
  name = 'g',
  kind: EvaluationKind = 'gate',
  known = new Dependences(context),
): Dependence {
  const spec = specsOfKind(context.specs, kind).get(name);
  if (spec === undefined) throw new Error(`There is no ${kind} "${name}".`);
  return known.of(kind, spec);
}

/** What a gate with these rules depends on. */
function ofRules(...rules: readonly WireFields[]): Dependence {
  return dependence(buildContext({ gates: { g: { rules } } }));
}

describe('an answer depends on', () => {
  it.each<[Dependence, what: string, one: WireFields]>([
    ['nothing', 'a condition that everybody meets', everyone],
    ['nothing', 'the app', condition({ type: 'target_app', operator: 'any', targetValue: ['a'] })],
    ['nothing', 'the environment', condition({ type: 'environment_field', field: 'tier', operator: 'any' })],
    ['userID', 'a unit', isListed],
    ['userID', 'an ID list', condition({ type: 'unit_id', operator: 'in_segment_list', targetValue: 'l' })],
    ['userID', 'a unit of another type', condition({ type: 'unit_id', idType: 'companyID', operator: 'any' })],
    ['userID', 'a bucket', condition({ type: 'user_bucket', operator: 'lt', targetValue: 500 })],
    ['more', 'a field', isPro],
    ['more', 'the field userID, for which others may stand in', condition({ field: 'userID', operator: 'any' })],
    ['more', 'an address', condition({ type: 'ip_based', field: 'country', operator: 'any' })],
    ['more', 'a user agent', condition({ type: 'ua_based', field: 'os_name', operator: 'any' })],
    ['more', 'the time', condition({ type: 'current_time', operator: 'after', targetValue: 1 })],
    ['more', 'the time, by an operator that knows none', condition({ type: 'current_time', operator: 'gt' })],
    ['more', 'an experiment', condition({ type: 'experiment_group', field: 'e', operator: 'any' })],
    ['more', 'a condition of an unknown type', unknownCondition],
    ['more', 'an unknown operator', condition({ type: 'unit_id', operator: 'no_such_operator' })],
    ['more', 'a gate that there is not', passGate('missing')],
  ])('%s, where a rule asks for %s', (expected, _what, one) => {
    expect(ofRules(rule('r', [one]))).toBe(expected);
    expect(ofRules(rule('a', [everyone]), rule('r', [everyone, one]))).toBe(expected);
  });

  it('nothing, without rules', () => {
    expect(ofRules()).toBe('nothing');
  });

  it('more, where a condition is missing', () => {
    expect(ofRules(rule('r', ['no_such_condition']))).toBe('more');
  });

  it('the userID, where a percentage passes, and nothing where all or none do', () => {
    expect(ofRules(rule('r', [everyone], { passPercentage: 50 }))).toBe('userID');
    expect(ofRules(rule('r', [everyone]), rule('s', [everyone], { passPercentage: 0 }))).toBe('nothing');
    expect(ofRules(rule('r', [isPro], { passPercentage: 50 }))).toBe('more');
  });

  it('all that any rule asks for, in whatever order', () => {
    const [none, listed, pro] = [rule('n', [everyone]), rule('l', [isListed]), rule('p', [isPro])];
    expect([ofRules(none, listed), ofRules(listed, none)]).toEqual(['userID', 'userID']);
    expect([ofRules(listed, pro), ofRules(pro, listed)]).toEqual(['more', 'more']);
  });

  it('what gates that are asked for depend on, be it a segment, and be it through others', () => {
    const context = buildContext({
      gates: {
        nothing: { rules: [rule('r', [passGate('segment:all')])] },
        userID: { rules: [rule('r', [failGate('listed')])] },
        more: { rules: [rule('r', [failGate('userID'), passGate('pro')])] },
        'segment:all': { rules: [rule('r', [everyone])] },
        listed: { rules: [rule('r', [passGate('segment:listed')])] },
        'segment:listed': { rules: [rule('r', [isListed])] },
        pro: { rules: [rule('r', [isPro])] },
      },
    });
    for (const name of ['nothing', 'userID', 'more']) expect(dependence(context, name)).toBe(name);
  });

  it('more, in a layer and where a rule delegates, whatever there is to delegate to', () => {
    const delegating = { rules: [rule('r', [everyone], { configDelegate: 'missing', returnValue: {} })] };
    const context = buildContext({ configs: { c: {}, delegating }, layers: { l: {} } });
    expect(dependence(context, 'c', 'dynamic-config')).toBe('nothing');
    expect(dependence(context, 'delegating', 'dynamic-config')).toBe('more');
    expect(dependence(context, 'l', 'layer')).toBe('more');
  });

  it('more, in an experiment for which an autotune decides, but not in the dynamic config of that name', () => {
    const autotune = {
      salt: 's',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 1,
      higherIsBetter: true,
      groups: [],
      config: {},
    };
    const context = buildContext({ configs: { c: {}, d: {} }, top: { cmab_configs: { c: autotune } } });
    expect(dependence(context, 'c', 'experiment')).toBe('more');
    expect(dependence(context, 'c', 'dynamic-config')).toBe('nothing');
    expect(dependence(context, 'd', 'experiment')).toBe('nothing');
  });

  it('more, while there are overrides or mappings, of whatever', () => {
    const gates = { g: {}, other: {} };
    expect(dependence(buildContext({ gates }, { overrides: new LocalOverrides() }))).toBe('more');
    const mappings = { overrides: { other: [{ new_config_name: 'g', rules: [{ rule_name: 'r' }] }] } };
    expect(dependence(buildContext({ gates, mappingRules: { r: rule('r', [everyone]) }, top: mappings }))).toBe('more');
  });

  it('more, where a function of a test decides', () => {
    const context = buildContext({ gates: { g: {}, asking: { rules: [rule('r', [passGate('g')])] } } });
    const { gates } = context.specs;
    const plain = gates.get('g');
    if (plain === undefined) throw new Error('The gate is missing.');
    Object.assign(plain, { decidingFor: () => plain });
    expect([dependence(context), dependence(context, 'asking')]).toEqual(['more', 'more']);
  });
});

describe('gates that ask for each other', () => {
  const chain = (length: number): EvaluationContext =>
    buildContext({
      gates: Object.fromEntries(
        Array.from({ length }, (_gate, level) => [
          `gate_${level}`,
          { rules: [rule('r', [level === length - 1 ? everyone : passGate(`gate_${level + 1}`)])] },
        ]),
      ),
    });

  it('are followed over thirty', () => {
    expect(dependence(chain(30), 'gate_0')).toBe('nothing');
    expect(dependence(chain(31), 'gate_0')).toBe('more');
  });

  it('are no deeper for having been looked at before', () => {
    const context = chain(100);
    const known = new Dependences(context);
    expect(dependence(context, 'gate_0', 'gate', known)).toBe('more');
    expect(dependence(context, 'gate_80', 'gate', known)).toBe('nothing');
    // Beyond what was found out, each is one step.
    expect(dependence(context, 'gate_60', 'gate', known)).toBe('nothing');
  });

  it('depend on more when they do so without end, whichever is asked for first', () => {
    const context = buildContext({
      gates: {
        a: { rules: [rule('r', [passGate('b')])] },
        b: { rules: [rule('r', [failGate('c')])] },
        c: { rules: [rule('r', [passGate('a')])] },
        self: { rules: [rule('r', [passGate('self')])] },
        asking: { rules: [rule('r', [everyone, passGate('c')])] },
      },
    });
    for (const names of [
      ['a', 'b', 'c', 'asking', 'self'],
      ['asking', 'c', 'a', 'self', 'b'],
    ]) {
      const known = new Dependences(context);
      for (const name of names) expect(dependence(context, name, 'gate', known)).toBe('more');
    }
  });

  it('twice on every level are looked at once', () => {
    const levels = 25;
    let compiled = 0;
    const context = buildContext({
      gates: Object.fromEntries(
        Array.from({ length: levels }, (_gate, level) => {
          const next = passGate(`gate_${level + 1}`);
          return [`gate_${level}`, { rules: [rule('r', level === levels - 1 ? [everyone] : [next, next])] }];
        }),
      ),
    });
    const { gates } = context.specs;
    const counted = { ...context, specs: { ...context.specs, gates: Object.create(gates) as typeof gates } };
    counted.specs.gates.get = (name) => {
      compiled += 1;
      return gates.get(name);
    };
    expect(dependence(counted, 'gate_0')).toBe('nothing');
    expect(compiled).toBeLessThan(2 * levels);
  });
});
