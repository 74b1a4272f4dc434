import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

import { type RememberedEvaluation, evaluate, remember } from '../../../lib/evaluation/evaluate.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import { EvaluationRun } from '../../../lib/evaluation/evaluation-run.js';
import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { SharedAnswers, type SpecAnswers } from '../../../lib/evaluation/shared-answers.js';
import { unevaluated } from '../../../lib/evaluation/unevaluated.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';
import { buildContext, condition, everyone, failGate, passGate, rule } from '../../support/specs-builder.js';

const isListed = condition({ type: 'unit_id', operator: 'eq', targetValue: 'ann' });
const isMissing = condition({ type: 'unit_id', operator: 'eq', targetValue: null });
const isOfCompany = condition({ type: 'unit_id', idType: 'companyID', operator: 'any', targetValue: ['c'] });
const isDev = condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['dev'] });
const isPro = condition({ field: 'plan', operator: 'any', targetValue: ['pro'] });

const parts = {
  gates: {
    all: { rules: [rule('r', [everyone])] },
    half: { rules: [rule('r', [everyone], { passPercentage: 50 })] },
    listed: { rules: [rule('r', [isListed])] },
    missing: { rules: [rule('r', [isMissing])] },
    company: { rules: [rule('r', [isOfCompany])] },
    dev: { rules: [rule('r', [isDev])] },
    pro: { rules: [rule('r', [isPro])] },
    nested: { rules: [rule('r', [failGate('half'), passGate('listed')])] },
  },
  configs: { c: { rules: [rule('r', [passGate('half')], { returnValue: { a: 1 } })] } },
};

function ask(
  context: EvaluationContext,
  name: string,
  user: StatsigUserArgs | StatsigUser,
  kind: EvaluationKind = 'gate',
): RememberedEvaluation {
  return evaluate(kind, name, user instanceof StatsigUser ? user : new StatsigUser(user), context);
}

/** Whether a user of these fields gets the very answer of one who has nothing but the `userID`. */
function shares(name: string, user: StatsigUserArgs | StatsigUser, kind: EvaluationKind = 'gate'): boolean {
  const context = buildContext(parts);
  const { userID } = user;
  // From the second sight of an ID on.
  ask(context, name, { userID }, kind);
  return ask(context, name, { userID }, kind) === ask(context, name, user, kind);
}

describe('an answer', () => {
  it.each<[name: string, kind?: EvaluationKind]>([
    ['all'],
    ['half'],
    ['listed'],
    ['dev'],
    ['nested'],
    ['c', 'dynamic-config'],
    ['c', 'experiment'],
  ])('of %s is that of all users of the ID, whatever else they have', (name, kind) => {
    const others = { email: 'e@x.io', country: 'NZ', custom: { plan: 'pro' }, privateAttributes: { plan: 'pro' } };
    expect(shares(name, { userID: 'ann', ...others }, kind)).toBe(true);
  });

  it('is kept with the user object at the first sight of an ID, and for all of the ID at the second', () => {
    const context = buildContext(parts);
    const answersOf = (userID: string): RememberedEvaluation[] => {
      const first = new StatsigUser(userID);
      return [first, first, new StatsigUser(userID), new StatsigUser(userID), first].map((user) =>
        ask(context, 'half', user),
      );
    };
    const [first, again, second, third, last] = answersOf('ann');
    expect([again === first, second === first, third === second, last === second]).toEqual([true, false, true, true]);
    expect(second?.evaluation).toEqual(first?.evaluation);
  });

  it('of users who are seen once is kept for hardly any', () => {
    const context = buildContext(parts);
    const shared = new SharedAnswers(context).of('gate', 'half');
    const isAgain = (prefix: string) =>
      Array.from({ length: 10_000 }, (_id, index) => shared?.isSeenAgain(`${prefix}${index}@example.com`) === true);
    for (const prefix of ['user-', '', 'ann.smith.']) {
      expect(isAgain(prefix).filter(Boolean).length).toBeLessThan(3000);
    }
    // And those who are seen soon again, for all.
    expect(['a', '', 'x'.repeat(1000)].map((id) => [shared?.isSeenAgain(id), shared?.isSeenAgain(id)][1])).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('that depends on another field is a user’s own', () => {
    expect(shares('pro', { userID: 'ann' })).toBe(false);
    const context = buildContext(parts);
    const isOpen = (plan: string) => ask(context, 'pro', { userID: 'ann', custom: { plan } }).evaluation.value;
    expect([isOpen('pro'), isOpen('free'), isOpen('pro')]).toEqual([true, false, true]);
  });

  it('is not that of a user with custom IDs, be they none', () => {
    const context = buildContext(parts);
    const isOpen = (user: StatsigUserArgs) => ask(context, 'company', user).evaluation.value;
    expect(isOpen({ userID: 'ann' })).toBe(false);
    expect(isOpen({ userID: 'ann', customIDs: { companyID: 'c' } })).toBe(true);
    expect(isOpen({ userID: 'ann' })).toBe(false);
    expect(shares('all', { userID: 'ann', customIDs: {} })).toBe(false);
  });

  it('is not that of a user with an environment of its own, be it empty', () => {
    const context = buildContext(parts, { environment: { tier: 'dev' } });
    const isOpen = (user: StatsigUserArgs) => ask(context, 'dev', user).evaluation.value;
    expect(isOpen({ userID: 'ann' })).toBe(true);
    expect(isOpen({ userID: 'ann', statsigEnvironment: { tier: 'production' } })).toBe(false);
    expect(isOpen({ userID: 'bob' })).toBe(true);
    expect(shares('all', { userID: 'ann', statsigEnvironment: {} })).toBe(false);
  });

  it('is not that of another ID, also where all get the same', () => {
    const context = buildContext(parts);
    const isOpen = (userID: string) => ask(context, 'listed', { userID }).evaluation.value;
    expect([isOpen('ann'), isOpen('bob'), isOpen('Ann'), isOpen('ann ')]).toEqual([true, false, false, false]);
    const [ann, bob] = ['ann', 'bob'].map((userID) => ask(context, 'all', { userID }));
    // What was noted of one is not of the other; the evaluation itself is the same one.
    expect(ann).not.toBe(bob);
    expect(ann?.evaluation).toBe(bob?.evaluation);
  });

  it('tells a missing ID from an empty one', () => {
    const context = buildContext(parts);
    const isMissingIn = (user: StatsigUserArgs | StatsigUser) => ask(context, 'missing', user).evaluation.value;
    const nobody = new StatsigUser('');
    expect(isMissingIn(nobody)).toBe(false);
    nobody.userID = null;
    expect(isMissingIn(nobody)).toBe(true);
    // As the official SDK does: without any ID, a user is made with the empty one.
    expect([isMissingIn({ userID: '' }), isMissingIn({ userID: undefined })]).toEqual([false, false]);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('is told apart of the ID "%s" as of any other', (userID) => {
    const context = buildContext(parts);
    const fresh = () => new EvaluationRun(userDataOf(new StatsigUser(userID)), buildContext(parts));
    for (const name of ['half', 'nested', 'half']) {
      expect(ask(context, name, { userID }).evaluation).toEqual(fresh().conclude('gate', name));
    }
  });

  it('follows the setters of a user', () => {
    const context = buildContext(parts);
    const user = new StatsigUser('ann');
    const isOpen = (name: string) => ask(context, name, user).evaluation.value;
    expect([isOpen('listed'), isOpen('company'), isOpen('dev')]).toEqual([true, false, false]);
    user.userID = 'bob';
    expect(isOpen('listed')).toBe(false);
    user.customIDs = { companyID: 'c' };
    user.statsigEnvironment = { tier: 'dev' };
    expect([isOpen('listed'), isOpen('company'), isOpen('dev')]).toEqual([false, true, true]);
    user.customIDs = null;
    user.statsigEnvironment = null;
    user.userID = 'ann';
    expect([isOpen('listed'), isOpen('company'), isOpen('dev')]).toEqual([true, false, false]);
  });

  it('is kept apart for experiments and dynamic configs of one name', () => {
    const context = buildContext(parts);
    const kinds = ['dynamic-config', 'experiment', 'dynamic-config', 'experiment'] as const;
    expect(kinds.map((kind) => ask(context, 'c', { userID: 'ann' }, kind).evaluation.kind)).toEqual(kinds);
  });

  it('is forgotten with its context', () => {
    const [before, after] = [buildContext(parts), buildContext({ gates: { ...parts.gates, all: { rules: [] } } })];
    const isOpen = (context: EvaluationContext) => ask(context, 'all', { userID: 'ann' }).evaluation.value;
    expect([isOpen(before), isOpen(after), isOpen(before)]).toEqual([true, false, true]);
    const lists = new Set<string>();
    const inList = condition({ type: 'unit_id', operator: 'in_segment_list', targetValue: 'l' });
    const old = buildContext({ gates: { all: { rules: [rule('r', [inList])] } } }, { isOnIdList: (l) => lists.has(l) });
    expect(isOpen(old)).toBe(false);
    lists.add('l');
    expect(isOpen({ ...old })).toBe(true);
  });

  it('of gates that refer to each other without end, or too deep, is that of everybody else', () => {
    const chain = Array.from({ length: 400 }, (_gate, level) => [
      `gate_${level}`,
      { rules: [rule('r', [level === 399 ? isListed : passGate(`gate_${level + 1}`)])] },
    ]);
    const gates = { ...Object.fromEntries(chain), self: { rules: [rule('r', [passGate('self')])] } };
    const context = buildContext({ gates });
    // From the end on, so that what is found out of those before is shared.
    for (let level = 380; level >= 0; level -= 20) ask(context, `gate_${level}`, { userID: 'ann' });
    for (const name of ['gate_0', 'gate_90', 'gate_120', 'gate_380', 'self']) {
      for (const userID of ['ann', 'bob', 'ann']) {
        const fresh = new EvaluationRun(userDataOf(new StatsigUser(userID)), context);
        expect(ask(context, name, { userID }).evaluation).toEqual(fresh.conclude('gate', name));
      }
    }
    expect(ask(context, 'gate_0', { userID: 'ann' })).toBe(ask(context, 'gate_0', { userID: 'ann' }));
    expect(ask(context, 'gate_0', { userID: 'ann' }).evaluation.outcome).toBe('too-deep');
    expect(ask(context, 'gate_380', { userID: 'ann' }).evaluation.value).toBe(true);
  });
});

describe('of the answers of a context', () => {
  const context = buildContext(parts);
  const setUp = (): { answers: SpecAnswers; others: SpecAnswers } => {
    const shared = new SharedAnswers(context);
    const of = (name: string): SpecAnswers => {
      const answers = shared.of('gate', name);
      if (answers === undefined) throw new Error(`Answers of "${name}" are not shared.`);
      return answers;
    };
    return { answers: of('half'), others: of('listed') };
  };
  const answer = (exposures = 0): RememberedEvaluation => {
    const exposure = { gate: 'g', gateValue: 'true', ruleID: 'r' } as const;
    const secondaryExposures = Array.from({ length: exposures }, () => exposure);
    return remember({ ...unevaluated('gate', 'half', 'unrecognized'), secondaryExposures });
  };
  const idsOf = (count: number, prefix = 'user'): string[] =>
    Array.from({ length: count }, (_id, index) => `${prefix}-${index}`);
  const keptOf = (answers: SpecAnswers, ids: readonly string[]): number =>
    ids.filter((userID) => answers.get(userID) !== undefined).length;

  it('at least the latest 2,000 are kept, and at most 4,000', () => {
    const { answers } = setUp();
    const ids = idsOf(10_000);
    for (const userID of ids) answers.set(userID, answer());
    expect(keptOf(answers, ids.slice(-2000))).toBe(2000);
    for (const userID of idsOf(1999, 'more')) answers.set(userID, answer());
    const kept = ids.findIndex((userID) => answers.get(userID) !== undefined);
    expect(kept === -1 ? 0 : ids.length - kept).toBeLessThanOrEqual(4000 - 1999);
  });

  it('those of all specs are counted together', () => {
    const { answers, others } = setUp();
    const ids = idsOf(5000);
    for (const userID of ids) {
      answers.set(userID, answer());
      others.set(userID, answer());
    }
    const latest = ids.slice(-900);
    expect([keptOf(answers, latest), keptOf(others, latest)]).toEqual([900, 900]);
    // To ask keeps those that are left, one after the other: the first that is there was among the kept ones before.
    const eldest = [answers, others].map((of) => ids.findIndex((userID) => of.get(userID) !== undefined));
    for (const index of eldest) expect(index).toBeGreaterThanOrEqual(3000);
  });

  it('those are kept that are asked for', () => {
    const { answers, others } = setUp();
    const known = answer();
    answers.set('ann', known);
    const hasKept = idsOf(20_000).every((userID) => {
      others.set(userID, answer());
      return answers.get('ann') === known;
    });
    expect(hasKept).toBe(true);
  });

  it('fewer are kept where they are large, by their IDs or by what they consulted', () => {
    for (const [ids, exposures] of [
      [idsOf(1000, 'x'.repeat(256 * 20)), 0],
      [idsOf(1000), 8 * 20],
    ] as const) {
      const { answers } = setUp();
      for (const userID of ids) answers.set(userID, answer(exposures));
      expect(keptOf(answers, ids)).toBeLessThanOrEqual(200);
      expect(answers.get(ids.at(-1) ?? '')).toBeDefined();
    }
  });

  it('no text is kept that an ID was cut from', () => {
    const { answers } = setUp();
    const known = answer();
    const longTexts = idsOf(3000, `${'x'.repeat(10_000)} user-of-many`).map((text) => text.split('').join(''));
    for (const text of longTexts) answers.set(text.slice(10_001), known);
    expect(keptOf(answers, ['user-of-many-2999'])).toBe(1);
    const before = usedBytes();
    longTexts.length = 0;
    // Else the texts stay, which take 30 MB.
    expect(before - usedBytes()).toBeGreaterThan(20_000_000);
    expect(keptOf(answers, ['user-of-many-2999'])).toBe(1);
  });

  it('none is kept when the context has ended', async () => {
    const remembering = (): WeakRef<RememberedEvaluation> => {
      const ended = buildContext(parts);
      for (let sight = 0; sight < 2; sight += 1) ask(ended, 'half', { userID: 'ann' });
      return new WeakRef(ask(ended, 'half', { userID: 'ann' }));
    };
    ask(context, 'half', { userID: 'ann' });
    const [kept, gone] = [new WeakRef(ask(context, 'half', { userID: 'ann' })), remembering()];
    // A reference that was looked at or made holds for as long as the current turn lasts.
    await nextTurn();
    usedBytes();
    expect([kept.deref() === undefined, gone.deref() === undefined]).toEqual([false, true]);
  });
});

/** What is in use of the heap once it is cleaned up. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
