import { createHash } from 'node:crypto';

import { readValue, type RedisScripts } from './redis-scripts.js';
import { writeTextScript } from './scripts.js';
import type { KeepingResult, KeptSpecs, SpecsLayout, SpecsToKeep } from './specs-layout.js';
import { writingOutcome } from './writing-outcome.js';

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
    const version = createHash('sha256').update(value).digest('base64url');
    return version === knownVersion ? 'same' : { version, text: value.toString(), isPinned: false, time: undefined };
  }

  async hasAsNew(): Promise<boolean> {
    return (await this.#scripts.send(this.#key, ['EXISTS', this.#key])) === 1;
  }

  async write({ text, time }: SpecsToKeep): Promise<KeepingResult> {
    const version = createHash('sha256').update(text).digest('base64url');
    const reply = await this.#scripts.run({
      script: writeTextScript,
      keys: [this.#key],
      args: [text, String(time), this.#channel, version],
    });
    return { outcome: writingOutcome(reply), version };
  }
}
