import type { RedisArgument, RedisConnection, RedisReply } from '../connection/redis-connection.js';
import { RedisError } from '../connection/redis-error.js';
import { writeScript } from './write-script.js';

/** How long a change waits for others that go with it. Unit: milliseconds. */
const gatherMs = 10;

/** Changes in one command; Redis does nothing else while it carries them out. */
const mostInOne = 100;

/** One change of a user's hash. */
export interface HashChange {
  readonly key: string;
  readonly step: 'save' | 'delete' | 'touch';
  readonly field: string;
  readonly value: string;
}

interface Waiting {
  readonly change: HashChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a {@link WriteBatch} needs. */
export interface WriteBatchSettings {
  readonly connection: RedisConnection;
  /** How long a hash lives after a change; 0 for ever. Unit: milliseconds. */
  readonly ttlMs: number;
  /** The longest that one command may take. Unit: milliseconds. */
  readonly timeoutMs: number;
}

/** Sends changes together that come within a moment of each other, in their order. Its timer keeps no process alive. */
export class WriteBatch {
  readonly #settings: WriteBatchSettings;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** In a cluster, keys of one command must lie in one place, and those of users do not. */
  #isOneByOne = false;

  constructor(settings: WriteBatchSettings) {
    this.#settings = settings;
  }

  /** Resolves when Redis has carried the change out; rejects with RedisError when it has not, or nobody knows. */
  add(change: HashChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#waiting.length >= mostInOne) this.#send();
      else this.#timer ??= setTimeout(() => this.#send(), gatherMs).unref();
    });
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (this.#isOneByOne) for (const one of batch) void this.#carryOut([one]);
    else void this.#carryOut(batch);
  }

  /** Never rejects: whoever waits for a change hears of it. */
  async #carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#run(batch.map(({ change }) => change));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const failure = failureIn(results, index);
        if (failure === undefined) resolve();
        else reject(failure);
      }
    } catch (error) {
      if (batch.length > 1 && isSpread(error)) {
        this.#isOneByOne = true;
        for (const one of batch) void this.#carryOut([one]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  #run(changes: readonly HashChange[]): Promise<RedisReply> {
    const { connection, ttlMs, timeoutMs } = this.#settings;
    const keys = changes.map(({ key }) => key);
    const steps: RedisArgument[] = changes.flatMap(({ step, field, value }) => [step, field, value]);
    return connection.send({
      command: ['EVAL', writeScript, String(keys.length), ...keys, String(ttlMs), String(Date.now()), ...steps],
      key: keys[0],
      timeoutMs,
    });
  }
}

function failureIn(results: RedisReply, index: number): RedisError | undefined {
  const result: RedisReply | undefined = Array.isArray(results) ? results[index] : undefined;
  if (!(result instanceof Uint8Array)) return new RedisError('unusable', 'the answer to changes has another form');
  if (result.byteLength === 0) return undefined;
  const [kind = ''] = Buffer.from(result).toString().split(' ');
  // No more than the kind of it: what Redis says may quote the key, which holds a user's ID.
  return new RedisError('refused', `a change was answered with the error “${kind.slice(0, 40)}”`);
}

/** Whether a cluster has refused a command whose keys lie in several places. */
function isSpread(error: unknown): boolean {
  return error instanceof RedisError && error.message.includes('CROSSSLOT');
}
