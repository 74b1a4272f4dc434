import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { RedisError } from '../connection/redis-error.js';
import { readValue, type RedisScripts } from './redis-scripts.js';
import { replaceTextScript } from './scripts.js';
import { specsTime } from './specs-time.js';
import type { KeepingResult, KeptSpecs, SpecsLayout, SpecsToKeep } from './specs-layout.js';

/**
 * JSON as it is, under one key: as the official SDKs keep specs. It says nothing of itself, so that each look reads it as a whole.
 */
export class TextLayout implements SpecsLayout {
  readonly #scripts: RedisScripts;
  readonly #key: string;
  readonly #channel: string;

  constructor(scripts: RedisScripts, key: string, channel: string) {
    this.#scripts = scripts;
    this.#key = key;
    this.#channel = channel;
  }

  async read(knownVersion: string | undefined): Promise<KeptSpecs | 'same' | undefined> {
    const value = readValue(await this.#scripts.send(this.#key, ['GET', this.#key]));
    if (value === undefined) return undefined;
    const version = digestOf(value, 'sha256');
    return version === knownVersion ? 'same' : { version, text: value.toString(), isPinned: false, time: undefined };
  }

  async hasAsNew(): Promise<boolean> {
    return (await this.#scripts.send(this.#key, ['EXISTS', this.#key])) === 1;
  }

  async write({ text, time }: SpecsToKeep): Promise<KeepingResult> {
    const version = digestOf(text, 'sha256');
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      // oxlint-disable no-await-in-loop -- each attempt begins with what the one before has met
      const held = readValue(await this.#scripts.send(this.#key, ['GET', this.#key]));
      const heldText = held?.toString();
      if (heldText === text) return { outcome: 'same', version };
      // What is no specs is replaced.
      if (heldText !== undefined && (specsTime(heldText) ?? -Infinity) > time) return { outcome: 'older', version };
      const reply = await this.#scripts.run({
        script: replaceTextScript,
        keys: [this.#key],
        args: [text, held === undefined ? '' : digestOf(held, 'sha1'), this.#channel, version],
      });
      if (reply === 1) return { outcome: 'written', version };
      await pause(Math.random() * longestPauseMs, undefined, { ref: false });
      // oxlint-enable no-await-in-loop
    }
    throw new RedisError('refused', 'others write the same specs again and again');
  }
}

/** Of many that write at the same time one is done after the other. */
const mostAttempts = 20;
const longestPauseMs = 20;

function digestOf(value: string | Buffer, algorithm: 'sha256' | 'sha1'): string {
  return createHash(algorithm)
    .update(value)
    .digest(algorithm === 'sha1' ? 'hex' : 'base64url');
}
