import { describe, expect, it } from 'vitest';

import { formatExplanation } from '../../../../lib/evaluation/explain/format-explanation.js';
import { explainCase } from '../../../support/explain-bench.js';
import {
  type WireFields,
  condition,
  everyone,
  failGate,
  fieldCondition,
  nobody,
  passGate,
  rule,
} from '../../../support/specs-builder.js';

const lines = (...text: string[]): string => text.join('\n');

describe('formatExplanation', () => {
  it('prints the sentence, the origin of the specs, and the tree', () => {
    const explanation = explainCase({
      user: { userID: 'u', custom: { f: 'a' } },
      gates: {
        g: {
          rules: [
            rule('first', [fieldCondition('any', ['b']), passGate('h')]),
            rule('second', [failGate('h')], { groupName: 'Group', passPercentage: 10 }),
          ],
        },
        h: { enabled: false, rules: [rule('hr', [nobody])] },
      },
    });
    expect(formatExplanation(explanation)).toBe(
      lines(
        'Gate "g" is closed: rule "second" matched, but the user\'s bucket 8479 is not below 1000 (10 %), so the default is served.',
        'Reason: Network:Recognized, specs of 1970-01-01T00:00:01.000Z.',
        '',
        'gate "g": closed, decided by percentage',
        '  rule "first": does not match',
        '    - f is "a" and must be one of ["b"]',
        '    - gate "h" is closed and must be open',
        '      gate "h": closed, decided by default, switched off',
        '        rule "hr": does not match',
        '          - nothing is missing and must be one of ["x"]',
        '  rule "second" (group "Group"): matches',
        '    + gate "h" is closed and must be closed',
        '      gate "h": closed, as above',
        '    10 %: held back, bucket 8479 of SHA-256("salt.second.u"), threshold 1000',
      ),
    );
  });

  it('prints delegates, mappings and buckets', () => {
    const bucket = condition({
      type: 'user_bucket',
      idType: 'userID',
      operator: 'lt',
      targetValue: 500,
      additionalValues: { salt: 'bucket_salt' },
    });
    const explanation = explainCase({
      kind: 'layer',
      name: 'l',
      user: { userID: 'user-1' },
      configs: { old: {}, new: { rules: [rule('nr', [bucket], { returnValue: {}, groupName: 'G' })] } },
      layers: { l: { rules: [rule('lr', [everyone], { configDelegate: 'old' })] } },
      mappingRules: { all: rule('all', [everyone]) },
      top: { overrides: { old: [{ new_config_name: 'new', rules: [{ rule_name: 'all' }] }] } },
    });
    expect(formatExplanation(explanation).split('\n').slice(3)).toEqual([
      'layer "l": rule "nr", decided by delegate',
      '  rule "lr": matches',
      '    + it is for everyone',
      '    left to:',
      '      experiment "old": rule "nr", decided by redirect',
      '        mapping rule "all": matches',
      '          + it is for everyone',
      '          100 %: passes',
      '        led to:',
      '          experiment "new": rule "nr", decided by rule',
      '            rule "nr" (group "G"): matches',
      '              + the bucket of userID is 403 (of 0 to 999) and must be less than 500',
      '                bucket of SHA-256("bucket_salt.user-1")',
      '              100 %: passes',
    ]);
  });

  it('prints contextual autotunes, and where parameters of a layer come from', () => {
    const bandit = {
      salt: 'cs',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 3,
      sampleRate: 0,
      higherIsBetter: true,
      groups: [{ name: 'A', id: 'a', parameterValues: {} }],
      targetingGateName: 'h',
    };
    const of = { gates: { h: { rules: [rule('hr', [everyone])] } }, top: { cmab_configs: { e: bandit } } };
    expect(
      formatExplanation(explainCase({ ...of, kind: 'experiment', name: 'e' }))
        .split('\n')
        .slice(3),
    ).toEqual([
      'experiment "e": rule "a:explore", decided by autotune',
      '  gate "h": open, decided by rule',
      '    rule "hr": matches',
      '      + it is for everyone',
      '      100 %: passes',
      '  contextual autotune: bucket 1382 of SHA-256("cs.u"), not trained yet',
    ]);
    const layer = {
      useNewLayerEval: true,
      defaultValue: { b: 1 },
      rules: [rule('lr', [everyone], { returnValue: { a: 1 } })],
    };
    expect(
      formatExplanation(explainCase({ kind: 'layer', name: 'l', layers: { l: layer } }))
        .split('\n')
        .slice(-2),
    ).toEqual(['  parameter "a": from rule "lr"', '  parameter "b": from the defaults']);
  });

  it('says so where there are no specs, or nothing of that name', () => {
    expect(formatExplanation(explainCase({ source: 'NoValues' }))).toBe(
      lines(
        'Gate "g" is closed: this client has no specs (NoValues).',
        'Reason: NoValues, no specs.',
        '',
        'gate "g": closed, decided by unknown',
      ),
    );
  });

  it('leaves out what nobody could read: gates in each other without end', () => {
    const gates: Record<string, WireFields> = {};
    for (let level = 0; level < 1000; level++) gates[`g${level}`] = { rules: [rule('r', [passGate(`g${level + 1}`)])] };
    const text = formatExplanation(explainCase({ name: 'g0', gates }));
    expect(text).toContain('gate "g0": closed, decided by too-deep\n');
    expect(text).toContain('gate "g12": closed, decided by too-deep …');
    expect(text).not.toContain('"g13"');
    expect(text.length).toBeLessThan(10_000);
  });

  it('prints names with line breaks on one line', () => {
    const name = 'a\ngate "b": open';
    expect(formatExplanation(explainCase({ name }))).toContain(`${JSON.stringify(name)}: closed, decided by unknown`);
  });
});
