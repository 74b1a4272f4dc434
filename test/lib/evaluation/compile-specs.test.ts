import { describe, expect, it } from 'vitest';

import { type SpecNeeds, compileSpecs, findNeeds, specsOfKind } from '../../../lib/evaluation/compile-specs.js';
import { runToEnd } from '../../../lib/specs/run-to-end.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { buildSpecs, compileParts, condition, everyone, fieldCondition, rule } from '../../support/specs-builder.js';

describe('compileSpecs', () => {
  it('keeps the snapshot, and has its specs by name', () => {
    const { snapshot } = parseSpecs(buildSpecs({ gates: { g: {} }, configs: { c: {} }, layers: { l: {} } }));
    const specs = compileSpecs(snapshot);
    expect(specs.snapshot).toBe(snapshot);
    expect(
      [specs.gates.get('g'), specs.configs.get('c'), specs.layers.get('l')].map((found) => found?.spec.name),
    ).toEqual(['g', 'c', 'l']);
    expect(specs.gates.get('c')).toBeUndefined();
    expect(specs.mappingsOf).toBeUndefined();
  });

  it('compiles each pattern once, when the specs arrive', () => {
    const compiled: string[] = [];
    const gates = {
      a: {
        rules: [rule('r', [fieldCondition('str_matches', 'x+')]), rule('s', [fieldCondition('str_matches', 'x+')])],
      },
      b: { rules: [rule('r', [fieldCondition('str_matches', 'x+')])] },
    };
    compileParts({ gates }, (pattern) => {
      compiled.push(pattern);
      return undefined;
    });
    expect(compiled).toEqual(['x+']);
  });

  it('compiles a spec once, when it is first asked for', () => {
    const specs = compileParts({ gates: { g: { rules: [rule('r', [everyone])] } } });
    expect(specs.gates.get('g')?.rules).toHaveLength(1);
    expect(specs.gates.get('g')).toBe(specs.gates.get('g'));
  });

  it('survives a pattern compiler that knows nothing, and targets that are no patterns', () => {
    const gates = { a: { rules: [rule('r', [fieldCondition('str_matches', 5), fieldCondition('str_matches', '[')])] } };
    expect(() => compileParts({ gates }, () => undefined)).not.toThrow();
  });
});

describe('findNeeds', () => {
  const needs = (one: ReturnType<typeof condition>): SpecNeeds =>
    runToEnd(findNeeds(parseSpecs(buildSpecs({ gates: { g: { rules: [rule('r', [everyone, one])] } } })).snapshot));

  it('says whether any condition needs the engine for regular expressions', () => {
    expect(needs(fieldCondition('str_matches', 'x')).patterns).toBe(true);
    expect(needs(fieldCondition('str_contains_any', ['str_matches'])).patterns).toBe(false);
    const tier = condition({ type: 'environment_field', field: 'tier', operator: 'str_matches' });
    expect(needs(tier).patterns).toBe(true);
  });

  it('says whether any condition needs the country of an address', () => {
    expect(needs(condition({ type: 'ip_based', field: 'country' })).countries).toBe(true);
    expect(needs(condition({ type: 'ip_based', field: 'ip' })).countries).toBe(false);
    expect(needs(condition({ field: 'country' })).countries).toBe(false);
  });
});

describe('specsOfKind', () => {
  it('is one map for dynamic configs and experiments', () => {
    const specs = compileParts({ gates: { g: {} }, configs: { c: {} }, layers: { l: {} } });
    expect(specsOfKind(specs, 'gate')).toBe(specs.gates);
    expect(specsOfKind(specs, 'layer')).toBe(specs.layers);
    expect(specsOfKind(specs, 'dynamic-config')).toBe(specs.configs);
    expect(specsOfKind(specs, 'experiment')).toBe(specs.configs);
  });
});
