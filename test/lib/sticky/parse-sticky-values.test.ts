import { describe, expect, it } from 'vitest';

import { parseStickyValues } from '../../../lib/sticky/parse-sticky-values.js';
import { serializeDecision } from '../../../lib/sticky/serialize-decision.js';
import { keptDecision, stickyValues } from '../../support/sticky-builder.js';

const exposure = { gate: 'g', gateValue: 'true', ruleID: 'r' } as const;

describe('parseStickyValues', () => {
  it('reads what the official SDK keeps', () => {
    const full = stickyValues({
      secondary_exposures: [exposure],
      undelegated_secondary_exposures: [exposure],
      config_delegate: 'experiment',
      explicit_parameters: ['color'],
    });
    expect(parseStickyValues(full)).toEqual(
      keptDecision({
        secondaryExposures: [exposure],
        undelegatedSecondaryExposures: [exposure],
        allocatedExperiment: 'experiment',
        explicitParameters: ['color'],
      }),
    );
  });

  it('is undone by serializeDecision', () => {
    const decision = keptDecision({
      undelegatedSecondaryExposures: [exposure],
      allocatedExperiment: 'e',
      timeMs: null,
    });
    expect(parseStickyValues(serializeDecision(decision))).toEqual(decision);
    expect(serializeDecision(keptDecision())).toEqual(stickyValues());
  });

  it('needs only value, secondary_exposures and time', () => {
    expect(parseStickyValues({ value: false, secondary_exposures: [], time: null })).toEqual(
      keptDecision({ value: false, json: {}, ruleID: '', groupName: null, timeMs: null, version: undefined }),
    );
  });

  it.each([
    ['value', [undefined, null, 'true', 1]],
    ['time', [undefined]],
    ['secondary_exposures', [undefined, null, {}, [null], [{}], [{ gate: 'g', gateValue: true, ruleID: 'r' }]]],
    ['undelegated_secondary_exposures', [5, {}, [{}]]],
    ['rule_id', [5, {}]],
    ['group_name', [5, false]],
    ['config_delegate', [5]],
    ['explicit_parameters', [5, 'a', ['a', 5]]],
    ['config_version', ['5', 1.5, -1, 4_294_967_296, Number.NaN]],
  ])('finds a wrong %s', (name, wrongValues) => {
    for (const value of wrongValues) expect(parseStickyValues({ ...stickyValues(), [name]: value })).toBeUndefined();
  });

  it.each([[undefined], [null], ['text'], [5], [[]]])('takes %j for no decision', (input) => {
    expect(parseStickyValues(input)).toBeUndefined();
  });

  it.each([
    [1_700_000_000_000, 1_700_000_000_000],
    [0, 0],
    [5.7, 5],
    [null, null],
    ['55', null],
    [true, null],
    [-5, null],
    [Number.POSITIVE_INFINITY, null],
  ])('takes the time %j for %j', (time, timeMs) => {
    expect(parseStickyValues({ ...stickyValues(), time })?.timeMs).toBe(timeMs);
  });

  it.each([[null], [undefined], ['text'], [5], [true], [[1]], [() => 1]])('takes %j for no values', (values) => {
    expect(parseStickyValues({ ...stickyValues(), json_value: values })?.json).toEqual({});
  });

  it('copies the values, so that later changes of the application have no effect', () => {
    const json_value = { list: [1] };
    const decision = parseStickyValues({ ...stickyValues(), json_value });
    json_value.list.push(2);
    expect(decision?.json).toEqual({ list: [1] });
  });

  it('reads configVersion for nothing: it is config_version that counts', () => {
    const { config_version: _, ...unversioned } = stickyValues();
    expect(parseStickyValues({ ...unversioned, configVersion: 9 })?.version).toBeUndefined();
  });
});
