import { describe, expect, it } from 'vitest';

import { Experiment } from '../../../lib/results/experiment.js';
import { evaluationOf, someDetails } from '../../support/results-builder.js';
import { buildContext, decide } from '../../support/specs-builder.js';

describe('Experiment', () => {
  it('tells values, group and the gates that were consulted', () => {
    const experiment = new Experiment(evaluationOf('experiment', { a: 1 }), someDetails, () => undefined);
    expect(experiment.getGroupName()).toBe('G');
    expect(JSON.parse(JSON.stringify(experiment))).toEqual({
      name: 'c',
      ruleID: 'r',
      idType: 'userID',
      groupName: 'G',
      details: someDetails,
      secondaryExposures: [{ gate: 'nested', gateValue: 'true', ruleID: 'nr' }],
      value: { a: 1 },
    });
  });

  it('of an unknown name is empty, without a group', () => {
    const experiment = new Experiment(decide(buildContext({}), 'experiment', 'x'), someDetails, () => undefined);
    expect(experiment).toMatchObject({ groupName: null, value: {}, ruleID: '', idType: '' });
  });
});
