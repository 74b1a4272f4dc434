import type { DataStore, DataStoreResponse } from '../stores/data-store.js';
import { systemTimers } from '../timing/timers.js';
import { channelOf, ownStoreKeys } from './channel-of.js';
import { readMessage, type Wish, wrapMessage } from './cluster-message.js';
import { PrimarySpecs } from './primary-specs.js';

/**
 * The specs that the primary process of a `node:cluster` hands to its workers; given as the option `dataStore` in a worker, while a
 * {@link ClusterPoller} runs in the primary. The worker then starts without asking the network, hears of changes at once, and
 * looks for newer specs itself when the primary has been silent for three of its intervals. Outside of a worker it is an empty store,
 * and the network is asked.
 *
 * One store serves one client: `shutdown()` of the client ends it.
 */
export class ClusterDataStore implements DataStore {
  readonly #channel: string;
  readonly #keys: readonly string[];
  readonly #specs = new PrimarySpecs();
  readonly #listeners = new Set<() => void>();
  readonly #hear = (message: unknown): void => this.#receive(message);
  #listening: Promise<boolean> | undefined;
  #isEnded = false;

  /** @param sdkKey the server secret key that the client and the poller are made with */
  constructor(sdkKey: string) {
    this.#channel = channelOf(sdkKey);
    this.#keys = ownStoreKeys(sdkKey);
  }

  /** Begins to listen to the primary, and asks it for specs. */
  async initialize(): Promise<void> {
    await this.#listen();
  }

  /**
   * The latest specs of the primary. Waits while the primary has not answered yet; whoever asks has a time limit. Rejects when they
   * are those of another SDK key.
   */
  async get(key: string): Promise<DataStoreResponse> {
    if (!this.#keys.includes(key)) {
      throw new Error('the ClusterDataStore was made with another SDK key than the client that uses it');
    }
    if (!(await this.#listen())) return {};
    const specs = await this.#specs.read();
    return { result: specs?.text, isPinned: specs?.isPinned };
  }

  /** Whether the primary is heard. One that is not is asked again. */
  async supportPollingUpdatesFor(): Promise<boolean> {
    if (!(await this.#listen())) return false;
    if (process.connected && !this.#specs.isSilent(systemTimers.elapsedMs())) return true;
    this.#send('ask');
    return false;
  }

  subscribe(_path: string, onChange: () => void): () => void {
    this.#listeners.add(onChange);
    void this.#listen();
    if (this.#specs.isUnread) onChange();
    return () => this.#listeners.delete(onChange);
  }

  /** Listens no more, and tells the primary so. */
  async shutdown(): Promise<void> {
    this.#isEnded = true;
    if (await this.#listening) {
      process.off('message', this.#hear);
      this.#send('leave');
    }
    this.#specs.end();
  }

  /** Whether there is a primary to listen to. */
  async #listen(): Promise<boolean> {
    if (this.#isEnded) return false;
    return (this.#listening ??= this.#begin());
  }

  async #begin(): Promise<boolean> {
    // Loaded here, and not with the package: few processes need it.
    const { default: cluster } = await import('node:cluster');
    if (!cluster.isWorker) return false;
    process.on('message', this.#hear);
    this.#send('ask');
    return true;
  }

  #receive(received: unknown): void {
    const message = readMessage(received);
    if (message === undefined || message.reader !== this.#specs.reader) return;
    if (!this.#specs.take(message, systemTimers.elapsedMs())) return;
    for (const listener of this.#listeners) listener();
  }

  #send(kind: Wish['kind']): void {
    if (!process.connected) return;
    const message = wrapMessage({ kind, channel: this.#channel, reader: this.#specs.reader });
    // A primary that has just gone is silent, which is noticed.
    process.send?.(message, undefined, undefined, () => undefined);
  }
}
