import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { redisDataStore } from 'statsig-nodekit/redis';

const given = { redis: 'redis://127.0.0.1:9', sdkKey: 'secret-options-key-0123' };

describe('redisDataStore()', () => {
  it.each([
    [{ redis: undefined }, /redis` is missing/],
    [{ sdkKey: '' }, /sdkKey.*is no text, or empty/],
    [{ sdkKey: undefined }, /sdkKey` is missing/],
    [{ keyScheme: 'core-v4' }, /keyScheme.*native, core-v2, core-v3, forward-proxy, legacy/],
    [{ alsoRead: 'native' }, /alsoRead/],
    [{ leaseTtlMs: 10 }, /leaseTtlMs.*from 300/],
    [{ spreadMs: -1 }, /spreadMs/],
    [{ timeoutMs: 1.5 }, /timeoutMs/],
    [{ keptVersions: 101 }, /keptVersions/],
    [{ readOnly: 1 }, /readOnly.*true or false/],
    [{ keyScheme: 'legacy' }, /`legacy` is given without `readOnly: true`/],
    [{ ttl: 7 }, /ttl/],
  ])('refuses %j with what is wrong', (wrong, message) => {
    expect(() => redisDataStore({ ...given, ...wrong } as never)).toThrow(message);
  });

  it.each([[undefined], [null], ['redis://x'], [[]]])('refuses %j', (options) => {
    expect(() => redisDataStore(options as never)).toThrow(/Options for Redis cannot be used/);
  });

  it('shows neither the SDK key nor the address with credentials', () => {
    const store = redisDataStore({ redis: 'redis://ann:pass-word@127.0.0.1:9', sdkKey: given.sdkKey });
    expect(inspect(store, { depth: 9 }) + JSON.stringify(store) + JSON.stringify(store.details())).not.toMatch(
      /pass-word|secret-options/,
    );
    expect(store.details()).toEqual({ redis: 'redis://127.0.0.1:9', isHolder: false, isPinned: false, failure: null });
  });
});
