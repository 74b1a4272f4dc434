import { DataStoreError, type DataStoreMethod } from '../errors/data-store-error.js';
import { errorText } from '../observability/error-name.js';
import { createRedactor } from '../observability/redact-secrets.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import type { DataStore, StoredSpecsDetails } from './data-store.js';
import { readStoredText } from './stored-text.js';

/** Enough of what an error of the application's says. */
const longestDetail = 200;

/** What a store's errors quote may be its address with a password, or the key, which can hold a part of the SDK key. */
const redact = createRedactor([]);

/** Bounds of one call of the application's own code. */
export interface CallLimit {
  /** Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Gives up waiting for the call. */
  readonly signal?: AbortSignal | undefined;
}

/** A text that a store holds. */
export interface StoredVersion {
  readonly text: string;
  readonly isPinned: boolean;
}

/**
 * A data store of the application's own, made safe to call: methods are called with their `this`, each within a time limit, in
 * the form (text or bytes) that the store has. Rejects with `DataStoreError` and nothing else.
 */
export class GuardedStore {
  readonly #store: DataStore;
  readonly #timers: Timers;
  #initializing: Promise<void> | undefined;
  /** The write that was begun last, settled or not. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(store: DataStore, timers: Timers = systemTimers) {
    this.#store = store;
    this.#timers = timers;
  }

  /** Whether the store has a method that values can be read with. */
  get isReadable(): boolean {
    return this.#has('get') || this.#has('getBytes');
  }

  /** Whether the store has a method that values can be written with. */
  get isWritable(): boolean {
    return this.#has('set') || this.#has('setBytes');
  }

  /** Lets the store get ready, once: later calls wait for the same. Done at once where it has nothing to do for that. */
  async initialize(limit: CallLimit): Promise<void> {
    await this.#call('initialize', limit, () => (this.#initializing ??= this.#beginInitializing()));
  }

  /** Ends the store. */
  async shutdown(limit: CallLimit): Promise<void> {
    await this.#call('shutdown', limit, () => this.#store.shutdown?.());
  }

  /**
   * The text under a key; undefined when there is none. Bytes are asked for first, as the official SDK does, and the text
   * where the store keeps no bytes under the key.
   */
  async read(key: string, limit: CallLimit): Promise<string | undefined> {
    return (await this.readVersion(key, limit))?.text;
  }

  /** The same, with whether it is to be used in place of what is newer. */
  async readVersion(key: string, limit: CallLimit): Promise<StoredVersion | undefined> {
    const bytes = await this.#readBytes(key, limit);
    if (bytes !== undefined) return { text: bytes, isPinned: false };
    if (!this.#has('get')) return undefined;
    return this.#call('get', limit, async () => {
      const response = await this.#store.get?.(key);
      const text = readStoredText('get', response);
      return text === undefined ? undefined : { text, isPinned: response?.isPinned === true };
    });
  }

  /** Whether the store keeps bytes under a key. */
  async hasBytes(key: string, limit: CallLimit): Promise<boolean> {
    return (await this.#readBytes(key, limit)) !== undefined;
  }

  /**
   * Writes a text: as bytes where the store takes bytes, as the official SDK does, otherwise as a text. Waits for a write before
   * it that has not ended in its time, because that one would otherwise overwrite this one when it ends at last.
   * @param facts.timeMs when the text was received. Unit: milliseconds since the Unix epoch.
   * @param facts.details what the store is told of the specs
   */
  async write(
    key: string,
    text: string,
    { timeMs, details, ...limit }: CallLimit & { readonly timeMs: number; readonly details: StoredSpecsDetails },
  ): Promise<void> {
    const method = this.#has('setBytes') ? 'setBytes' : 'set';
    await this.#call(method, limit, () => this.#writing);
    await this.#call(method, limit, () => {
      const written =
        method === 'set'
          ? this.#store.set?.(key, text, timeMs, details)
          : this.#store.setBytes?.(key, new TextEncoder().encode(text), timeMs, details);
      this.#writing = Promise.resolve(written).catch(() => undefined);
      return written;
    });
  }

  /** Whether newer values are to be looked for in the store rather than at the network. */
  async supportsPolling(path: string, limit: CallLimit): Promise<boolean> {
    const answer: unknown = await this.#call('supportPollingUpdatesFor', limit, () =>
      this.#store.supportPollingUpdatesFor?.(path),
    );
    return answer === true;
  }

  /**
   * Asks the store to tell of changes; a store that cannot is none that ever has any.
   * @returns ends it, and never throws. @throws DataStoreError
   */
  subscribe(path: string, onChange: () => void): () => void {
    if (!this.#has('subscribe')) return () => undefined;
    try {
      const end: unknown = this.#store.subscribe?.(path, onChange);
      // Not what the type asks for, and easily written: an asynchronous method, which may reject.
      if (end instanceof Promise) end.catch(() => undefined);
      return () => {
        try {
          if (typeof end === 'function') end();
        } catch {
          // The store ends next, and nobody listens any more.
        }
      };
    } catch (error) {
      throw new DataStoreError({ method: 'subscribe', reason: 'failed', detail: detailOf(error), cause: error });
    }
  }

  /** Tells the store that a look at the network has failed. Never throws: nothing depends on what it makes of that. */
  noteNetworkFailure(path: string): void {
    if (!this.#has('noteNetworkFailure')) return;
    try {
      const done: unknown = this.#store.noteNetworkFailure?.(path);
      if (done instanceof Promise) done.catch(() => undefined);
    } catch {
      // What it asks of the network next shows in any case whether it has understood.
    }
  }

  /** Also of a method that returns no promise, or throws at once, there is one outcome, which all wait for. */
  async #beginInitializing(): Promise<void> {
    await this.#store.initialize?.();
  }

  async #readBytes(key: string, limit: CallLimit): Promise<string | undefined> {
    if (!this.#has('getBytes')) return undefined;
    return this.#call('getBytes', limit, async () => readStoredText('getBytes', await this.#store.getBytes?.(key)));
  }

  /** Options are checked when the client is made; a method may still come and go with the object afterwards. */
  #has(method: DataStoreMethod): boolean {
    try {
      return typeof this.#store[method] === 'function';
    } catch {
      // A getter of the application's threw; a method that cannot be got is not there.
      return false;
    }
  }

  async #call<Result>(
    method: DataStoreMethod,
    { timeoutMs, signal }: CallLimit,
    call: () => Promise<Result> | undefined,
  ): Promise<Result | undefined> {
    const aborted = (): DataStoreError =>
      new DataStoreError({ method, reason: 'aborted', detail: 'the client gave it up' });
    if (signal?.aborted === true) throw aborted();
    let dispose: (() => void) | undefined;
    const expiry = new Promise<never>((_resolve, reject) => {
      const giveUp = (): void => reject(aborted());
      const cancel = this.#timers.schedule(timeoutMs, () => {
        reject(new DataStoreError({ method, reason: 'timeout', detail: `no answer within ${timeoutMs} ms` }));
      });
      signal?.addEventListener('abort', giveUp, { once: true });
      dispose = () => {
        cancel();
        signal?.removeEventListener('abort', giveUp);
      };
    });
    try {
      // The one that loses the race may still be rejected; the race has taken that rejection already.
      return await Promise.race([call(), expiry]);
    } catch (error) {
      if (error instanceof DataStoreError) throw error;
      throw new DataStoreError({ method, reason: 'failed', detail: detailOf(error), cause: error });
    } finally {
      dispose?.();
    }
  }
}

function detailOf(error: unknown): string {
  const text = redact(errorText(error).slice(0, 2 * longestDetail)).slice(0, longestDetail);
  // A sentence of its own ends with a full stop, and another one follows here.
  return text.replace(/\.$/, '');
}
