import { randomUUID } from 'node:crypto';

import { readList, readValue, type RedisScripts } from './redis-scripts.js';
import { consultScript, releaseScript, renewScript } from './scripts.js';
import type { StoreKeys } from './store-keys.js';

/** After a failure of the network the lease is left to others for so many times its length. */
const restAfterFailure = 3;

/** What Redis says of who asks the network. */
export interface Consultation {
  /** Whether it is this process. */
  readonly isHolder: boolean;
  /** The version in the layout of this SDK that is to be used; undefined when there is none. */
  readonly version: string | undefined;
}

/**
 * The lease by which one process of a fleet asks the network for all. Whoever asks takes it when it is free, and holds it for as
 * long as it renews it, which is three times in its length. One whose holder has ended is free after its length.
 * The timer does not keep the process alive.
 */
export class FleetLease {
  readonly #scripts: RedisScripts;
  readonly #keys: StoreKeys;
  readonly #ttlMs: number;
  /** Tells this process from all others. */
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #notBeforeMs = -Infinity;
  #heldUntilMs = -Infinity;
  #isEnded = false;

  constructor(scripts: RedisScripts, keys: StoreKeys, ttlMs: number) {
    this.#scripts = scripts;
    this.#keys = keys;
    this.#ttlMs = ttlMs;
  }

  /** Whether this process has the lease, as far as it knows. */
  get isHeld(): boolean {
    return performance.now() < this.#heldUntilMs;
  }

  /** Takes the lease if it is free, and says whether this process has it. Rejects with RedisError. */
  async consult(): Promise<Consultation> {
    const { lease, specs, pin } = this.#keys;
    const isWanted = !this.#isEnded && performance.now() >= this.#notBeforeMs;
    const askedAtMs = performance.now();
    const reply = await this.#scripts.run({
      script: consultScript,
      keys: [lease, specs, pin],
      args: [this.#holder, String(this.#ttlMs), isWanted ? '1' : '0'],
    });
    const [isHeld, version] = readList(reply);
    const isHolder = isHeld === 1;
    if (isHolder && !this.#isEnded) this.#keepRenewing(askedAtMs);
    else this.#stopRenewing();
    return { isHolder, version: readValue(version)?.toString() };
  }

  /** Leaves the lease to others for a while: the network cannot be reached from here, and perhaps from there. Never throws. */
  giveWay(): void {
    this.#notBeforeMs = performance.now() + restAfterFailure * this.#ttlMs;
    void this.giveBack();
  }

  /** Gives the lease back if this process has it, so that the next one need not wait for its end. Never rejects. */
  async giveBack(): Promise<void> {
    if (this.#timer !== undefined) await this.#release();
  }

  /** Gives the lease back for good. Never rejects. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.giveBack();
  }

  #keepRenewing(askedAtMs: number): void {
    this.#heldUntilMs = askedAtMs + this.#ttlMs;
    this.#timer ??= setInterval(() => void this.#renew(), this.#ttlMs / 3).unref();
  }

  #stopRenewing(): void {
    this.#heldUntilMs = -Infinity;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #renew(): Promise<void> {
    const askedAtMs = performance.now();
    const args = [this.#holder, String(this.#ttlMs)];
    try {
      const isHeld = (await this.#scripts.run({ script: renewScript, keys: [this.#keys.lease], args })) === 1;
      if (this.#timer === undefined) return;
      if (isHeld) this.#keepRenewing(askedAtMs);
      else this.#stopRenewing();
    } catch {
      // The next turn tries again, and each look asks who holds it before it relies on that.
    }
  }

  async #release(): Promise<void> {
    this.#stopRenewing();
    try {
      await this.#scripts.run({ script: releaseScript, keys: [this.#keys.lease], args: [this.#holder] });
    } catch {
      // It ends by itself.
    }
  }
}
