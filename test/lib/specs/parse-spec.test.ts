import { describe, expect, it } from 'vitest';

import { parseRule, parseSpec } from '../../../lib/specs/parse-spec.js';
import type { Spec } from '../../../lib/specs/spec-snapshot.js';
import { refusalOf } from '../../support/expect-refusal.js';
import type { WireFields } from '../../support/specs-builder.js';

const plainSpec: WireFields = {
  type: 'feature_gate',
  entity: 'feature_gate',
  salt: 'salt',
  defaultValue: false,
  enabled: true,
  rules: [],
  idType: 'userID',
};

const plainRule: WireFields = {
  name: 'rule',
  id: 'rule-id',
  passPercentage: 50,
  returnValue: true,
  conditions: ['1'],
  idType: 'userID',
};

function parse(fields: WireFields): Spec {
  return parseSpec(fields, 'feature_gates.g', 'g');
}

function without(fields: WireFields, name: string): WireFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

describe('parseSpec', () => {
  it('reads the required fields, and leaves the others undefined', () => {
    expect(parse(plainSpec)).toStrictEqual({
      name: 'g',
      entity: 'feature_gate',
      salt: 'salt',
      defaultValue: false,
      isEnabled: true,
      rules: [],
      idType: 'userID',
      explicitParameters: undefined,
      hasSharedParams: undefined,
      isActive: undefined,
      version: undefined,
      targetAppIDs: undefined,
      forwardAllExposures: undefined,
      fieldsUsed: [],
      usesNewLayerEvaluation: false,
    });
  });

  it('reads the optional fields', () => {
    const optional = {
      explicitParameters: ['a', 'b'],
      hasSharedParams: true,
      isActive: false,
      version: 4_294_967_295,
      targetAppIDs: ['app'],
      forwardAllExposures: true,
      fieldsUsed: ['email'],
      checksum: 'sum',
    };
    expect(parse({ ...plainSpec, ...optional, useNewLayerEval: true })).toMatchObject({
      ...Object.fromEntries(Object.entries(optional).filter(([name]) => name !== 'checksum')),
      usesNewLayerEvaluation: true,
    });
  });

  it('reads optional fields that are null as absent', () => {
    const nulls = Object.fromEntries(
      [
        'explicitParameters',
        'hasSharedParams',
        'isActive',
        'version',
        'targetAppIDs',
        'forwardAllExposures',
        'fieldsUsed',
        'useNewLayerEval',
        'checksum',
      ].map((name) => [name, null]),
    );
    expect(parse({ ...plainSpec, ...nulls })).toStrictEqual(parse(plainSpec));
  });

  it('accepts an entity that it does not know', () => {
    expect(parse({ ...plainSpec, entity: 'novelty' }).entity).toBe('novelty');
  });

  it.each<[written: unknown, read: unknown]>([
    [true, true],
    [null, null],
    [{ a: 1 }, { a: 1 }],
    ['text', {}],
    [5, {}],
    [['a'], {}],
  ])('reads a default value of %j as %j', (written, read) => {
    expect(parse({ ...plainSpec, defaultValue: written }).defaultValue).toEqual(read);
  });

  it.each([
    ['type', 'a string'],
    ['entity', 'a string'],
    ['salt', 'a string'],
    ['defaultValue', 'a value'],
    ['enabled', 'a boolean'],
    ['rules', 'an array'],
    ['idType', 'a string'],
  ])('refuses a spec without %s', (name, expected) => {
    expect(refusalOf(() => parse(without(plainSpec, name)))).toEqual({
      path: `feature_gates.g.${name}`,
      expected,
      found: 'nothing',
    });
  });

  const wholeNumber = 'a non-negative whole number';
  it.each<[name: string, value: unknown, expected: string, found: string]>([
    ['type', 1, 'a string', 'number 1'],
    ['entity', null, 'a string', 'null'],
    ['salt', 5, 'a string', 'number 5'],
    ['enabled', 'true', 'a boolean', 'string "true"'],
    ['rules', {}, 'an array', 'an object'],
    ['idType', null, 'a string', 'null'],
    ['explicitParameters', [1], 'an array of strings', 'an array'],
    ['explicitParameters', 'a', 'an array of strings', 'string "a"'],
    ['hasSharedParams', 1, 'a boolean', 'number 1'],
    ['isActive', 'true', 'a boolean', 'string "true"'],
    ['version', 1.5, wholeNumber, 'number 1.5'],
    ['version', '1', wholeNumber, 'string "1"'],
    ['version', -1, wholeNumber, 'number -1'],
    ['version', 2 ** 32, wholeNumber, 'number 4294967296'],
    ['targetAppIDs', {}, 'an array of strings', 'an object'],
    ['forwardAllExposures', 'yes', 'a boolean', 'string "yes"'],
    ['fieldsUsed', [null], 'an array of strings', 'an array'],
    ['useNewLayerEval', 1, 'a boolean', 'number 1'],
    ['checksum', 1, 'a string', 'number 1'],
  ])('refuses a spec whose %s is %j', (name, value, expected, found) => {
    expect(refusalOf(() => parse({ ...plainSpec, [name]: value }))).toEqual({
      path: `feature_gates.g.${name}`,
      expected,
      found,
    });
  });

  it('says which rule is wrong', () => {
    const rules = [plainRule, { ...plainRule, id: 5 }];
    expect(refusalOf(() => parse({ ...plainSpec, rules })).path).toBe('feature_gates.g.rules[1].id');
    expect(refusalOf(() => parse({ ...plainSpec, rules: [null] })).path).toBe('feature_gates.g.rules[0]');
  });
});

describe('parseRule', () => {
  it('reads the required fields, and leaves the others undefined', () => {
    expect(parseRule(plainRule, 'rule')).toStrictEqual({
      id: 'rule-id',
      passPercentage: 50,
      returnValue: true,
      conditionIds: ['1'],
      idType: 'userID',
      salt: undefined,
      groupName: undefined,
      delegate: undefined,
      isExperimentGroup: undefined,
      samplingRate: undefined,
    });
  });

  it('reads the optional fields, an empty salt as it is', () => {
    const fields = { salt: '', groupName: 'G', configDelegate: 'e', isExperimentGroup: true, samplingRate: 201 };
    expect(parseRule({ ...plainRule, ...fields }, 'rule')).toMatchObject({
      salt: '',
      groupName: 'G',
      delegate: 'e',
      isExperimentGroup: true,
      samplingRate: 201,
    });
  });

  it.each([0, 12.34, 100, 250, -5])('accepts a percentage of %d', (passPercentage) => {
    expect(parseRule({ ...plainRule, passPercentage }, 'rule').passPercentage).toBe(passPercentage);
  });

  it('accepts an empty id and no conditions', () => {
    expect(parseRule({ ...plainRule, id: '', conditions: [] }, 'rule')).toMatchObject({ id: '', conditionIds: [] });
  });

  it.each([
    ['name', 'a string'],
    ['id', 'a string'],
    ['passPercentage', 'a number'],
    ['returnValue', 'a value'],
    ['conditions', 'an array of strings'],
    ['idType', 'a string'],
  ])('refuses a rule without %s', (name, expected) => {
    expect(refusalOf(() => parseRule(without(plainRule, name), 'rule'))).toEqual({
      path: `rule.${name}`,
      expected,
      found: 'nothing',
    });
  });

  it.each<[name: string, value: unknown, expected: string, found: string]>([
    ['passPercentage', '50', 'a number', 'string "50"'],
    ['conditions', [{ type: 'public' }], 'an array of strings', 'an array'],
    ['conditions', [1], 'an array of strings', 'an array'],
    ['salt', 5, 'a string', 'number 5'],
    ['groupName', false, 'a string', 'boolean false'],
    ['configDelegate', {}, 'a string', 'an object'],
    ['isExperimentGroup', 'true', 'a boolean', 'string "true"'],
    ['samplingRate', 1.5, 'a non-negative whole number', 'number 1.5'],
  ])('refuses a rule whose %s is %j', (name, value, expected, found) => {
    expect(refusalOf(() => parseRule({ ...plainRule, [name]: value }, 'rule'))).toEqual({
      path: `rule.${name}`,
      expected,
      found,
    });
  });
});
