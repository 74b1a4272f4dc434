import { describe, expect, it } from 'vitest';
import { FlagRecorder } from '../../../lib/bootstrap/flag-recorder.js';
import { isNames } from '../../../lib/bootstrap/is-names.js';
import { resolveUsedNames } from '../../../lib/bootstrap/resolve-used-names.js';
import { type UsedNames, withDependencies } from '../../../lib/bootstrap/used-names.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { buildSpecs } from '../../support/specs-builder.js';

const none: UsedNames = { gates: new Set(), configs: new Set(), layers: new Set(), stores: new Set() };

const { snapshot } = parseSpecs(
  buildSpecs({
    gates: { triggering: {}, plain: {} },
    configs: { experiment: {}, plain: {} },
    layers: { layer: {}, empty: {} },
    top: {
      session_replay_info: { session_recording_exposure_triggers: { triggering: {}, experiment: {}, gone: {} } },
      param_stores: {
        s: {
          parameters: {
            a: { ref_type: 'gate', param_type: 'boolean', gate_name: 'g', pass_value: 1, fail_value: 2 },
            b: { ref_type: 'dynamic_config', param_type: 'string', config_name: 'c', param_name: 'p' },
            c: { ref_type: 'experiment', param_type: 'string', experiment_name: 'e', param_name: 'p' },
            d: { ref_type: 'layer', param_type: 'string', layer_name: 'layer', param_name: 'p' },
            e: { ref_type: 'static', param_type: 'string', value: 'v' },
          },
        },
      },
    },
  }),
);

const decided = (layer: string) => ({ allocatedExperiment: layer === 'layer' ? 'allocated' : undefined });

describe('withDependencies', () => {
  it('adds what stores refer to, and what decides for layers', () => {
    const { gates, configs, layers, stores } = withDependencies({ ...none, stores: new Set(['s']) }, snapshot, decided);
    expect(gates).toEqual(new Set(['g', 'triggering']));
    expect(configs).toEqual(new Set(['c', 'e', 'allocated', 'experiment']));
    expect([layers, stores]).toEqual([new Set(['layer']), new Set(['s'])]);
  });

  it('adds what starts recordings, as far as it exists', () => {
    const { gates, configs } = withDependencies(none, snapshot, decided);
    expect([gates, configs]).toEqual([new Set(['triggering']), new Set(['experiment'])]);
  });

  it('asks for no layer that there is not, and changes nothing of what it was given', () => {
    const used = { ...none, layers: new Set(['gone', 'empty']) };
    const refuse = (layer: string) => {
      if (layer === 'gone') throw new Error('There is no such layer.');
      return decided(layer);
    };
    expect(withDependencies(used, snapshot, refuse).layers).toEqual(new Set(['gone', 'empty']));
    expect([used.gates.size, used.configs.size]).toEqual([0, 0]);
  });
});

function resolve(value: unknown) {
  const complaints: string[] = [];
  return { used: resolveUsedNames(value, (complaint) => complaints.push(complaint)), complaints };
}

describe('resolveUsedNames', () => {
  it.each([undefined, null])('limits nothing for %s', (value) => {
    expect(resolve(value)).toEqual({ used: undefined, complaints: [] });
  });

  it('takes configs and experiments together', () => {
    const { used, complaints } = resolve({
      gates: ['g'],
      dynamicConfigs: new Set(['c']),
      experiments: ['e'],
      layers: null,
    });
    expect(complaints).toEqual([]);
    expect(used).toEqual({ ...none, gates: new Set(['g']), configs: new Set(['c', 'e']) });
  });

  it.each([['g'], 'gates', 5, { gate: ['g'] }, { gates: 'g' }, { layers: 5 }])(
    'limits nothing for %j, and says so',
    (value) => {
      const { used, complaints } = resolve(value);
      expect(used).toBeUndefined();
      expect(complaints).toEqual([expect.stringMatching(/^flagsUsed.*; nothing is left out$/)]);
    },
  );

  it('takes what a recorder has collected, also by way of JSON', () => {
    const recorder = new FlagRecorder();
    recorder.addAll({ gates: ['g'], experiments: ['e'] });
    const { used } = resolve(recorder);
    expect(used).toEqual({ ...none, gates: new Set(['g']), configs: new Set(['e']) });
    expect(resolve(JSON.parse(JSON.stringify(recorder)))).toEqual({ used, complaints: [] });
  });
});

describe('FlagRecorder', () => {
  it('notes each name once, and says whether it is new', () => {
    const recorder = new FlagRecorder();
    const news = [recorder.add('gates', 'g'), recorder.add('gates', 'g'), recorder.add('layers', 'g')];
    expect([news, recorder.size]).toEqual([[true, false, true], 2]);
  });

  it('notes nothing that is no name', () => {
    const recorder = new FlagRecorder();
    expect([recorder.add('gates', 5 as never), recorder.addAll({ gates: 'text' })]).toEqual([false, false]);
    expect(recorder.size).toBe(0);
  });

  it('gives sorted lists of all kinds as JSON', () => {
    const recorder = new FlagRecorder();
    recorder.addAll({ gates: ['b', 'a'], parameterStores: ['s'] });
    const empty = { dynamicConfigs: [], experiments: [], layers: [] };
    expect(recorder.toJSON()).toEqual({ gates: ['a', 'b'], ...empty, parameterStores: ['s'] });
  });
});

describe('isNames', () => {
  it.each([
    [['a'], true],
    [new Set(['a']), true],
    ['a', false],
    [{}, false],
    [null, false],
    [undefined, false],
  ])('of %j: %s', (value, is) => {
    expect(isNames(value)).toBe(is);
  });
});
