import { describe, expect, it } from 'vitest';

import { explain } from '../../../../lib/evaluation/explain/explain.js';
import type { Explanation } from '../../../../lib/evaluation/explain/explanation.js';
import { formatExplanation } from '../../../../lib/evaluation/explain/format-explanation.js';
import { keepDecision } from '../../../../lib/evaluation/keep-decision.js';
import type { StickyRequest } from '../../../../lib/evaluation/kept-decision.js';
import { StatsigUser, userDataOf } from '../../../../lib/users/statsig-user.js';
import { buildContext, everyone, fieldCondition, rule } from '../../../support/specs-builder.js';
import { keptDecision } from '../../../support/sticky-builder.js';

const leaving = fieldCondition('any', ['leaving']);
const inGroup = rule('live', [everyone], { groupName: 'B', isExperimentGroup: true, returnValue: { color: 'blue' } });
const context = buildContext(
  {
    configs: {
      e: { isActive: true, rules: [rule('targetingGate', [leaving]), rule('x_override', [leaving]), inGroup] },
      ended: { isActive: false, rules: [inGroup] },
      company: { isActive: true, idType: 'companyID', rules: [inGroup] },
      outside: { isActive: true, rules: [rule('targetingGate', [everyone])] },
    },
    layers: { page: { isActive: true, rules: [rule('l', [everyone], { configDelegate: 'e' })] } },
  },
  { now: () => 5000 },
);

const none: StickyRequest = {
  kept: { decisions: new Map(), loadedKeys: undefined },
  enforceOverrides: false,
  enforceTargeting: false,
};
const some = (name = 'e', timeMs: number | null = 77): StickyRequest => ({
  ...none,
  kept: { decisions: new Map([[name, keptDecision({ timeMs })]]), loadedKeys: undefined },
});

function explainSticky(name: string, request: StickyRequest, custom = {}): Explanation {
  const user = userDataOf(new StatsigUser({ userID: 'u', custom }));
  return explain({
    kind: name === 'page' ? 'layer' : 'experiment',
    name,
    user,
    context,
    origin: { source: 'Network', lcut: 1000, receivedAt: 2000 },
    look: (live) => keepDecision(live, request, { user, context }),
  });
}

const live = 'Experiment "e" gives the values of group "B" (rule "live"): rule "live" matched, at 100 %';

describe('an explanation with kept decisions', () => {
  it('tells a kept decision, with its values, its reason and its time, and what would have been without', () => {
    expect(explainSticky('e', some())).toMatchObject({
      sentence:
        'Experiment "e" gives the values of group "A" (rule "group-a"): an earlier decision is kept for this user.',
      value: true,
      values: { color: 'red' },
      ruleID: 'group-a',
      groupName: 'A',
      details: { reason: 'Persisted', lcut: 77, receivedAt: 5000, version: 3 },
      decision: { decidedBy: 'rule', ruleID: 'live' },
      sticky: { step: 'kept', wouldDo: undefined },
    });
  });

  it('tells the same of a layer', () => {
    expect(explainSticky('page', some('page')).sentence).toBe(
      'Layer "page" gives the values of group "A" (rule "group-a"): an earlier decision is kept for this user.',
    );
  });

  it.each<[step: string, wouldDo: string | undefined, sentence: string, of: Parameters<typeof explainSticky>]>([
    ['new', 'keep', `${live}; a check keeps this decision for the user.`, ['e', none]],
    [
      'not-given',
      'forget',
      `${live}; a check without userPersistedValues forgets any earlier decision.`,
      ['e', { ...none, kept: undefined }],
    ],
    [
      'not-loaded',
      undefined,
      `${live}; what is kept for this user is not known, as it was not loaded.`,
      ['e', { ...none, kept: { decisions: new Map(), loadedKeys: [] } }],
    ],
    [
      'inactive',
      'forget',
      'Experiment "ended" gives the values of group "B" (rule "live"): rule "live" matched, at 100 %; a check forgets any earlier decision, because the experiment is not running.',
      ['ended', some('ended')],
    ],
    [
      'no-unit',
      undefined,
      'Experiment "company" gives the values of group "B" (rule "live"): rule "live" matched, at 100 %; nothing can be kept for a user without such an ID.',
      ['company', none],
    ],
    [
      'no-group',
      undefined,
      'Experiment "outside" gives the values for users outside of it: its targeting gate keeps the user out (rule "targetingGate").',
      ['outside', none],
    ],
    [
      'targeting',
      undefined,
      'Experiment "e" gives the values for users outside of it: its targeting gate keeps the user out (rule "targetingGate"); the decision that is kept for this user does not count, because the targeting now keeps the user out.',
      ['e', { ...some(), enforceTargeting: true }, { f: 'leaving' }],
    ],
    [
      'override',
      undefined,
      'Experiment "e" gives the values for users outside of it: its targeting gate keeps the user out (rule "targetingGate"); the decision that is kept for this user does not count, because an override of the console applies.',
      ['e', { ...some(), enforceOverrides: true }, { f: 'leaving' }],
    ],
  ])('tells the step %s, and what a check would do: %s', (step, wouldDo, sentence, of) => {
    expect(explainSticky(...of)).toMatchObject({ sentence, sticky: { step, wouldDo } });
  });

  it('has nothing to tell of names that the project does not have', () => {
    expect(explainSticky('no-such', none).sticky).toBeUndefined();
  });

  it('is printed with the way of the live decision', () => {
    expect(formatExplanation(explainSticky('e', some()))).toBe(
      [
        'Experiment "e" gives the values of group "A" (rule "group-a"): an earlier decision is kept for this user.',
        'Reason: Persisted, specs of 1970-01-01T00:00:00.077Z.',
        '',
        'Without the kept decision:',
        'experiment "e": rule "live", decided by rule',
        '  rule "targetingGate": does not match',
        '    - f is missing and must be one of ["leaving"]',
        '  rule "x_override": does not match',
        '    - f is missing and must be one of ["leaving"]',
        '  rule "live" (group "B"): matches',
        '    + it is for everyone',
        '    100 %: passes',
      ].join('\n'),
    );
    expect(formatExplanation(explainSticky('e', some('e', null)))).toContain(
      'Reason: Persisted, specs of an unknown time.',
    );
  });
});
