import { describe, expect, it } from 'vitest';

import { parseCmab } from '../../../lib/specs/parse-cmab.js';
import { refusalOf } from '../../support/expect-refusal.js';
import type { WireFields } from '../../support/specs-builder.js';

const weights = {
  alpha: 0.1,
  intercept: -0.2,
  records: 40,
  weightsNumerical: { age: 0.5 },
  weightsCategorical: { plan: { pro: 1, free: -1 } },
};

const plain: WireFields = {
  salt: 's',
  defaultValue: { v: 0 },
  idType: 'userID',
  enabled: true,
  version: 3,
  sampleRate: 0.25,
  higherIsBetter: false,
  groups: [{ name: 'A', id: 'a', parameterValues: { v: 1 } }],
};

function without(fields: WireFields, name: string): WireFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

describe('parseCmab', () => {
  it('reads a bandit that is not trained yet', () => {
    expect(parseCmab(plain, 'cmab')).toStrictEqual({
      salt: 's',
      defaultValue: { v: 0 },
      idType: 'userID',
      isEnabled: true,
      version: 3,
      sampleRate: 0.25,
      higherIsBetter: false,
      groups: [{ name: 'A', id: 'a', parameters: { v: 1 } }],
      weights: undefined,
      targetingGate: undefined,
      targetAppIDs: undefined,
    });
  });

  it('reads weights, targeting gate and apps', () => {
    const cmab = { ...plain, config: { a: weights }, targetingGateName: 'gate', targetAppIDs: ['app'] };
    expect(parseCmab(cmab, 'cmab')).toMatchObject({
      weights: new Map([
        [
          'a',
          {
            alpha: 0.1,
            intercept: -0.2,
            records: 40,
            numerical: new Map([['age', 0.5]]),
            categorical: new Map([
              [
                'plan',
                new Map([
                  ['pro', 1],
                  ['free', -1],
                ]),
              ],
            ]),
          },
        ],
      ]),
      targetingGate: 'gate',
      targetAppIDs: ['app'],
    });
  });

  it('reads null in the optional fields as absent', () => {
    const cmab = { ...plain, config: null, targetingGateName: null, targetAppIDs: null };
    expect(parseCmab(cmab, 'cmab')).toStrictEqual(parseCmab(plain, 'cmab'));
  });

  it.each([null, true, 5, 'text', [], ['a']])('takes %j in the place of values for none', (odd) => {
    const cmab = { ...plain, defaultValue: odd, groups: [{ name: 'A', id: 'a', parameterValues: odd }] };
    expect(parseCmab(cmab, 'cmab')).toMatchObject({ defaultValue: {}, groups: [{ parameters: {} }] });
  });

  it.each(Object.keys(plain))('refuses a bandit without %s', (name) => {
    const refusal = refusalOf(() => parseCmab(without(plain, name), 'cmab'));
    expect(refusal).toMatchObject({ path: `cmab.${name}`, found: 'nothing' });
  });

  it.each<[path: string, expected: string, found: string, fields: WireFields]>([
    ['cmab.version', 'a non-negative whole number', 'number 1.5', { version: 1.5 }],
    ['cmab.sampleRate', 'a number', 'string "0.5"', { sampleRate: '0.5' }],
    ['cmab.groups[1]', 'an object', 'null', { groups: [{ name: 'A', id: 'a', parameterValues: {} }, null] }],
    ['cmab.groups[0].id', 'a string', 'nothing', { groups: [{ name: 'A', parameterValues: {} }] }],
    ['cmab.groups[0].parameterValues', 'a value', 'nothing', { groups: [{ name: 'A', id: 'a' }] }],
    ['cmab.targetingGateName', 'a string', 'number 1', { targetingGateName: 1 }],
    ['cmab.config', 'an object', 'an array', { config: [] }],
    ['cmab.config.a', 'an object', 'number 1', { config: { a: 1 } }],
    ['cmab.config.a.alpha', 'a number', 'nothing', { config: { a: without(weights, 'alpha') } }],
    [
      'cmab.config.a.records',
      'a non-negative whole number',
      'number -1',
      { config: { a: { ...weights, records: -1 } } },
    ],
    [
      'cmab.config.a.weightsNumerical.age',
      'a number',
      'string "1"',
      { config: { a: { ...weights, weightsNumerical: { age: '1' } } } },
    ],
    [
      'cmab.config.a.weightsCategorical.plan',
      'an object',
      'number 1',
      { config: { a: { ...weights, weightsCategorical: { plan: 1 } } } },
    ],
    [
      'cmab.config.a.weightsCategorical.plan.pro',
      'a number',
      'null',
      { config: { a: { ...weights, weightsCategorical: { plan: { pro: null } } } } },
    ],
  ])('refuses a bandit where %s must be %s and is %s', (path, expected, found, fields) => {
    expect(refusalOf(() => parseCmab({ ...plain, ...fields }, 'cmab'))).toEqual({ path, expected, found });
  });
});
