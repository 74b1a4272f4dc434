import { describe, expect, it } from 'vitest';

import type { ExposureIdentity } from '../../../lib/exposures/exposure-identity.js';
import { type ExposureRules, readExposureRules } from '../../../lib/exposures/exposure-rules.js';
import { ExposureSampler, type SamplingDecision } from '../../../lib/exposures/exposure-sampler.js';
import { StatsigUser, userDataOf } from '../../../lib/users/statsig-user.js';

const unsampled = { isLogged: true };

const standard: ExposureRules = { ...readExposureRules(new Map()), samplingMode: 'on' };
const identity: ExposureIdentity = { entity: 'gate', name: 'g', ruleID: 'r', extra: true, scope: '' };

interface Case {
  readonly rules: ExposureRules;
  readonly identity: ExposureIdentity;
  readonly rate: number | undefined;
  readonly userID: string;
  readonly forwardAllExposures: boolean;
  readonly hasSeenAnalyticalGate: boolean;
  readonly nowMs: number;
}

function decide(sampler: ExposureSampler, one: Partial<Case>): SamplingDecision {
  const { rules = standard, rate, userID = 'u', forwardAllExposures = false, hasSeenAnalyticalGate = false } = one;
  return sampler.decide(
    { samplingRate: rate, forwardAllExposures, hasSeenAnalyticalGate },
    {
      identity: one.identity ?? identity,
      user: userDataOf(new StatsigUser(userID)),
      rules,
      nowMs: one.nowMs ?? 0,
    },
  );
}

/** A sampler that has seen the rule of `identity`. */
function startedSampler(rules = standard): ExposureSampler {
  const sampler = new ExposureSampler();
  expect(decide(sampler, { rules })).toEqual(unsampled);
  return sampler;
}

/** What becomes of so many users’ exposures. */
function decideMany(sampler: ExposureSampler, count: number, one: Partial<Case>): SamplingDecision[] {
  return Array.from({ length: count }, (_user, index) => decide(sampler, { ...one, userID: `u${index}` }));
}

describe('an exposure', () => {
  it('is logged without a note when the project does not sample', () => {
    const none = { ...standard, samplingMode: 'none' } as const;
    const sampler = startedSampler(none);
    expect(decide(sampler, { rules: none, rate: 0 })).toEqual(unsampled);
  });

  it.each(['forwardAllExposures', 'hasSeenAnalyticalGate'] as const)('is logged without a note with %s', (reason) => {
    const sampler = startedSampler();
    expect(decide(sampler, { [reason]: true, rate: 0 })).toEqual(unsampled);
  });

  it('that is logged so does not count as the first of its rule', () => {
    const sampler = new ExposureSampler();
    decide(sampler, { forwardAllExposures: true });
    expect(decide(sampler, { rate: 0 })).toEqual(unsampled);
    expect(decide(sampler, { rate: 0 }).isLogged).toBe(false);
  });

  it('is logged without a note when it is the first of its rule in the window', () => {
    const sampler = startedSampler();
    expect(decide(sampler, { rate: 0 }).isLogged).toBe(false);
    expect(decide(sampler, { rate: 0, identity: { ...identity, ruleID: 's' } })).toEqual(unsampled);
    expect(decide(sampler, { rate: 0, identity: { ...identity, name: 'h' } })).toEqual(unsampled);
    // Neither the parameter nor the kind makes another rule.
    expect(decide(sampler, { rate: 0, identity: { ...identity, entity: 'layer', extra: 'a' } }).isLogged).toBe(false);
    expect(decide(sampler, { rate: 0, nowMs: 59_999 }).isLogged).toBe(false);
    expect(decide(sampler, { rate: 0, nowMs: 60_000 })).toEqual(unsampled);
  });

  it('is logged with a note of an unknown rate when its rule has none', () => {
    const note = { mode: 'on', rate: undefined, isChosen: true };
    expect(decide(startedSampler(), {})).toEqual({ isLogged: true, note });
  });

  it.each([
    ['on', false],
    ['shadow', true],
  ] as const)('that is not chosen is logged in the mode %s: %s', (samplingMode, isLogged) => {
    const rules = { ...standard, samplingMode };
    expect(decide(startedSampler(rules), { rules, rate: 0 })).toEqual({
      isLogged,
      note: { mode: samplingMode, rate: 0, isChosen: false },
    });
  });

  it.each([
    [1, 1],
    [2, 0.5],
    [10, 0.1],
    [101, 1 / 101],
    [1e12, 0],
    [0, 0],
  ])('is chosen, at the rate %d, for the share %d of users', (rate, share) => {
    const count = 4000;
    const chosen = decideMany(startedSampler(), count, { rate }).filter(({ note }) => note?.isChosen === true).length;
    // Within five standard deviations.
    expect(Math.abs(chosen - share * count)).toBeLessThanOrEqual(5 * Math.sqrt(share * (1 - share) * count));
  });

  it.each(['default', 'disabled', ''])('of the rule "%s" is sampled at the rate for special cases', (ruleID) => {
    const special = { ...standard, specialCaseRate: 7 };
    const sampler = new ExposureSampler();
    const one = { identity: { ...identity, ruleID }, rate: 3 };
    decide(sampler, { ...one, rules: special });
    expect(decide(sampler, { ...one, rules: special }).note?.rate).toBe(7);
    expect(decide(sampler, { ...one, rules: standard }).note).toEqual({ mode: 'on', rate: undefined, isChosen: true });
  });

  it('is chosen or not for a user, in every process and whoever asks', () => {
    const one = { rate: 3 };
    const decisions = decideMany(startedSampler(), 200, one);
    expect(new Set(decisions.map(({ isLogged }) => isLogged)).size).toBe(2);
    expect(decideMany(startedSampler(), 200, one)).toEqual(decisions);
    for (const scope of ['manual', 'indirect', 'unit u']) {
      expect(decideMany(startedSampler(), 200, { ...one, identity: { ...identity, scope } })).toEqual(decisions);
    }
    expect(decideMany(startedSampler(), 200, { ...one, identity: { ...identity, extra: false } })).not.toEqual(
      decisions,
    );
  });
});
