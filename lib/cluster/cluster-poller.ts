import type { Cluster, Worker } from 'node:cluster';

import type { ClientParts } from '../client/assemble-client.js';
import { withPorts } from '../client/client-ports.js';
import type { InitializeResult } from '../client/initialize-result.js';
import type { SpecsDetails } from '../client/specs-details.js';
import { Statsig } from '../client/statsig.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import type { SpecPayload } from '../sync/spec-source.js';
import { systemTimers } from '../timing/timers.js';
import { channelOf } from './channel-of.js';
import { type ClusterMessage, readMessage } from './cluster-message.js';
import { splitSpecs } from './specs-parts.js';
import { type FedSpecs, WorkerFeed } from './worker-feed.js';

const logTag = 'ClusterPoller';

/** What a client in the primary has no use for: it evaluates nothing and logs nothing. */
const unused = {
  disableAllLogging: true,
  enableIdLists: false,
  persistentStorage: undefined,
  eventSinks: undefined,
  consoleCaptureOptions: undefined,
} as const satisfies StatsigOptions;

/**
 * Looks for specs in the primary process of a `node:cluster`, and hands them to the workers whose option `dataStore` is a
 * {@link ClusterDataStore}: one look for the whole host instead of one for each worker. Specs are checked before they are handed
 * on. No method throws; no timer and no connection keeps the process alive.
 */
export class ClusterPoller {
  readonly #client: Statsig;
  readonly #intervalMs: number;
  readonly #channel: string;
  /** By worker and reader. */
  readonly #feeds = new Map<string, WorkerFeed>();
  readonly #hear = (worker: Worker, message: unknown): void => this.#receive(worker, readMessage(message));
  #cluster: Cluster | undefined;
  #logger: ClientParts['logger'] | undefined;
  #specs: FedSpecs | undefined;
  #start: Promise<InitializeResult> | undefined;
  #isLoaded = false;
  #cancelBeat: (() => void) | undefined;

  /**
   * @param sdkKey the server secret key of the project
   * @param options those of the workers will do. Where specs come from is used of them, `dataStore` included, how often they are
   * looked for, and where logs and metrics go.
   */
  constructor(sdkKey: string, options?: StatsigOptions) {
    const ports = {
      isForWorkers: true,
      connect: ({ logger }: ClientParts) => (this.#logger = logger),
      onSpecs: (specs: Pick<SpecPayload, 'document' | 'isAlwaysTaken'>) => this.#take(specs),
    };
    this.#client = new Statsig(sdkKey, withPorts({ ...options, ...unused }, ports));
    this.#intervalMs = this.#client.options.specsSyncIntervalMs;
    this.#channel = channelOf(sdkKey);
  }

  /**
   * Loads the first specs, within `initTimeoutMs`, and begins to keep them current and to hand them on. Await it before the first
   * worker is forked, and no worker has to wait. Calling it again gives the same result. Never rejects.
   */
  start(): Promise<InitializeResult> {
    return (this.#start ??= this.#begin());
  }

  /** What is known of the specs that are handed on, for health checks. */
  getSpecsDetails(): SpecsDetails {
    return this.#client.getSpecsDetails();
  }

  /** How many workers are handed specs now. */
  get workerCount(): number {
    this.#forgetGone();
    return this.#feeds.size;
  }

  /**
   * Ends everything. Workers go on with what they have, and look for newer specs themselves when they notice. Never rejects.
   * @param timeoutMs the longest to wait for what is still being written, such as specs to a store. Unit: milliseconds.
   */
  async stop(timeoutMs?: number): Promise<void> {
    this.#cancelBeat?.();
    this.#cluster?.off('message', this.#hear);
    this.#feeds.clear();
    await this.#client.shutdown(timeoutMs);
  }

  async #begin(): Promise<InitializeResult> {
    // Loaded here, and not with the package: few processes need it.
    const { default: cluster } = await import('node:cluster');
    if (this.#client.status === 'shutdown') return this.#client.initialize();
    if (cluster.isPrimary) {
      this.#cluster = cluster;
      cluster.on('message', this.#hear);
    } else {
      this.#logger?.warn(
        logTag,
        'This process is a worker, so nobody is handed specs. Start a ClusterPoller in the primary.',
      );
    }
    const result = await this.#client.initialize();
    this.#isLoaded = true;
    this.#beat();
    return result;
  }

  /** Specs that are in use now. */
  #take({ document, isAlwaysTaken = false }: Pick<SpecPayload, 'document' | 'isAlwaysTaken'>): void {
    const text = typeof document === 'string' ? document : asText(document);
    if (text === undefined) return;
    const version = (this.#specs?.version ?? 0) + 1;
    this.#specs = { version, isPinned: isAlwaysTaken, parts: splitSpecs(text) };
    for (const feed of this.#feeds.values()) feed.offer(this.#specs);
  }

  #receive(worker: Worker, message: ClusterMessage | undefined): void {
    if (message === undefined || message.channel !== this.#channel) return;
    const place = `${worker.id} ${message.reader}`;
    if (message.kind === 'leave') this.#feeds.delete(place);
    if (message.kind !== 'ask') return;
    this.#forgetGone();
    const known = this.#feeds.get(place);
    const feed = known ?? new WorkerFeed(worker, message);
    this.#feeds.set(place, feed);
    // Before the first specs have come, or have failed to come, there is nothing to tell.
    if (this.#isLoaded || this.#specs !== undefined) feed.beat(this.#facts);
    // One that asks again has only heard nothing for a while: messages may be late, and are not lost.
    if (known === undefined && this.#specs !== undefined) feed.offer(this.#specs);
  }

  get #facts(): { readonly hasSpecs: boolean; readonly intervalMs: number } {
    return { hasSpecs: this.#specs !== undefined, intervalMs: this.#intervalMs };
  }

  #beat(): void {
    if (this.#client.status === 'shutdown') return;
    this.#forgetGone();
    for (const feed of this.#feeds.values()) feed.beat(this.#facts);
    this.#cancelBeat = systemTimers.schedule(this.#intervalMs, () => this.#beat());
  }

  #forgetGone(): void {
    for (const [place, feed] of this.#feeds) if (feed.isOver) this.#feeds.delete(place);
  }
}

/** The option `bootstrapSpecs` as an object. Undefined for one that cannot be written, which workers have themselves. */
function asText(document: object): string | undefined {
  try {
    return JSON.stringify(document);
  } catch {
    // The application's object has a getter that throws, or contains itself in a part that no SDK reads.
    return undefined;
  }
}
