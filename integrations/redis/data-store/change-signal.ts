import type { RedisConnection } from '../connection/redis-connection.js';

/** What a {@link ChangeSignal} needs. */
export interface ChangeSignalSettings {
  readonly connection: RedisConnection;
  readonly channel: string;
  /** Readers are told within this time, each at another moment, so that they do not all read at once. Unit: milliseconds. */
  readonly spreadMs: number;
  /** Whether a version is the one in use, of which nobody need be told. */
  readonly isInUse: (version: string) => boolean;
}

/** Hears of changes that other processes have written, and tells of them. Keeps no process alive. */
export class ChangeSignal {
  readonly #settings: ChangeSignalSettings;
  readonly #listeners = new Set<() => void>();
  #end: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What was said last; undefined when something may have been missed. */
  #heard: string | undefined;

  constructor(settings: ChangeSignalSettings) {
    this.#settings = settings;
  }

  /** Tells somebody of changes from now on. @returns ends it */
  subscribe(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    const { connection, channel } = this.#settings;
    this.#end ??= connection.subscribe(channel, {
      onMessage: (message) => this.#tellSoon(Buffer.from(message).toString()),
      // Something may have been said while nobody listened.
      onListening: () => this.#tellSoon(undefined),
    });
    return () => {
      this.#listeners.delete(onChange);
      if (this.#listeners.size === 0) this.end();
    };
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#end?.();
    this.#end = undefined;
  }

  #tellSoon(version: string | undefined): void {
    this.#heard = version;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Asked only now: a writer hears of its own version before it knows that it is written.
      if (this.#heard !== undefined && this.#settings.isInUse(this.#heard)) return;
      for (const listener of this.#listeners) listener();
    }, Math.random() * this.#settings.spreadMs).unref();
  }
}
