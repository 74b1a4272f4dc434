import { describe, expect, it } from 'vitest';

import { Layer } from '../../../lib/results/layer.js';
import { evaluationOf, someDetails } from '../../support/results-builder.js';
import { buildContext, decide, rule } from '../../support/specs-builder.js';

/** A layer, the parameters whose reading it told, and what it complained about. */
function layer(): { layer: Layer; read: string[]; complaints: string[] } {
  const read: string[] = [];
  const complaints: string[] = [];
  const evaluation = evaluationOf('layer', { text: 'a', no: false, nothing: null, list: [1] });
  const own = new Layer(
    evaluation,
    someDetails,
    (message) => complaints.push(message),
    (parameter) => read.push(parameter),
  );
  return { layer: own, read, complaints };
}

describe('reading a parameter of a layer', () => {
  it('is told by get when it returns the value', () => {
    const { layer: own, read } = layer();
    expect([own.get('text', 'fb'), own.get('no', true), own.get('list', null)]).toEqual(['a', false, [1]]);
    expect(read).toEqual(['text', 'no', 'list']);
  });

  it('Q6: is told by get also when the parameter is missing and the fallback is returned', () => {
    const { layer: own, read } = layer();
    expect([own.get('missing', 'fb'), own.get('nothing', 5)]).toEqual(['fb', 5]);
    expect(read).toEqual(['missing', 'nothing']);
  });

  it('is not told by get when the type does not match, a guard refuses, or there is nothing at all', () => {
    const { layer: own, read, complaints } = layer();
    own.get('text', 5);
    own.get<string | number>('text', 'fb', (value): value is number => typeof value === 'number');
    own.get('missing', null);
    own.get('nothing', undefined);
    expect(read).toEqual([]);
    expect(complaints).toHaveLength(1);
  });

  it('is not told by get without a name', () => {
    const { layer: own, read } = layer();
    expect(own.get(undefined as never, 'fb')).toBe('fb');
    expect(own.get(null as never, 5)).toBe(5);
    expect(read).toEqual([]);
  });

  it('is told by getValue only when there is a value', () => {
    const { layer: own, read } = layer();
    expect([own.getValue('text', 5), own.getValue('missing', 'fb'), own.getValue('nothing', 'fb')]).toEqual([
      'a',
      'fb',
      'fb',
    ]);
    own.getValue();
    expect(read).toEqual(['text']);
  });

  it('is told by the getters by type only when they return the value', () => {
    const { layer: own, read } = layer();
    own.getString('text');
    own.getBool('no', true);
    own.getArray('list');
    own.getNumber('text', 5);
    own.getString('missing', 'fb');
    expect(read).toEqual(['text', 'no', 'list']);
  });

  it('is not told by peek', () => {
    const { layer: own, read } = layer();
    expect([own.peek('text'), own.peek('missing'), own.peek('nothing'), own.peek('toString')]).toEqual([
      'a',
      null,
      null,
      null,
    ]);
    expect(read).toEqual([]);
  });
});

describe('Layer', () => {
  it('prints without its values, because printing is no reading', () => {
    const { layer: own, read } = layer();
    expect(JSON.parse(JSON.stringify(own))).toEqual({
      name: 'c',
      ruleID: 'r',
      idType: 'userID',
      groupName: 'G',
      allocatedExperimentName: null,
      details: someDetails,
      secondaryExposures: [{ gate: 'nested', gateValue: 'true', ruleID: 'nr' }],
    });
    expect(read).toEqual([]);
  });

  it('names the experiment that decided', () => {
    const context = buildContext({
      configs: { e: { rules: [rule('er', [], { groupName: 'Test' })] } },
      layers: { l: { rules: [rule('lr', [], { configDelegate: 'e' })] } },
    });
    const own = new Layer(
      decide(context, 'layer', 'l'),
      someDetails,
      () => undefined,
      () => undefined,
    );
    expect([own.getAllocatedExperimentName(), own.getGroupName()]).toEqual(['e', 'Test']);
  });
});
