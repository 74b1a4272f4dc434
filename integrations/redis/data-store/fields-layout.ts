import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';

import { RedisError } from '../connection/redis-error.js';
import { longestTextBytes } from './packed-specs.js';
import { readList, readValue, type RedisScripts } from './redis-scripts.js';
import { writeFieldsScript } from './scripts.js';
import type { KeepingResult, KeptSpecs, SpecsLayout, SpecsToKeep } from './specs-layout.js';
import { writingOutcome } from './writing-outcome.js';

/** As for answers of the service. */
const limit = { maxOutputLength: longestTextBytes };
const [unBrotli, unGzip] = [promisify(brotliDecompress), promisify(gunzip)];
const decoders: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => unBrotli(bytes, limit),
  gzip: (bytes) => unGzip(bytes, limit),
};

/** Ways of saying that a text is as it is. */
const plain = new Set(['', 'identity', 'none', 'plain_text']);

/** One hash with the fields `config`, `lcut` and `encoding`, as the forward proxy keeps specs. It is written without compression. */
export class FieldsLayout implements SpecsLayout {
  readonly #scripts: RedisScripts;
  readonly #key: string;
  readonly #channel: string;

  constructor(scripts: RedisScripts, key: string, channel: string) {
    this.#scripts = scripts;
    this.#key = key;
    this.#channel = channel;
  }

  async read(knownVersion: string | undefined): Promise<KeptSpecs | 'same' | undefined> {
    const fields = readList(await this.#scripts.send(this.#key, ['HMGET', this.#key, 'config', 'encoding', 'lcut']));
    const [config, encoding, lcut] = fields.map(readValue);
    if (config === undefined) return undefined;
    const version = createHash('sha256').update(config).digest('base64url');
    if (version === knownVersion) return 'same';
    const text = await decode(config, encoding?.toString() ?? '');
    return { version, text, isPinned: false, time: Number(lcut?.toString() ?? 0) };
  }

  async hasAsNew(time: number): Promise<boolean> {
    const lcut = readValue(await this.#scripts.send(this.#key, ['HGET', this.#key, 'lcut']));
    return lcut !== undefined && Number(lcut.toString()) >= time;
  }

  async write({ text, time }: SpecsToKeep): Promise<KeepingResult> {
    const version = createHash('sha256').update(text).digest('base64url');
    const reply = await this.#scripts.run({
      script: writeFieldsScript,
      keys: [this.#key],
      args: [text, String(time), this.#channel, version],
    });
    return { outcome: writingOutcome(reply), version };
  }
}

async function decode(config: Buffer, encoding: string): Promise<string> {
  if (plain.has(encoding)) return config.toString();
  const decoder = decoders[encoding];
  if (decoder === undefined) {
    const name = JSON.stringify(encoding.slice(0, 40));
    throw new RedisError('unusable', `the forward proxy has kept specs in the form ${name}, which is not read here`);
  }
  try {
    return (await decoder(config)).toString();
  } catch (error) {
    throw new RedisError('unusable', `the specs of the forward proxy cannot be decompressed (${encoding})`, error);
  }
}
