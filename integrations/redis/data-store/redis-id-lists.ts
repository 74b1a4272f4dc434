import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { IdListStore } from 'statsig-nodekit';

import { RedisError } from '../connection/redis-error.js';
import type { RedisReply } from '../connection/redis-connection.js';
import type { ChangeSignal } from './change-signal.js';
import type { FleetLease } from './fleet-lease.js';
import { readList, readValue, type RedisScripts, type ScriptCall } from './redis-scripts.js';
import { sizesScript, writeFileScript, writeIdListsScript } from './scripts.js';
import type { StoreKeys } from './store-keys.js';

/** What the message of a change of ID lists begins with. */
export const idListsMessage = 'id-lists:';

/** How often a start that waits for another process looks whether that has fetched lists. Unit: milliseconds. */
const firstLookMs = 100;

/** What {@link RedisIdLists} need. */
export interface RedisIdListsSettings {
  readonly scripts: RedisScripts;
  readonly keys: StoreKeys;
  readonly lease: FleetLease;
  readonly signal: ChangeSignal;
  /** Whether this process never writes, and never fetches for others. */
  readonly readOnly: boolean;
  /** How long the first look waits for another process that fetches. Unit: milliseconds. */
  readonly startWaitMs: number;
}

/** ID lists in Redis: each file as one value, to which is appended what is appended to the file, and the overview of all. */
export class RedisIdLists implements IdListStore {
  readonly #settings: RedisIdListsSettings;
  #written: string | undefined;
  #hasWaited = false;

  constructor(settings: RedisIdListsSettings) {
    this.#settings = settings;
  }

  async shouldRead(): Promise<boolean> {
    const { readOnly, lease } = this.#settings;
    return readOnly || !(await lease.consult()).isHolder;
  }

  async readManifest(): Promise<string | undefined> {
    let text = await this.#readOnce();
    if (text !== undefined || this.#hasWaited) return text;
    this.#hasWaited = true;
    const endMs = performance.now() + this.#settings.startWaitMs;
    while (text === undefined && performance.now() < endMs && (await this.shouldRead())) {
      await pause(firstLookMs * (1 + Math.random()), undefined, { ref: false });
      text = await this.#readOnce();
    }
    return text;
  }

  async writeManifest(text: string, files: readonly string[]): Promise<void> {
    const { keys } = this.#settings;
    const version = idListsMessage + createHash('sha256').update(text).digest('base64url');
    this.#written = version;
    await this.#write({
      script: writeIdListsScript,
      keys: [keys.idLists, keys.idListFiles, ...files.map((file) => this.#keyOf(file))],
      args: [text, keys.channel, version],
    });
  }

  async sizes(files: readonly string[]): Promise<readonly number[]> {
    const [first, ...others] = files.map((file) => this.#keyOf(file));
    if (first === undefined) return [];
    const sizes = readList(
      await this.#settings.scripts.run({ script: sizesScript, keys: [first, ...others], args: [] }),
    );
    return sizes.map((size) => {
      if (typeof size === 'number') return size;
      throw new RedisError('unusable', 'it answered in another form than it should');
    });
  }

  async readFile(
    file: string,
    { from, length }: { readonly from: number; readonly length: number },
  ): Promise<Uint8Array> {
    const key = this.#keyOf(file);
    const range = [String(from), String(from + length - 1)];
    return readValue(await this.#settings.scripts.send(key, ['GETRANGE', key, ...range])) ?? new Uint8Array();
  }

  async writeFile(file: string, from: number, bytes: Uint8Array): Promise<boolean> {
    const { keys } = this.#settings;
    const reply = await this.#write({
      script: writeFileScript,
      keys: [this.#keyOf(file), keys.idListFiles],
      args: [String(from), bytes],
    });
    return reply === 1;
  }

  subscribe(onChange: () => void): () => void {
    return this.#settings.signal.subscribe((version) => {
      if (version === undefined || (version.startsWith(idListsMessage) && version !== this.#written)) onChange();
    });
  }

  async #readOnce(): Promise<string | undefined> {
    const { idLists } = this.#settings.keys;
    return readValue(await this.#settings.scripts.send(idLists, ['GET', idLists]))?.toString();
  }

  /** As with specs: whoever cannot write leaves the lease to others, who otherwise would wait for what is not written. */
  async #write(call: ScriptCall): Promise<RedisReply> {
    const { scripts, lease } = this.#settings;
    try {
      return await scripts.run(call);
    } catch (error) {
      void lease.giveBack();
      throw error;
    }
  }

  /** Identities and addresses of files may be long, and an address may hold a signature. */
  #keyOf(file: string): string {
    return this.#settings.keys.idListFile + createHash('sha256').update(file).digest('base64url');
  }
}
