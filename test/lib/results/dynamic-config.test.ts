import { describe, expect, it } from 'vitest';

import { DynamicConfig } from '../../../lib/results/dynamic-config.js';
import { evaluationOf, someDetails } from '../../support/results-builder.js';

describe('DynamicConfig', () => {
  it('prints as an object with its values, and no exposures of consulted gates', () => {
    const config = new DynamicConfig(evaluationOf('dynamic-config', { a: [1] }), someDetails, () => undefined);
    expect(JSON.parse(JSON.stringify(config))).toEqual({
      name: 'c',
      ruleID: 'r',
      idType: 'userID',
      details: someDetails,
      secondaryExposures: [],
      value: { a: [1] },
    });
  });
});
