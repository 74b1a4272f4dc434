import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LocalOverrides, OverridesOfKind } from '../../../lib/overrides/local-overrides.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';

const find = <Value>(overrides: OverridesOfKind<Value>, user: StatsigUserArgs, name = 'n'): Value | undefined =>
  overrides.find(name, userDataOf(new StatsigUser(user)));

describe('the override that counts for a user', () => {
  it('is that of the userID, else of any custom ID, else the one for everybody', () => {
    const overrides = new OverridesOfKind<string>();
    const user = { userID: 'u', customIDs: { stableID: 's', companyID: 'c' } };
    expect(find(overrides, user)).toBeUndefined();
    overrides.set('n', 'everybody', undefined);
    expect(find(overrides, user)).toBe('everybody');
    overrides.set('n', 'company', 'c');
    expect(find(overrides, user)).toBe('company');
    overrides.set('n', 'user', 'u');
    expect(find(overrides, user)).toBe('user');
    expect(find(overrides, user, 'other')).toBeUndefined();
  });

  it('is found by IDs that are numbers, empty, or named like properties of objects', () => {
    const overrides = new OverridesOfKind<boolean>();
    for (const id of ['7', '', '__proto__', 'constructor']) overrides.set('n', true, id);
    expect(find(overrides, { customIDs: { companyID: 7 } })).toBe(true);
    expect(find(overrides, { userID: 7 })).toBe(true);
    overrides.set('n', true, '1000000000000000000000');
    expect(find(overrides, { customIDs: { companyID: 1e21 } })).toBe(true);
    expect(find(overrides, { userID: '' })).toBe(true);
    expect(find(overrides, { userID: '__proto__' })).toBe(true);
    expect(find(overrides, { userID: 'toString' })).toBeUndefined();
    expect(find(overrides, { customIDs: { a: 'constructor' } })).toBe(true);
  });

  it('may be false, and is then found all the same', () => {
    const overrides = new OverridesOfKind<boolean>();
    overrides.set('n', true, undefined);
    overrides.set('n', false, 'u');
    expect(find(overrides, { userID: 'u' })).toBe(false);
  });

  it('is the last that was set', () => {
    const overrides = new OverridesOfKind<number>();
    for (const value of [1, 2]) for (const id of ['u', undefined]) overrides.set('n', value, id);
    expect([find(overrides, { userID: 'u' }), find(overrides, { userID: 'v' })]).toEqual([2, 2]);
  });
});

describe('removing', () => {
  it('for an id leaves the others, and the one for everybody', () => {
    const overrides = new OverridesOfKind<string>();
    for (const id of ['u', 'v', undefined]) overrides.set('n', id ?? 'everybody', id);
    overrides.remove('n', 'u');
    overrides.remove('n', 'nobody');
    expect([find(overrides, { userID: 'u' }), find(overrides, { userID: 'v' })]).toEqual(['everybody', 'v']);
  });

  it('without an id takes every override of that name, and of no other', () => {
    const overrides = new OverridesOfKind<string>();
    for (const name of ['n', 'other']) for (const id of ['u', undefined]) overrides.set(name, name, id);
    overrides.remove('n', undefined);
    expect([find(overrides, { userID: 'u' }), find(overrides, { userID: 'u' }, 'other')]).toEqual([undefined, 'other']);
  });

  it('leaves nothing behind that evaluation would have to ask', () => {
    const overrides = new LocalOverrides();
    expect(overrides.isEmpty).toBe(true);
    overrides.layers.set('l', {}, 'u');
    expect(overrides.isEmpty).toBe(false);
    overrides.layers.remove('l', 'u');
    expect(overrides.isEmpty).toBe(true);
    overrides.layers.remove('l', 'u');
    overrides.layers.remove('l', undefined);
    expect(overrides.isEmpty).toBe(true);
  });

  it('of all is of every kind', () => {
    const overrides = new LocalOverrides();
    overrides.gates.set('n', true, undefined);
    overrides.dynamicConfigs.set('n', {}, 'u');
    overrides.experiments.set('n', { kind: 'group', groupName: 'G' }, undefined);
    overrides.layers.set('n', {}, 'u');
    overrides.parameterStores.set('n', new Map(), undefined);
    overrides.clear();
    expect(overrides.isEmpty).toBe(true);
    expect(overrides.parameterStores.isEmpty).toBe(true);
  });
});

describe('overrides', () => {
  it('are as the simplest model of them, after any steps', () => {
    const ids = fc.constantFrom('u', 'c', 'other', undefined);
    const names = fc.constantFrom('n', 'm');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), name: names, id: ids, value: fc.nat(9) }),
      fc.record({ kind: fc.constant('remove' as const), name: names, id: ids }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const overrides = new OverridesOfKind<number>();
        // All that is set, in order; the newest entry of an id counts.
        let model: { name: string; id: string | undefined; value: number }[] = [];
        for (const one of steps) {
          const { name, id } = one;
          if (one.kind === 'set') {
            overrides.set(name, one.value, id);
            model = [
              ...model.filter((entry) => entry.name !== name || entry.id !== id),
              { name, id, value: one.value },
            ];
          } else {
            overrides.remove(name, id);
            model = model.filter((entry) => entry.name !== name || (id !== undefined && entry.id !== id));
          }
        }
        for (const name of ['n', 'm']) {
          const expected = ['u', 'c', undefined]
            .map((id) => model.find((entry) => entry.name === name && entry.id === id))
            .find((entry) => entry !== undefined)?.value;
          expect(find(overrides, { userID: 'u', customIDs: { companyID: 'c' } }, name)).toBe(expected);
        }
        expect(overrides.isEmpty).toBe(model.length === 0);
      }),
    );
  });
});
