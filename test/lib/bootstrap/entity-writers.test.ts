import { describe, expect, it } from 'vitest';
import { isDeviceBased, undelegatedOf } from '../../../lib/bootstrap/entity-writer.js';
import { compactEntity, wholeEntity } from '../../../lib/bootstrap/entity-text.js';
import type { EntityText } from '../../../lib/bootstrap/entity-text.js';
import { ExposureWriter } from '../../../lib/bootstrap/exposure-writer.js';
import { Fragments } from '../../../lib/bootstrap/fragments.js';
import { LongEntityWriter } from '../../../lib/bootstrap/long-entity-writer.js';
import { PieceOutput, TextOutput } from '../../../lib/bootstrap/response-output.js';
import { ShortEntityWriter } from '../../../lib/bootstrap/short-entity-writer.js';
import { ValueList } from '../../../lib/bootstrap/value-list.js';
import { WrittenOutcome } from '../../../lib/bootstrap/written-outcome.js';
import { buildContext, decide, everyone, passGate, rule } from '../../support/specs-builder.js';

const context = buildContext({
  gates: { g: { rules: [rule('gr', [everyone])] }, closed: {} },
  configs: {
    config: {
      entity: 'dynamic_config',
      idType: 'stableID',
      rules: [rule('cr', [everyone], { returnValue: { a: 1 } })],
    },
    experiment: {
      isActive: true,
      hasSharedParams: true,
      explicitParameters: ['v'],
      rules: [rule('er', [passGate('g')], { groupName: 'Test', isExperimentGroup: true, returnValue: { v: 't' } })],
    },
  },
  layers: {
    own: { rules: [rule('lr', [passGate('g')], { returnValue: { p: 1 } })] },
    left: { rules: [rule('dr', [everyone], { configDelegate: 'experiment' })] },
    several: {
      useNewLayerEval: true,
      defaultValue: { a: 0, b: 0 },
      rules: [rule('nr', [passGate('g')], { returnValue: { a: 1 } })],
    },
  },
});
const evaluationOf = (kind: 'gate' | 'dynamic-config' | 'experiment' | 'layer', name: string) =>
  decide(context, kind, name);

const exposure = { gate: 'g', gateValue: 'true', ruleID: 'gr' };

function textOf({ head, value, tail }: EntityText): string {
  return head + (value?.text ?? '') + tail;
}
const read = (text: EntityText): unknown => JSON.parse(`{${textOf(text)}}`);

function longWriter({ removeIdType = false, format = 0 }: { removeIdType?: boolean; format?: 0 | 1 } = {}) {
  const fragments = new Fragments('none');
  const exposures = new ExposureWriter(fragments, format);
  return new LongEntityWriter({ fragments, exposures, removeIdType, withParameterRules: format === 0 });
}

function shortWriter({ removeIdType = false } = {}) {
  const fragments = new Fragments('none');
  const exposures = new ExposureWriter(fragments, 2);
  return new ShortEntityWriter({ fragments, exposures, values: new ValueList(fragments), removeIdType });
}

const gate = { name: 'g', evaluation: evaluationOf('gate', 'g'), idType: 'userID' };
const closed = { name: 'closed', evaluation: evaluationOf('gate', 'closed'), idType: 'userID' };
const config = {
  name: 'config',
  entity: 'dynamic_config',
  evaluation: evaluationOf('dynamic-config', 'config'),
  idType: 'stableID',
} as const;
const experiment = {
  name: 'experiment',
  entity: 'experiment',
  evaluation: evaluationOf('experiment', 'experiment'),
  idType: 'userID',
} as const;
const autotune = { ...experiment, entity: 'autotune' } as const;
const layer = (name: string) => ({ name, evaluation: evaluationOf('layer', name), idType: 'userID' });

describe('LongEntityWriter', () => {
  it('writes a gate, without an ID type where there is none', () => {
    const fields = { name: 'g', rule_id: 'gr', secondary_exposures: [], value: true };
    expect(read(longWriter().gate(gate))).toEqual({ g: { ...fields, id_type: 'userID' } });
    expect(read(longWriter().gate({ ...gate, idType: undefined }))).toEqual({ g: fields });
    expect(read(longWriter({ removeIdType: true }).gate(gate))).toEqual({ g: fields });
  });

  it('writes of a dynamic config whether it passed, and no group', () => {
    const fields = { name: 'config', rule_id: 'cr', secondary_exposures: [], id_type: 'stableID', value: { a: 1 } };
    expect(read(longWriter().config(config))).toEqual({ config: { ...fields, is_device_based: true, passed: true } });
  });

  it('writes of an experiment who takes part, and of an autotune nothing of it', () => {
    const fields = {
      name: 'experiment',
      rule_id: 'er',
      secondary_exposures: [exposure],
      id_type: 'userID',
      value: { v: 't' },
    };
    const common = { ...fields, is_device_based: false, explicit_parameters: ['v'], group_name: 'Test' };
    const flags = { is_experiment_active: true, is_user_in_experiment: true };
    expect(read(longWriter().config(experiment))).toEqual({ experiment: { ...common, ...flags, is_in_layer: true } });
    expect(read(longWriter().config(autotune))).toEqual({ experiment: { ...common, is_in_layer: true } });
    const alone = { ...experiment, evaluation: { ...experiment.evaluation, isInLayer: false } };
    expect(read(longWriter().config(alone))).toEqual({ experiment: { ...common, ...flags } });
  });

  it('writes of a layer which experiment decided, where one did', () => {
    const fields = { id_type: 'userID', is_device_based: false, secondary_exposures: [exposure] };
    const own = { ...fields, name: 'own', rule_id: 'lr', value: { p: 1 }, explicit_parameters: [] };
    expect(read(longWriter().layer(layer('own')))).toEqual({
      own: { ...own, undelegated_secondary_exposures: [exposure] },
    });
    expect(read(longWriter().layer(layer('left')))).toEqual({
      left: {
        ...fields,
        name: 'left',
        rule_id: 'er',
        value: { v: 't' },
        group_name: 'Test',
        is_experiment_active: true,
        is_user_in_experiment: true,
        allocated_experiment_name: 'experiment',
        explicit_parameters: ['v'],
        undelegated_secondary_exposures: [],
      },
    });
  });

  it('tells the rules of parameters in format 0 alone', () => {
    const rules = { parameter_rule_ids: { a: 'nr', b: 'default' } };
    expect(read(longWriter().layer(layer('several')))).toMatchObject({ several: rules });
    const { several } = read(longWriter({ format: 1 }).layer(layer('several'))) as { several: object };
    expect(several).not.toHaveProperty('parameter_rule_ids');
  });
});

describe('ShortEntityWriter', () => {
  it('leaves out what goes without saying', () => {
    expect(read(shortWriter().gate(gate))).toEqual({ g: { r: 'gr', i: 'userID', v: true } });
    expect(read(shortWriter().gate(closed))).toEqual({ closed: { i: 'userID' } });
    expect(read(shortWriter({ removeIdType: true }).gate(closed))).toEqual({ closed: {} });
  });

  it('writes configs of each kind', () => {
    expect(read(shortWriter().config(config))).toEqual({ config: { r: 'cr', i: 'stableID', v: '0', p: true } });
    const common = { r: 'er', s: ['0'], i: 'userID', v: '0', gn: 'Test' };
    expect(read(shortWriter().config(experiment))).toEqual({ experiment: { ...common, ea: true, ue: true } });
    expect(read(shortWriter().config(autotune))).toEqual({ experiment: common });
  });

  it('writes layers', () => {
    expect(read(shortWriter().layer(layer('own')))).toEqual({
      own: { r: 'lr', s: ['0'], v: '0', i: 'userID', us: ['0'] },
    });
    expect(read(shortWriter().layer(layer('left')))).toEqual({
      left: { r: 'er', s: ['0'], v: '0', i: 'userID', gn: 'Test', ea: true, ue: true, ae: 'experiment', ep: ['v'] },
    });
    expect(read(shortWriter().layer(layer('several')))).toEqual({ several: { s: ['0'], v: '0', i: 'userID' } });
  });
});

describe('what writers go by', () => {
  it.each([
    ['stableID', true],
    ['stableid', true],
    ['StableID', false],
    ['userID', false],
    ['', false],
  ])('units of the type "%s" are devices: %s', (idType, isDevice) => {
    expect(isDeviceBased(idType)).toBe(isDevice);
  });

  it('exposures of a layer are its own unless an experiment or several rules decided', () => {
    const counts = ['own', 'left', 'several'].map((name) => undelegatedOf(evaluationOf('layer', name)).length);
    expect(counts).toEqual([1, 0, 0]);
  });
});

describe('texts that are kept', () => {
  const value = (size: number) => new Fragments('none').value({ text: 'é'.repeat(size) });

  it('are in one piece, with large values apart', () => {
    const [small, large] = [value(10), value(5000)];
    expect(compactEntity({ head: '"a":', value: small, tail: '}' })).toEqual(wholeEntity(`"a":${small.text}}`));
    const kept = compactEntity({ head: '"a":', value: large, tail: '}' });
    expect([kept.head, kept.value, kept.tail]).toEqual(['"a":', large, '}']);
    expect(compactEntity(wholeEntity('"a":1'))).toEqual(wholeEntity('"a":1'));
  });

  it('are told apart by their form', () => {
    const outcome = new WrittenOutcome(gate.evaluation);
    expect(outcome.textIn(0)).toBeUndefined();
    const kept = outcome.keepText(0, wholeEntity('"g":{}'));
    expect(outcome.textIn(0)).toBe(kept);
    expect(outcome.textIn(1)).toBeUndefined();
  });

  it('come out the same as a text and in pieces', () => {
    const [text, pieces] = [new TextOutput(), new PieceOutput()];
    for (const output of [text, pieces]) {
      output.add('{');
      output.addEntity({ head: '"é":', value: value(3), tail: ',' });
      output.addEntity(wholeEntity('"b":1'));
      output.add('}');
    }
    const bytes = Buffer.concat(pieces.finish().map((piece) => Buffer.from(piece as string)));
    expect(bytes.toString()).toBe(text.text);
    expect(JSON.parse(text.text)).toEqual({ é: { text: 'ééé' }, b: 1 });
  });
});
