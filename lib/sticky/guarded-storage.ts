import type { StickyChange } from '../evaluation/kept-decision.js';
import { errorText } from '../observability/error-name.js';
import type { Timers } from '../timing/timers.js';
import type { PersistentStorage } from './persistent-storage.js';
import { serializeDecision } from './serialize-decision.js';

/**
 * A storage of the application's own, made safe to call: methods are called with their `this`, and each within a time limit,
 * whether they return a promise or not. Rejects with an error that names the method.
 */
export class GuardedStorage {
  readonly #storage: PersistentStorage;
  readonly #timers: Timers;

  constructor(storage: PersistentStorage, timers: Timers) {
    this.#storage = storage;
    this.#timers = timers;
  }

  /** Whether the storage leaves a decision that is there already. */
  get keepsFirst(): boolean {
    try {
      return this.#storage.keepsFirst === true;
    } catch {
      // A getter of the application's threw.
      return false;
    }
  }

  /** What is kept under a key, unchecked. */
  load(key: string, timeoutMs: number): Promise<unknown> {
    return this.#call('load', { key, timeoutMs }, () => this.#storage.load(key));
  }

  /** Writes a change down. */
  async write({ key, configName, decision }: StickyChange, timeoutMs: number): Promise<void> {
    if (decision === undefined) {
      await this.#call('delete', { key, timeoutMs }, () => this.#storage.delete(key, configName));
    } else {
      const values = serializeDecision(decision);
      await this.#call('save', { key, timeoutMs }, () => this.#storage.save(key, configName, values));
    }
  }

  #call(
    method: keyof PersistentStorage,
    { key, timeoutMs }: { readonly key: string; readonly timeoutMs: number },
    call: () => unknown,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#timers.schedule(timeoutMs, () =>
        reject(new Error(`persistentStorage.${method}() did not end within ${timeoutMs} ms`)),
      );
      const fail = (error: unknown): void => {
        cancel();
        // The key holds a user's id, which belongs into no log.
        const text = errorText(error).replaceAll(key, '(key)');
        reject(new Error(`persistentStorage.${method}() failed: ${text}`, { cause: error }));
      };
      try {
        Promise.resolve(call()).then((value) => {
          cancel();
          resolve(value);
        }, fail);
      } catch (error) {
        fail(error);
      }
    });
  }
}
