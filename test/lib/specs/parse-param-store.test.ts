import { describe, expect, it } from 'vitest';

import { parseParamStore, parseParameterOverride } from '../../../lib/specs/parse-param-store.js';
import type { JsonValue } from '../../../lib/specs/json-value.js';
import { refusalOf } from '../../support/expect-refusal.js';
import type { WireFields } from '../../support/specs-builder.js';

const types = { ref_type: 'any', param_type: 'any' };

function parseParameter(fields: WireFields): unknown {
  return parseParamStore({ parameters: { p: { ...types, ...fields } } }, 'store').parameters.get('p');
}

describe('parseParamStore', () => {
  it.each<[fields: WireFields, parameter: unknown]>([
    [{ value: 'x' }, { kind: 'static', value: 'x' }],
    [{ value: null }, { kind: 'static', value: null }],
    [{ value: { a: [1] } }, { kind: 'static', value: { a: [1] } }],
    [
      { gate_name: 'g', pass_value: 1, fail_value: null },
      { kind: 'gate', gate: 'g', passValue: 1, failValue: null },
    ],
    [
      { config_name: 'c', param_name: 'a' },
      { kind: 'dynamic-config', source: 'c', param: 'a' },
    ],
    [
      { experiment_name: 'e', param_name: 'a' },
      { kind: 'experiment', source: 'e', param: 'a' },
    ],
    [
      { layer_name: 'l', param_name: 'a' },
      { kind: 'layer', source: 'l', param: 'a' },
    ],
  ])('reads the parameter %j', (fields, parameter) => {
    expect(parseParameter(fields)).toEqual(parameter);
  });

  it.each<[fields: WireFields, kind: string]>([
    [{ value: 1, gate_name: 'g', pass_value: 1, fail_value: 2, ref_type: 'gate' }, 'static'],
    [{ gate_name: 'g', pass_value: 1, fail_value: 2, config_name: 'c', param_name: 'a' }, 'gate'],
    [{ gate_name: 'g', pass_value: 1, config_name: 'c', param_name: 'a' }, 'dynamic-config'],
    [{ config_name: 'c', experiment_name: 'e', layer_name: 'l', param_name: 'a' }, 'dynamic-config'],
    [{ experiment_name: 'e', layer_name: 'l', param_name: 'a' }, 'experiment'],
  ])('takes the first shape whose fields are all there, whatever ref_type says: %j is %s', (fields, kind) => {
    expect(parseParameter(fields)).toMatchObject({ kind });
  });

  it('reads the apps, and an optional checksum', () => {
    expect(parseParamStore({ parameters: {}, targetAppIDs: ['app'], checksum: 'sum' }, 'store')).toEqual({
      parameters: new Map(),
      labels: new Map(),
      targetAppIDs: ['app'],
    });
  });

  it('keeps what the project calls the kinds of each parameter', () => {
    const parameter = { ref_type: 'static', param_type: 'string', value: 'x' };
    expect(parseParamStore({ parameters: { p: parameter } }, 'store').labels).toEqual(
      new Map([['p', { refType: 'static', paramType: 'string' }]]),
    );
  });

  const shapes = 'a parameter that is static or refers to a gate, dynamic config, experiment or layer';
  it.each<[path: string, expected: string, found: string, store: unknown]>([
    ['store', 'an object', 'null', null],
    ['store.parameters', 'an object', 'nothing', {}],
    ['store.parameters', 'an object', 'an array', { parameters: [] }],
    ['store.parameters.p', 'an object', 'string "x"', { parameters: { p: 'x' } }],
    ['store.parameters.p.ref_type', 'a string', 'nothing', { parameters: { p: { param_type: 'string', value: 1 } } }],
    ['store.parameters.p.param_type', 'a string', 'nothing', { parameters: { p: { ref_type: 'static', value: 1 } } }],
    ['store.parameters.p', shapes, 'an object with ref_type, param_type', { parameters: { p: types } }],
    [
      'store.parameters.p',
      shapes,
      'an object with ref_type, param_type, layer_name',
      { parameters: { p: { ...types, layer_name: 'l' } } },
    ],
    [
      'store.parameters.p',
      shapes,
      'an object with ref_type, param_type, gate_name, pass_value, fail_value',
      { parameters: { p: { ...types, gate_name: 5, pass_value: 1, fail_value: 2 } } },
    ],
    ['store.targetAppIDs', 'an array of strings', 'string "app"', { parameters: {}, targetAppIDs: 'app' }],
    ['store.checksum', 'a string', 'number 1', { parameters: {}, checksum: 1 }],
  ])('refuses a store where %s must be %s and is %s', (path, expected, found, store) => {
    expect(refusalOf(() => parseParamStore(store, 'store'))).toEqual({ path, expected, found });
  });
});

describe('parseParameterOverride', () => {
  it('reads the wire form of a parameter', () => {
    const override = { ref_type: 'gate', param_type: 'string', gate_name: 'g', pass_value: 'p', fail_value: 'f' };
    expect(parseParameterOverride(override)).toEqual({ kind: 'gate', gate: 'g', passValue: 'p', failValue: 'f' });
  });

  it.each<[value: JsonValue]>([['x'], [5], [null], [[1]], [{}], [{ ref_type: 'gate', gate_name: 'g' }]])(
    'takes %j, which is of no such form, for the value itself',
    (value) => {
      expect(parseParameterOverride(value)).toEqual({ kind: 'static', value });
    },
  );
});
