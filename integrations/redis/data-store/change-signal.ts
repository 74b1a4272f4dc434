import type { RedisConnection } from '../connection/redis-connection.js';

/** What a {@link ChangeSignal} needs. */
export interface ChangeSignalSettings {
  readonly connection: RedisConnection;
  readonly channel: string;
  /** Readers are told within this time, each at another moment, so that they do not all read at once. Unit: milliseconds. */
  readonly spreadMs: number;
}

/** Somebody who is told of changes, with the version that was written; undefined when something may have been missed. */
export type ChangeListener = (version: string | undefined) => void;

/** Hears of changes that processes have written, and tells of them a little later. Keeps no process alive. */
export class ChangeSignal {
  readonly #settings: ChangeSignalSettings;
  readonly #listeners = new Set<ChangeListener>();
  /** What was said since listeners were told. */
  readonly #heard = new Set<string | undefined>();
  #end: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: ChangeSignalSettings) {
    this.#settings = settings;
  }

  /** Tells somebody of changes from now on. @returns ends it */
  subscribe(onChange: ChangeListener): () => void {
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
    this.#heard.clear();
    this.#end?.();
    this.#end = undefined;
  }

  #tellSoon(version: string | undefined): void {
    this.#heard.add(version);
    if (this.#heard.size > mostHeard) {
      // Of so many, none matters by itself.
      this.#heard.clear();
      this.#heard.add(undefined);
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const heard = [...this.#heard];
      this.#heard.clear();
      for (const listener of this.#listeners) for (const said of heard) listener(said);
    }, Math.random() * this.#settings.spreadMs).unref();
  }
}

/** Far more than is said in that time by those who should. */
const mostHeard = 100;
