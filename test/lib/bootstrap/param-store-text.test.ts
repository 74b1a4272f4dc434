import { describe, expect, it } from 'vitest';
import { paramStoreText } from '../../../lib/bootstrap/param-store-text.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { buildSpecs } from '../../support/specs-builder.js';

function written(parameters: Readonly<Record<string, unknown>>): unknown {
  const { snapshot } = parseSpecs(buildSpecs({ top: { param_stores: { s: { parameters, targetAppIDs: ['a'] } } } }));
  const store = snapshot.paramStores.get('s');
  return store && JSON.parse(paramStoreText(store, (name) => JSON.stringify(`#${name}`)));
}

describe('paramStoreText', () => {
  it.each([
    [{ ref_type: 'static', param_type: 'string', value: 'v' }, { value: 'v' }],
    [{ ref_type: 'static', param_type: 'object', value: null }, { value: null }],
    [
      { ref_type: 'gate', param_type: 'string', gate_name: 'g', pass_value: 1, fail_value: null },
      { gate_name: '#g', pass_value: 1, fail_value: null },
    ],
    [
      { ref_type: 'dynamic_config', param_type: 'number', config_name: 'c', param_name: 'p' },
      { config_name: '#c', param_name: 'p' },
    ],
    [
      { ref_type: 'experiment', param_type: 'boolean', experiment_name: 'e', param_name: 'p' },
      { experiment_name: '#e', param_name: 'p' },
    ],
    [
      { ref_type: 'layer', param_type: 'array', layer_name: 'l', param_name: 'p' },
      { layer_name: '#l', param_name: 'p' },
    ],
  ])('writes %j with what it refers to hashed, and with its own name as it is', (parameter, rest) => {
    const { ref_type, param_type } = parameter;
    expect(written({ own: parameter })).toEqual({ own: { name: 'own', ref_type, param_type, ...rest } });
  });

  it('writes an empty store', () => {
    expect(written({})).toEqual({});
  });

  it('writes names with quotes, and such as objects have', () => {
    const text = { ref_type: 'static', param_type: 'string', value: '</script>' };
    const names = ['a "b"', 'constructor', 'toString'];
    const store = written(Object.fromEntries(names.map((name) => [name, text])));
    expect(store).toEqual(Object.fromEntries(names.map((name) => [name, { name, ...text }])));
  });
});
