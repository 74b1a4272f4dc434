import type { DataStore, DataStoreResponse } from '../stores/data-store.js';
import { systemTimers } from '../timing/timers.js';
import { channelName } from './channel-name.js';
import { type ClusterMessage, readMessage, wrapMessage } from './cluster-message.js';
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
  readonly #specs = new Map<string, PrimarySpecs>();
  readonly #listeners = new Set<() => void>();
  readonly #hear = (message: unknown): void => this.#receive(readMessage(message));
  #isWorker = false;

  /** Begins to listen to the primary. */
  async initialize(): Promise<void> {
    // Loaded here, and not with the package: few processes need it.
    const { default: cluster } = await import('node:cluster');
    if (!cluster.isWorker || this.#isWorker) return;
    this.#isWorker = true;
    process.on('message', this.#hear);
  }

  /** The latest specs of the primary. Waits while the primary has not answered yet; whoever asks has a time limit. */
  async get(key: string): Promise<DataStoreResponse> {
    if (!this.#isWorker) return {};
    const channel = channelName(key);
    let specs = this.#specs.get(channel);
    if (specs === undefined) {
      specs = new PrimarySpecs();
      this.#specs.set(channel, specs);
      this.#send({ kind: 'ask', channel, reader: specs.reader });
    }
    const latest = await specs.read();
    return { result: latest?.text, isPinned: latest?.isPinned };
  }

  /** Whether the primary is heard, for all keys that were asked for. One that is not is asked again. */
  async supportPollingUpdatesFor(): Promise<boolean> {
    const nowMs = systemTimers.elapsedMs();
    const silent = [...this.#specs].filter(([, specs]) => !process.connected || specs.isSilent(nowMs));
    for (const [channel, { reader }] of silent) this.#send({ kind: 'ask', channel, reader });
    return this.#isWorker && this.#specs.size > 0 && silent.length === 0;
  }

  subscribe(_path: string, onChange: () => void): () => void {
    this.#listeners.add(onChange);
    if ([...this.#specs.values()].some((specs) => specs.isUnread)) onChange();
    return () => this.#listeners.delete(onChange);
  }

  /** Listens no more, and tells the primary so. */
  async shutdown(): Promise<void> {
    if (!this.#isWorker) return;
    this.#isWorker = false;
    process.off('message', this.#hear);
    for (const [channel, specs] of this.#specs) {
      this.#send({ kind: 'leave', channel, reader: specs.reader });
      specs.end();
    }
    this.#specs.clear();
  }

  #receive(message: ClusterMessage | undefined): void {
    if (message === undefined) return;
    const specs = this.#specs.get(message.channel);
    if (specs?.reader !== message.reader || !specs.take(message, systemTimers.elapsedMs())) return;
    for (const listener of this.#listeners) listener();
  }

  #send(message: ClusterMessage): void {
    if (!process.connected) return;
    // A primary that has just gone is silent, which is noticed.
    process.send?.(wrapMessage(message), undefined, undefined, () => undefined);
  }
}
