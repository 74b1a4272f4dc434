import { randomUUID } from 'node:crypto';

import type { ClusterMessage } from './cluster-message.js';
import { SpecsAssembly, type WholeSpecs } from './specs-parts.js';

/** After so many intervals without a word the primary counts as silent. */
const silentIntervals = 3;

/** What a worker has heard from the primary about the specs of one SDK key. */
export class PrimarySpecs {
  /** The name by which the primary answers. */
  readonly reader = randomUUID();
  readonly #assembly = new SpecsAssembly();
  #specs: WholeSpecs | undefined;
  #isUnread = false;
  #intervalMs = 0;
  #heardAtMs = -Infinity;
  #isAnswered = false;
  #readers: (() => void)[] = [];

  /** Whether specs have come that nobody has read. */
  get isUnread(): boolean {
    return this.#isUnread;
  }

  /** Whether the primary has said nothing for three of its intervals, or nothing at all. */
  isSilent(nowMs: number): boolean {
    return !(nowMs - this.#heardAtMs <= silentIntervals * this.#intervalMs);
  }

  /** The latest specs, as soon as the primary has answered for the first time; undefined when it has none. */
  async read(): Promise<WholeSpecs | undefined> {
    if (!this.#isAnswered) await new Promise<void>((resolve) => this.#readers.push(resolve));
    this.#isUnread = false;
    return this.#specs;
  }

  /** Takes what the primary says. @returns whether there are newer specs by it */
  take(message: ClusterMessage, nowMs: number): boolean {
    if (message.kind !== 'beat' && message.kind !== 'part') return false;
    this.#heardAtMs = nowMs;
    if (message.kind === 'beat') {
      this.#intervalMs = message.intervalMs;
      if (!message.hasSpecs) this.#answer();
      return false;
    }
    const specs = this.#assembly.take(message);
    if (specs === undefined) return false;
    this.#specs = specs;
    this.#isUnread = true;
    this.#answer();
    return true;
  }

  /** Nobody waits any more. */
  end(): void {
    this.#answer();
  }

  #answer(): void {
    this.#isAnswered = true;
    for (const resolve of this.#readers.splice(0)) resolve();
  }
}
