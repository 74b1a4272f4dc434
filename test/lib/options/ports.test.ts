import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';

describe('an object of the application', () => {
  it('is kept as it is: neither copied nor frozen', () => {
    class RedisStore {
      #reads = 0;

      get(): Promise<object> {
        this.#reads += 1;
        return Promise.resolve({ time: this.#reads });
      }
    }
    const dataStore = new RedisStore();
    const persistentStorage = { load: () => null, save: () => undefined, delete: () => undefined };
    const observabilityClient = { increment: () => undefined };
    const outputLoggerProvider = { warn: () => undefined };
    const given = { dataStore, persistentStorage, observabilityClient, outputLoggerProvider };
    const { options, complaints } = resolveOptions(given);
    expect(complaints).toEqual([]);
    for (const [name, value] of Object.entries(given)) {
      expect(Reflect.get(options, name)).toBe(value);
      expect(Object.isFrozen(value)).toBe(false);
    }
  });

  it('may have its methods from a class above, or from a proxy', () => {
    class Base {
      load(): null {
        return null;
      }
      save(): void {}
      delete(): void {}
    }
    class Storage extends Base {}
    expect(resolveOptions({ persistentStorage: new Storage() }).complaints).toEqual([]);
    const proxy = new Proxy({}, { get: () => () => undefined });
    expect(resolveOptions({ dataStore: proxy }).complaints).toEqual([]);
  });

  it('is left out where looking at it throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(resolveOptions({ dataStore: proxy })).toMatchObject({
      options: { dataStore: undefined },
      complaints: ['Option dataStore: reading it threw an error; its default is used.'],
    });
  });
});
