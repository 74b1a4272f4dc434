import { type PackedHeader, packSpecs, readHeader, unpackSpecs } from './packed-specs.js';
import { readList, readValue, type RedisScripts } from './redis-scripts.js';
import { readScript, writeScript } from './scripts.js';
import type { KeepingResult, KeptSpecs, SpecsLayout, SpecsToKeep } from './specs-layout.js';
import type { StoreKeys } from './store-keys.js';
import { writingOutcome } from './writing-outcome.js';

/** The layout of this SDK: one compressed value with a description of itself, and previous versions beside it. */
export class NativeLayout implements SpecsLayout {
  readonly #scripts: RedisScripts;
  readonly #keys: StoreKeys;
  readonly #keptVersions: number;

  constructor(scripts: RedisScripts, keys: StoreKeys, keptVersions: number) {
    this.#scripts = scripts;
    this.#keys = keys;
    this.#keptVersions = keptVersions;
  }

  async read(knownVersion: string | undefined): Promise<KeptSpecs | 'same' | undefined> {
    const { specs, pin, id } = this.#keys;
    const reply = await this.#scripts.run({ script: readScript, keys: [specs, pin], args: [knownVersion ?? ''] });
    const [isPinned, isKnown, held] = readList(reply);
    if (isKnown === 1) return 'same';
    const value = readValue(held);
    if (value === undefined) return undefined;
    const text = await unpackSpecs(value, id);
    const version = versionOf(value, isPinned === 1 ? '1' : '0');
    return { text, version, isPinned: isPinned === 1, time: readHeader(value).time };
  }

  async hasAsNew(time: number): Promise<boolean> {
    const { specs } = this.#keys;
    const start = readValue(await this.#scripts.send(specs, ['GETRANGE', specs, '0', '1023']));
    return (headerIn(start)?.time ?? -Infinity) >= time;
  }

  async write({ text, time }: SpecsToKeep): Promise<KeepingResult> {
    const { specs, history, channel, id } = this.#keys;
    const value = await packSpecs(text, { time, owner: id, writtenAt: Date.now() });
    const { sha256 } = readHeader(value);
    const version = versionOf(value, '0');
    const reply = await this.#scripts.run({
      script: writeScript,
      keys: [specs, history],
      args: [value, String(time), sha256, String(this.#keptVersions), channel, version],
    });
    return { outcome: writingOutcome(reply), version };
  }
}

/** As scripts make it. */
function versionOf(value: Buffer, pinned: '0' | '1'): string {
  return pinned + value.toString('utf8', 0, value.indexOf('\n'));
}

/** What nobody can read counts as nothing: it is replaced. */
function headerIn(start: Buffer | undefined): PackedHeader | undefined {
  try {
    return start === undefined || start.length === 0 ? undefined : readHeader(start);
  } catch {
    // The one who reads it is told what is wrong with it.
    return undefined;
  }
}
