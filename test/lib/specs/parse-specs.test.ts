import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { type Refusal, refusalOf } from '../../support/expect-refusal.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

/** The complaint about a document that is refused as a whole. */
function refusal(document: unknown): Refusal {
  return refusalOf(() => parseSpecs(document));
}

/** A document with every part there is, each once. */
function fullSpecs(): Record<string, unknown> {
  return buildSpecs({
    gates: { g: { rules: [rule('r', [everyone])] } },
    configs: { c: { rules: [rule('r', [everyone], { returnValue: { a: 1 } })] } },
    layers: { l: { defaultValue: { a: 1 } } },
    mappingRules: { m: rule('m', [everyone]) },
    top: {
      checksum: 'sum',
      default_environment: 'qa',
      app_id: 'app',
      sdk_configs: { sampling_mode: 'on' },
      sdk_flags: { flag: true },
      diagnostics: { initialize: 10 },
      id_lists: { list: true },
      session_replay_info: {},
      auto_capture_settings: {},
      gcir_config: {},
      sdk_keys_to_app_ids: { key: 'app' },
      hashed_sdk_keys_to_app_ids: { hash: 'app' },
      company_id: 'company',
      response_format: 'dcs-v2',
      experiment_to_layer: { c: 'l' },
      overrides: { c: [{ new_config_name: 'd', rules: [{ rule_name: 'm', start_time: 5 }] }] },
      param_stores: {
        store: { parameters: { p: { ref_type: 'static', param_type: 'string', value: 'x' } }, targetAppIDs: ['app'] },
      },
      cmab_configs: {
        bandit: {
          salt: 's',
          defaultValue: {},
          idType: 'userID',
          enabled: true,
          version: 1,
          sampleRate: 0.5,
          higherIsBetter: true,
          groups: [{ name: 'A', id: 'a', parameterValues: {} }],
        },
      },
    },
  });
}

function without(document: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== name));
}

describe('parseSpecs', () => {
  it('reads a document with every part there is', () => {
    const { snapshot, skipped } = parseSpecs(fullSpecs());
    expect(skipped).toEqual([]);
    expect(snapshot).toMatchObject({
      time: 1000,
      checksum: 'sum',
      defaultEnvironment: 'qa',
      appId: 'app',
      sdkConfigs: new Map([['sampling_mode', 'on']]),
      diagnosticRates: new Map([['initialize', 10]]),
      mappings: new Map([['c', [{ newConfigName: 'd', rules: [{ ruleName: 'm', startTime: 5 }] }]]]),
    });
    const { featureGates, dynamicConfigs, layerConfigs, paramStores, cmabs, mappingRules, conditions } = snapshot;
    const names = [featureGates, dynamicConfigs, layerConfigs, paramStores, cmabs, mappingRules, conditions];
    expect(names.map((map) => [...(map?.keys() ?? [])])).toEqual([
      ['g'],
      ['c'],
      ['l'],
      ['store'],
      ['bandit'],
      ['m'],
      ['1'],
    ]);
  });

  it('needs no more than the required parts', () => {
    const { snapshot } = parseSpecs(buildSpecs());
    expect(snapshot).toEqual({
      time: 1000,
      checksum: undefined,
      featureGates: new Map(),
      dynamicConfigs: new Map(),
      layerConfigs: new Map(),
      conditions: new Map(),
      paramStores: new Map(),
      cmabs: new Map(),
      mappings: undefined,
      mappingRules: undefined,
      defaultEnvironment: undefined,
      appId: null,
      sdkConfigs: new Map(),
      diagnosticRates: new Map(),
    });
  });

  it('ignores keys that it does not know, at every level', () => {
    const document = buildSpecs({
      gates: { g: { novelty: [1], rules: [rule('r', [{ ...everyone, novelty: 1 }], { novelty: null })] } },
      top: { novelty: { a: 1 } },
    });
    expect(parseSpecs(document).skipped).toEqual([]);
  });

  it('accepts a time of 0', () => {
    expect(parseSpecs(buildSpecs({ top: { time: 0 } })).snapshot.time).toBe(0);
  });

  it.each([
    ['checksum'],
    ['default_environment'],
    ['app_id'],
    ['sdk_configs'],
    ['sdk_flags'],
    ['diagnostics'],
    ['id_lists'],
    ['session_replay_info'],
    ['auto_capture_settings'],
    ['gcir_config'],
    ['sdk_keys_to_app_ids'],
    ['hashed_sdk_keys_to_app_ids'],
    ['company_id'],
    ['response_format'],
    ['param_stores'],
    ['cmab_configs'],
    ['overrides'],
    ['override_rules'],
  ])('reads a null %s as absent', (name) => {
    const { snapshot } = parseSpecs({ ...fullSpecs(), [name]: null });
    expect(snapshot).toEqual(parseSpecs(without(fullSpecs(), name)).snapshot);
  });
});

describe('a document is refused as a whole', () => {
  it.each<[found: string, document: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an array', []],
    ['string "specs"', 'specs'],
    ['number 5', 5],
    ['boolean true', true],
    ['a bigint', 5n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('when it is %s', (found, document) => {
    expect(refusal(document)).toEqual({ path: '', expected: 'an object', found });
  });

  it('when it brings no updates', () => {
    expect(refusal({ has_updates: false })).toEqual({
      path: 'has_updates',
      expected: 'true',
      found: 'false: the document brings no specs',
    });
  });

  it.each([
    ['has_updates', 'a boolean'],
    ['time', 'a non-negative whole number'],
    ['feature_gates', 'an object'],
    ['dynamic_configs', 'an object'],
    ['layer_configs', 'an object'],
    ['condition_map', 'an object'],
    ['experiment_to_layer', 'an object'],
  ])('when %s is missing', (name, expected) => {
    expect(refusal(without(fullSpecs(), name))).toEqual({ path: name, expected, found: 'nothing' });
  });

  const stringMap = { a: 1 };
  it.each<[path: string, expected: string, found: string, top: Record<string, unknown>]>([
    ['has_updates', 'a boolean', 'string "true"', { has_updates: 'true' }],
    ['time', 'a non-negative whole number', 'number 1000.5', { time: 1000.5 }],
    ['time', 'a non-negative whole number', 'string "1000"', { time: '1000' }],
    ['time', 'a non-negative whole number', 'number -1', { time: -1 }],
    ['time', 'a non-negative whole number', 'null', { time: null }],
    ['feature_gates', 'an object', 'an array', { feature_gates: [] }],
    ['dynamic_configs', 'an object', 'null', { dynamic_configs: null }],
    ['layer_configs', 'an object', 'string "none"', { layer_configs: 'none' }],
    ['condition_map', 'an object', 'an array', { condition_map: [everyone] }],
    ['experiment_to_layer', 'an object', 'an array', { experiment_to_layer: [] }],
    ['experiment_to_layer.a', 'a string', 'number 1', { experiment_to_layer: stringMap }],
    ['checksum', 'a string', 'number 5', { checksum: 5 }],
    ['default_environment', 'a string', 'an object', { default_environment: {} }],
    ['company_id', 'a string', 'number 5', { company_id: 5 }],
    ['response_format', 'a string', 'boolean true', { response_format: true }],
    ['sdk_configs', 'an object', 'an array', { sdk_configs: [] }],
    ['sdk_flags.a', 'a boolean', 'number 1', { sdk_flags: stringMap }],
    ['id_lists.a', 'a boolean', 'null', { id_lists: { a: null } }],
    ['diagnostics.a', 'a number', 'string "1"', { diagnostics: { a: '1' } }],
    ['session_replay_info', 'an object', 'boolean true', { session_replay_info: true }],
    ['auto_capture_settings', 'an object', 'an array', { auto_capture_settings: [] }],
    ['gcir_config', 'an object', 'string "x"', { gcir_config: 'x' }],
    ['sdk_keys_to_app_ids', 'an object', 'an array', { sdk_keys_to_app_ids: [] }],
    ['hashed_sdk_keys_to_app_ids', 'an object', 'number 1', { hashed_sdk_keys_to_app_ids: 1 }],
    ['param_stores', 'an object', 'an array', { param_stores: [] }],
    ['cmab_configs', 'an object', 'an array', { cmab_configs: [] }],
    ['overrides', 'an object', 'an array', { overrides: [] }],
    ['override_rules', 'an object', 'an array', { override_rules: [] }],
  ])('when a top-level field is wrong: %s must be %s, not %s', (path, expected, found, top) => {
    expect(refusal(buildSpecs({ top }))).toEqual({ path, expected, found });
  });

  it.each<[path: string, expected: string, found: string, condition: unknown]>([
    ['condition_map.1', 'an object', 'null', null],
    ['condition_map.1', 'an object', 'an array', []],
    ['condition_map.1.type', 'a string', 'nothing', { idType: 'userID' }],
    ['condition_map.1.idType', 'a string', 'nothing', { type: 'public' }],
    ['condition_map.1.operator', 'a string', 'number 1', { ...everyone, operator: 1 }],
    ['condition_map.1.field', 'a string', 'number 5', { ...everyone, field: 5 }],
    ['condition_map.1.additionalValues', 'an object', 'an array', { ...everyone, additionalValues: [] }],
    ['condition_map.1.additionalValues.salt', 'a string', 'number 5', { ...everyone, additionalValues: { salt: 5 } }],
    [
      'condition_map.1.additionalValues.custom',
      'a string',
      'null',
      { ...everyone, additionalValues: { custom: null } },
    ],
  ])('when a condition is wrong that no rule refers to: %s must be %s, not %s', (path, expected, found, condition) => {
    expect(refusal(buildSpecs({ top: { condition_map: { 1: condition } } }))).toEqual({ path, expected, found });
  });

  it.each<[path: string, expected: string, found: string, overrides: unknown]>([
    ['overrides.c', 'an array', 'an object', {}],
    ['overrides.c[0]', 'an object', 'string "d"', ['d']],
    ['overrides.c[0].new_config_name', 'a string', 'nothing', [{ rules: [] }]],
    ['overrides.c[0].rules', 'an array', 'nothing', [{ new_config_name: 'd' }]],
    ['overrides.c[0].rules[1]', 'an object', 'null', [{ new_config_name: 'd', rules: [{ rule_name: 'm' }, null] }]],
    [
      'overrides.c[0].rules[0].rule_name',
      'a string',
      'number 1',
      [{ new_config_name: 'd', rules: [{ rule_name: 1 }] }],
    ],
    [
      'overrides.c[0].rules[0].start_time',
      'a whole number',
      'number 1.5',
      [{ new_config_name: 'd', rules: [{ rule_name: 'm', start_time: 1.5 }] }],
    ],
  ])('when a mapping is wrong: %s must be %s, not %s', (path, expected, found, mapping) => {
    expect(refusal(buildSpecs({ top: { overrides: { c: mapping } } }))).toEqual({ path, expected, found });
  });

  it('when a rule of a mapping is wrong', () => {
    const top = { override_rules: { m: { ...rule('m', []), passPercentage: '100' } } };
    expect(refusal(buildSpecs({ top }))).toEqual({
      path: 'override_rules.m.passPercentage',
      expected: 'a number',
      found: 'string "100"',
    });
  });

  it('with a path that quotes names which would not read as one step', () => {
    const top = { condition_map: { 'a "b".c': { idType: 'userID' } } };
    expect(refusal(buildSpecs({ top })).path).toBe('condition_map["a \\"b\\".c"].type');
  });

  it('and quotes at most 40 characters of what it found', () => {
    expect(refusal(buildSpecs({ top: { time: 'x'.repeat(100) } })).found).toBe(`string "${'x'.repeat(39)}…`);
  });

  it('in a sentence that says what to do', () => {
    expect(() => parseSpecs(buildSpecs({ top: { time: 1.5 } }))).toThrow(
      'The specs at time cannot be used: expected a non-negative whole number, found number 1.5. Specs in use before ' +
        'stay in use; check what the source of the specs serves.',
    );
  });
});

describe('a malformed gate, config or layer', () => {
  it('is left out alone, with a complaint that names the place', () => {
    const document = buildSpecs({
      gates: { good: { rules: [rule('r', [everyone])] }, bad: { salt: 5 } },
      configs: { bad: { version: 1.5 }, good: {} },
      layers: { good: {}, bad: { rules: [rule('r', [], { passPercentage: '50' })] } },
    });
    const { snapshot, skipped } = parseSpecs(document);
    expect([...snapshot.featureGates.keys()]).toEqual(['good']);
    expect([...snapshot.dynamicConfigs.keys()]).toEqual(['good']);
    expect([...snapshot.layerConfigs.keys()]).toEqual(['good']);
    expect(skipped.map(({ path, expected, found }) => `${path}: ${expected}, ${found}`)).toEqual([
      'feature_gates.bad.salt: a string, number 5',
      'dynamic_configs.bad.version: a non-negative whole number, number 1.5',
      'layer_configs.bad.rules[0].passPercentage: a number, string "50"',
    ]);
  });

  it('may be of the first version’s form, with conditions inside its rules', () => {
    const document = buildSpecs({ gates: { g: { rules: [] } } });
    document['feature_gates'] = {
      g: {
        ...(document['feature_gates'] as Record<string, object>)['g'],
        rules: [{ ...rule('r', []), conditions: [everyone] }],
      },
    };
    const { snapshot, skipped } = parseSpecs(document);
    expect(snapshot.featureGates.size).toBe(0);
    expect(skipped[0]).toMatchObject({ path: 'feature_gates.g.rules[0].conditions', expected: 'an array of strings' });
  });
});

describe('names from outside', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('may be %s', (name) => {
    const text = JSON.stringify(buildSpecs({ gates: { PLACE: { rules: [rule('r', [everyone])] } } }));
    const { snapshot } = parseSpecs(JSON.parse(text.replace('PLACE', name)));
    expect(snapshot.featureGates.get(name)?.rules[0]?.id).toBe('r');
  });

  it.each(['__proto__', 'constructor', 'toString'])('do not make a gate named %s where there is none', (name) => {
    expect(parseSpecs(buildSpecs()).snapshot.featureGates.get(name)).toBeUndefined();
  });

  it('are not taken from a prototype', () => {
    const inherited = Object.create(buildSpecs()) as object;
    expect(refusal(inherited)).toEqual({ path: 'has_updates', expected: 'a boolean', found: 'nothing' });
  });
});

describe('parseSpecs, whatever it is given,', () => {
  /** Every place in a document, as the keys that lead to it. */
  function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [path];
    return [path, ...Object.entries(value).flatMap(([key, entry]) => placesIn(entry, [...path, key]))];
  }

  function replaceAt(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
    if (key === undefined) return replacement;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
      string,
      unknown
    >;
    copy[key] = replaceAt(copy[key], rest, replacement);
    return copy;
  }

  const places = placesIn(fullSpecs());
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true, withMap: true });

  it('gives a snapshot or throws an InvalidSpecsError, and changes nothing of a valid document', () => {
    const document = JSON.stringify(fullSpecs());
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.constant(undefined), fc.jsonValue(), anything),
        (place, value) => {
          const original: unknown = JSON.parse(document);
          const changed = replaceAt(original, place, value);
          try {
            parseSpecs(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidSpecsError);
          }
          expect(JSON.stringify(original)).toBe(document);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('does the same for what is no document at all', () => {
    fc.assert(
      fc.property(anything, (input) => {
        expect(() => parseSpecs(input)).toThrow(InvalidSpecsError);
      }),
    );
  });
});
