import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ExposureIdentity } from '../../../lib/exposures/exposure-identity.js';
import { exposedKey, exposedUser } from '../../../lib/exposures/exposure-key.js';
import { ExposureWindow } from '../../../lib/exposures/exposure-window.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';

const minuteMs = 60_000;

const identity: ExposureIdentity = { entity: 'gate', name: 'g', ruleID: 'r', extra: true, scope: '' };

function isFirst(
  window: ExposureWindow,
  fields: Partial<ExposureIdentity> = {},
  user: StatsigUserArgs = { userID: 'u' },
): boolean {
  return window.isFirst(exposedKey({ ...identity, ...fields }), exposedUser(userDataOf(new StatsigUser(user))));
}

function openWindow(maxKeys = 100): ExposureWindow {
  const window = new ExposureWindow(maxKeys);
  window.current(0, minuteMs);
  return window;
}

describe('current', () => {
  it('numbers windows of 60 seconds, each from its first use', () => {
    const window = new ExposureWindow(10);
    const at = (nowMs: number): number => window.current(nowMs, minuteMs);
    expect([at(1000), at(1000), at(60_999)]).toEqual([1, 1, 1]);
    expect([at(61_000), at(120_999)]).toEqual([2, 2]);
    expect([at(500_000), at(559_999), at(560_000)]).toEqual([3, 3, 4]);
  });

  it('begins with window 1 whatever the clock says', () => {
    expect(new ExposureWindow(10).current(0, minuteMs)).toBe(1);
    expect(new ExposureWindow(10).current(1e15, minuteMs)).toBe(1);
  });

  it('begins a new window when the clock goes backwards', () => {
    const window = new ExposureWindow(10);
    window.current(100_000, minuteMs);
    isFirst(window);
    expect(window.current(99_999, minuteMs)).toBe(2);
    expect(isFirst(window)).toBe(true);
    expect(window.current(100_000, minuteMs)).toBe(2);
  });
});

describe('isFirst', () => {
  it('is true once a window', () => {
    const window = openWindow();
    expect([isFirst(window), isFirst(window)]).toEqual([true, false]);
    window.current(59_999, minuteMs);
    expect(isFirst(window)).toBe(false);
    window.current(60_000, minuteMs);
    expect([isFirst(window), isFirst(window)]).toEqual([true, false]);
  });

  it.each<[what: string, other: Partial<ExposureIdentity>]>([
    ['entity', { entity: 'config' }],
    ['name', { name: 'h' }],
    ['rule', { ruleID: 's' }],
    ['answer', { extra: false }],
    ['parameter', { extra: 'parameter' }],
    ['scope', { scope: 'indirect' }],
  ])('tells exposures apart by their %s', (_what, other) => {
    const window = openWindow();
    isFirst(window);
    expect([isFirst(window, other), isFirst(window, other), isFirst(window)]).toEqual([true, false, false]);
  });

  it.each<[one: StatsigUserArgs, other: StatsigUserArgs]>([
    [{ userID: 'u' }, { userID: 'v' }],
    [{ userID: 'u' }, { userID: 'u', customIDs: { companyID: 'c' } }],
    [{ customIDs: { companyID: 'c' } }, { customIDs: { companyID: 'd' } }],
    [{ customIDs: { stableID: 'c' } }, { customIDs: { companyID: 'c' } }],
    [
      { userID: 'u', customIDs: { a: 'x' } },
      { userID: 'v', customIDs: { a: 'x' } },
    ],
    [
      { userID: 'u', customIDs: { a: 'x' } },
      { userID: 'u', customIDs: { a: 'x', b: 'y' } },
    ],
    [{ customIDs: { a: 'x' } }, { userID: '', customIDs: { a: 'x' } }],
    [{ customIDs: { a: '5' } }, { customIDs: { a: 5 } }],
  ])('tells the users %j and %j apart', (one, other) => {
    const window = openWindow();
    isFirst(window, {}, one);
    expect([isFirst(window, {}, other), isFirst(window, {}, one)]).toEqual([true, false]);
  });

  it.each<[one: StatsigUserArgs, other: StatsigUserArgs]>([
    [{ userID: 'u' }, { userID: 'u', email: 'e@x.io', custom: { a: 1 }, privateAttributes: { b: 2 } }],
    [{ customIDs: { a: 'x', b: 'y' } }, { customIDs: { b: 'y', a: 'x' } }],
    [{ customIDs: { a: 'x', b: 'y' } }, { customIDs: { b: 'x', a: 'y' } }],
  ])('takes the users %j and %j for one', (one, other) => {
    const window = openWindow();
    isFirst(window, {}, one);
    expect(isFirst(window, {}, other)).toBe(false);
  });

  it('forgets nothing up to its size, then the half that was logged first', () => {
    const window = openWindow(4);
    const first = (name: string): boolean => isFirst(window, { name });
    expect(['a', 'b', 'c', 'd'].map(first)).toEqual([true, true, true, true]);
    expect(['a', 'b', 'c', 'd'].map(first)).toEqual([false, false, false, false]);
    expect(first('e')).toBe(true);
    expect(['c', 'd', 'e'].map(first)).toEqual([false, false, false]);
    expect(first('a')).toBe(true);
  });

  it('remembers one even at the smallest size', () => {
    const window = openWindow(1);
    expect([isFirst(window), isFirst(window), isFirst(window, { name: 'h' })]).toEqual([true, false, true]);
  });

  it('takes no longer for an exposure when it is full', () => {
    const window = openWindow(2000);
    const timeOf = (from: number): number => {
      const startedAt = performance.now();
      for (let i = from; i < from + 20_000; i++) isFirst(window, { name: `n${i}` });
      return performance.now() - startedAt;
    };
    timeOf(0);
    // Forgetting the oldest of a `Set` one by one took a hundred times as long; the cap leaves room for a busy machine.
    expect(timeOf(40_000)).toBeLessThan(1000);
  });

  it('is true exactly for what was not seen before, of any names and users', () => {
    const exposures = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b'),
        ruleID: fc.constantFrom('', 'r'),
        extra: fc.boolean(),
        userID: fc.constantFrom('', 'u', 'v'),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(exposures, (list) => {
        const window = openWindow();
        const seen = new Set<string>();
        for (const { userID, ...fields } of list) {
          const key = JSON.stringify([userID, fields.name, fields.ruleID, fields.extra]);
          expect(isFirst(window, fields, { userID })).toBe(!seen.has(key));
          seen.add(key);
        }
      }),
    );
  });
});
