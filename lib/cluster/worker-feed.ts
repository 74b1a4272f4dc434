import { type ClusterMessage, type Wish, wrapMessage } from './cluster-message.js';

/** What is used of a worker, as `node:cluster` hands it to the primary. */
export interface FedWorker {
  readonly id: number;
  isConnected(): boolean;
  send(message: Record<string, unknown>, callback: (error: Error | null) => void): boolean;
}

/** Specs on their way to workers. */
export interface FedSpecs {
  readonly version: number;
  readonly isPinned: boolean;
  readonly parts: readonly string[];
}

/**
 * Hands specs to one worker, part by part: the next part when the one before has left, so that neither process is held up and
 * no more than a part waits for a worker that is busy. Specs that came meanwhile take the place of those on their way.
 */
export class WorkerFeed {
  readonly #worker: FedWorker;
  readonly #address: Pick<Wish, 'channel' | 'reader'>;
  #wanted: FedSpecs | undefined;
  #isSending = false;
  #isOver = false;

  constructor(worker: FedWorker, { channel, reader }: Wish) {
    this.#worker = worker;
    this.#address = { channel, reader };
  }

  /** Whether nothing can be sent any more, because the worker has gone. */
  get isOver(): boolean {
    return this.#isOver || !this.#worker.isConnected();
  }

  /** Tells the worker that the primary is there. */
  beat(facts: { readonly hasSpecs: boolean; readonly intervalMs: number }): void {
    void this.#send({ kind: 'beat', ...this.#address, ...facts });
  }

  /** Hands over specs, beginning soon. */
  offer(specs: FedSpecs): void {
    this.#wanted = specs;
    if (!this.#isSending) void this.#sendAll();
  }

  /** Never rejects. */
  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let specs = this.#wanted; specs !== undefined; specs = this.#wanted) await this.#sendSpecs(specs);
    this.#isSending = false;
  }

  async #sendSpecs(specs: FedSpecs): Promise<void> {
    const { version, isPinned, parts } = specs;
    const head = { kind: 'part', ...this.#address, version, isPinned, count: parts.length } as const;
    for (const [index, text] of parts.entries()) {
      if (this.#wanted !== specs) return;
      // oxlint-disable-next-line no-await-in-loop -- one at a time, as the class says
      if (!(await this.#send({ ...head, index, text }))) break;
    }
    if (this.#wanted === specs) this.#wanted = undefined;
  }

  /** Whether it left. Never rejects. */
  #send(message: ClusterMessage): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (error: unknown): void => {
        this.#isOver ||= error !== null && error !== undefined;
        resolve(!this.#isOver);
      };
      try {
        this.#worker.send(wrapMessage(message), settle);
      } catch (error) {
        settle(error);
      }
    });
  }
}
