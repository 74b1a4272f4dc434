import { describe, expect, it } from 'vitest';

import type { DataStoreError } from '../../../lib/errors/data-store-error.js';
import { GuardedStore } from '../../../lib/stores/guarded-store.js';
import { createManualTimers } from '../../support/manual-timers.js';

const limit = { timeoutMs: 5000 };
const forever = (): Promise<never> => new Promise(() => undefined);

/** A store of the application's as JavaScript may bring it, whatever the types say. */
function guard(store: object, timers = createManualTimers()): GuardedStore {
  return new GuardedStore(store, timers);
}

async function failureOf(call: Promise<unknown>): Promise<DataStoreError> {
  return call.then(
    () => expect.fail('expected a failure'),
    (error: unknown) => error as DataStoreError,
  );
}

describe('reading', () => {
  it.each([
    ['a text', { get: async () => ({ result: 'text' }) }],
    ['a Buffer', { getBytes: async () => ({ result: Buffer.from('text') }) }],
    ['a Uint8Array', { getBytes: async () => ({ result: new TextEncoder().encode('text') }) }],
    ['an array of numbers', { getBytes: async () => ({ result: [116, 101, 120, 116] }) }],
    ['bytes in place of a text', { get: async () => ({ result: Buffer.from('text') }) }],
    ['a text in place of bytes', { getBytes: async () => ({ result: 'text' }) }],
    ['a text that is no promise', { get: () => ({ result: 'text' }) }],
    ['a text beside empty bytes', { getBytes: async () => ({}), get: async () => ({ result: 'text' }) }],
  ])('takes %s', async (_what, store) => {
    await expect(guard(store).read('key', limit)).resolves.toBe('text');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a null result', { result: null }],
    ['an empty text', { result: '' }],
    ['no bytes', { result: new Uint8Array() }],
  ])('takes %s for an empty store', async (_what, response) => {
    await expect(guard({ get: async () => response }).read('key', limit)).resolves.toBeUndefined();
    await expect(guard({ getBytes: async () => response }).read('key', limit)).resolves.toBeUndefined();
  });

  it.each([
    ['a plain text', 'private things', 'string in place of an object'],
    ['a number', { result: 5 }, 'neither a text nor bytes, but number'],
    ['numbers that are no bytes', { result: [1, 256] }, 'neither a text nor bytes, but object'],
  ])('refuses %s, without telling what it holds', async (_what, response, detail) => {
    const error = await failureOf(guard({ get: async () => response }).read('key', limit));
    expect(error).toMatchObject({ code: 'data_store_failed', method: 'get', reason: 'unusable' });
    expect(error.message).toContain(detail);
    expect(error.message).not.toContain('private');
  });

  it('asks with the key, as a method of the object', async () => {
    class Store {
      readonly #held = 'held for ';
      async get(key: string): Promise<{ result: string }> {
        return { result: this.#held + key };
      }
    }
    await expect(guard(new Store()).read('a key', limit)).resolves.toBe('held for a key');
  });
});

describe('writing', () => {
  const details = { specsTime: 99 };
  const written: unknown[] = [];
  it.each([
    ['bytes where the store takes bytes', ['set', 'setBytes'], Uint8Array.from(Buffer.from('täxt'))],
    ['a text where it does not', ['set'], 'täxt'],
  ])('gives %s', async (_what, methods, expected) => {
    written.length = 0;
    const store = Object.fromEntries(
      methods.map((method) => [method, async (...args: unknown[]) => void written.push([method, ...args])]),
    );
    await guard(store).write('key', 'täxt', { ...limit, timeMs: 123, details });
    expect(written).toEqual([[methods.at(-1), 'key', expected, 123, details]]);
  });

  it('waits for a write that has not ended in its time, so that the later one stays', async () => {
    const timers = createManualTimers();
    const ended: string[] = [];
    const ends: (() => void)[] = [];
    const store = guard(
      {
        set: (_key: string, value: string) =>
          new Promise<void>((resolve) => {
            ends.push(() => {
              ended.push(value);
              resolve();
            });
          }),
      },
      timers,
    );
    const first = failureOf(store.write('key', 'old', { ...limit, timeMs: 1, details }));
    await timers.advance(5000);
    expect(await first).toMatchObject({ method: 'set', reason: 'timeout' });

    const second = store.write('key', 'new', { ...limit, timeMs: 2, details });
    await timers.advance(100);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await timers.advance(100);
    ends[1]?.();
    await second;
    expect(ended).toEqual(['old', 'new']);
  });
});

describe('a method', () => {
  it.each([
    ['rejects', async () => Promise.reject(new Error('connection lost'))],
    [
      'throws',
      () => {
        throw new Error('connection lost');
      },
    ],
  ])('that %s fails with its reason', async (_what, get) => {
    const error = await failureOf(guard({ get }).read('key', limit));
    expect(error).toMatchObject({ code: 'data_store_failed', method: 'get', reason: 'failed' });
    expect(error.message).toBe(
      'The data store’s get() failed: connection lost. Check that the store can be reached from here; specs in use stay in use.',
    );
    expect(error.cause).toEqual(new Error('connection lost'));
  });

  it('that quotes a key or a password fails without them', async () => {
    const message = 'GET statsig|x|secret-abcdef12345 at redis://admin:hunter2@host failed';
    const error = await failureOf(guard({ get: async () => Promise.reject(new Error(message)) }).read('key', limit));
    expect(error.message).not.toMatch(/abcdef|hunter2/);
    expect(error.message).toContain('redis://*****@host failed');
  });

  it('that throws what is no error fails with its type', async () => {
    const error = await failureOf(guard({ get: async () => Promise.reject({ any: 'thing' }) }).read('key', limit));
    expect(error.detail).toBe('a thrown object');
  });

  it('that hangs is given up in time', async () => {
    const timers = createManualTimers();
    const failing = failureOf(guard({ get: forever }, timers).read('key', { timeoutMs: 300 }));
    await timers.advance(300);
    expect(await failing).toMatchObject({ method: 'get', reason: 'timeout', detail: 'no answer within 300 ms' });
    expect(timers.waitingCount()).toBe(0);
  });

  it('that hangs is given up at once when nobody wants the answer any more', async () => {
    const stopping = new AbortController();
    const failing = failureOf(guard({ get: forever }).read('key', { ...limit, signal: stopping.signal }));
    stopping.abort();
    expect(await failing).toMatchObject({ method: 'get', reason: 'aborted' });
  });

  it('is not called when nobody wants the answer any more', async () => {
    let calls = 0;
    const get = (): never => {
      calls++;
      // Thrown beside a signal that is aborted: a rejection that nobody handles would fail the whole run.
      throw new Error('connection lost');
    };
    const failing = failureOf(guard({ get }).read('key', { ...limit, signal: AbortSignal.abort() }));
    expect(await failing).toMatchObject({ method: 'get', reason: 'aborted' });
    expect(calls).toBe(0);
  });

  it('that answers what cannot be looked at fails with its reason', async () => {
    const answer = {
      get result(): string {
        throw new Error('no such field in secret-abcdef12345');
      },
    };
    const error = await failureOf(guard({ get: async () => answer }).read('key', limit));
    expect(error).toMatchObject({ code: 'data_store_failed', method: 'get', reason: 'failed' });
    expect(error.message).not.toContain('abcdef');
  });

  it('that fails after it was given up does not end the process', async () => {
    const timers = createManualTimers();
    let fail: ((error: Error) => void) | undefined;
    const get = (): Promise<never> => new Promise((_resolve, reject) => (fail = reject));
    const failing = failureOf(guard({ get }, timers).read('key', limit));
    await timers.advance(5000);
    await failing;
    // An unhandled rejection would fail the whole run.
    fail?.(new Error('too late'));
    await timers.advance(10);
  });

  it('that is missing does nothing', async () => {
    const store = guard({});
    expect([store.isReadable, store.isWritable]).toEqual([false, false]);
    await store.initialize(limit);
    await store.shutdown(limit);
    await expect(store.supportsPolling('/path', limit)).resolves.toBe(false);
  });

  it('that cannot even be looked at counts as missing', () => {
    const store = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    expect(guard(store).isReadable).toBe(false);
  });
});

describe('initialize', () => {
  it.each([
    ['returns a promise', async () => undefined],
    ['returns none', () => undefined],
    ['rejects', async () => Promise.reject(new Error('connection lost'))],
    [
      'throws',
      () => {
        throw new Error('connection lost');
      },
    ],
  ])('that %s is called once, however often it is waited for', async (_what, initialize) => {
    let calls = 0;
    const store = guard({
      initialize: () => {
        calls++;
        return initialize();
      },
    });
    await Promise.allSettled([store.initialize(limit), store.initialize(limit)]);
    await Promise.allSettled([store.initialize(limit)]);
    expect(calls).toBe(1);
  });
});

describe('subscribing', () => {
  it('tells of changes until it is ended', () => {
    const listeners = new Map<string, () => void>();
    const store = guard({
      subscribe: (path: string, onChange: () => void) => {
        listeners.set(path, onChange);
        return () => listeners.delete(path);
      },
    });
    let changes = 0;
    const end = store.subscribe('/v2/download_config_specs', () => (changes += 1));
    listeners.get('/v2/download_config_specs')?.();
    expect(changes).toBe(1);
    end();
    expect(listeners.size).toBe(0);
  });

  it.each([
    ['has no such method', {}],
    ['gives nothing to end it with', { subscribe: () => undefined }],
    ['rejects', { subscribe: () => Promise.reject(new Error('connection lost')) }],
    [
      'throws when it is ended',
      {
        subscribe: () => () => {
          throw new Error('ended already');
        },
      },
    ],
  ])('does no harm where the store %s', async (_what, store) => {
    const end = guard(store).subscribe('path', () => undefined);
    expect(end()).toBeUndefined();
    // An unhandled rejection would fail the test run.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('fails as any method when the store throws', () => {
    const store = guard({
      subscribe: () => {
        throw new Error('connection lost');
      },
    });
    expect(() => store.subscribe('path', () => undefined)).toThrow(
      'The data store’s subscribe() failed: connection lost.',
    );
  });
});

describe('polling', () => {
  it.each([
    [true, true],
    [false, false],
    ['yes', false],
    [undefined, false],
  ])('is wanted when the store says %j: %j', async (answer, expected) => {
    const asked: string[] = [];
    const store = guard({
      supportPollingUpdatesFor: async (path: string) => {
        asked.push(path);
        return answer;
      },
    });
    await expect(store.supportsPolling('/v2/download_config_specs', limit)).resolves.toBe(expected);
    expect(asked).toEqual(['/v2/download_config_specs']);
  });
});

describe('specs that somebody has gone back to', () => {
  it('are told apart by their store alone', async () => {
    const pinned = guard({ get: async () => ({ result: 'old', isPinned: true }) });
    await expect(pinned.readVersion('key', limit)).resolves.toEqual({ text: 'old', isPinned: true });
    const usual = guard({ get: async () => ({ result: 'new' }) });
    await expect(usual.readVersion('key', limit)).resolves.toEqual({ text: 'new', isPinned: false });
    const bytes = guard({ getBytes: async () => ({ result: Buffer.from('bytes') }) });
    await expect(bytes.readVersion('key', limit)).resolves.toEqual({ text: 'bytes', isPinned: false });
  });
});

describe('a failure of the network', () => {
  it('is told to a store that wants to know, whatever that makes of it', async () => {
    const told: string[] = [];
    guard({ noteNetworkFailure: (path: string) => void told.push(path) }).noteNetworkFailure('/path');
    guard({
      noteNetworkFailure: () => {
        throw new Error('a fault of the store');
      },
    }).noteNetworkFailure('/path');
    guard({ noteNetworkFailure: async () => Promise.reject(new Error('another')) }).noteNetworkFailure('/path');
    guard({}).noteNetworkFailure('/path');
    expect(told).toEqual(['/path']);
  });
});
