import { describe, expect, it } from 'vitest';

import { FeatureGate } from '../../../lib/results/feature-gate.js';
import { someDetails } from '../../support/results-builder.js';
import { buildContext, decide, everyone, passGate, rule } from '../../support/specs-builder.js';

const gates = {
  nested: { rules: [rule('nr', [everyone])] },
  g: { idType: 'companyID', rules: [rule('r', [passGate('nested')])] },
};

describe('FeatureGate', () => {
  it('tells the answer, and where it came from', () => {
    const gate = new FeatureGate(decide(buildContext({ gates }), 'gate', 'g'), someDetails);
    expect({ ...(gate as object) }).toEqual({
      name: 'g',
      value: true,
      ruleID: 'r',
      idType: 'companyID',
      details: someDetails,
      secondaryExposures: [],
    });
    expect([gate.getRuleId(), gate.getIdType(), gate.getEvaluationDetails(), gate.getSecondaryExposures()]).toEqual([
      'r',
      'companyID',
      someDetails,
      [],
    ]);
  });

  it('of an unknown gate is off, with empty texts', () => {
    const gate = new FeatureGate(decide(buildContext({}), 'gate', 'g'), someDetails);
    expect(gate).toMatchObject({ name: 'g', value: false, ruleID: '', idType: '' });
  });
});
