import { errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import type { IdListStore } from '../stores/id-list-store.js';
import type { Timers } from '../timing/timers.js';
import type { FetchIdListFile } from './id-list-follower.js';
import { type IdListEntry, type IdListManifest, parseIdListManifest } from './id-list-manifest.js';
import type { IdListSource } from './id-list-source.js';
import { withinTime } from './within-time.js';

const logTag = 'IdLists';

/** The longest that one step of the store may take. Unit: milliseconds. */
const stepTimeoutMs = 5000;

/** How much of a file is read at a time. Unit: bytes. */
const partBytes = 1024 * 1024;

/** What a {@link SharedIdListSource} needs. */
export interface SharedIdListSourceSettings {
  readonly network: Pick<IdListSource, 'fetchManifest' | 'filesUntil'>;
  readonly store: IdListStore;
  readonly logger: Logger;
  readonly timers: Timers;
}

/**
 * What this process does in one look. `reader`: it reads what another has fetched. `writer`: it fetches for all. `alone`: it fetches for
 * itself, because the store has nothing yet, or fails.
 */
type Role = 'reader' | 'writer' | 'alone';

/**
 * ID lists from the network, or from a store in which another process keeps them. The store is asked before each look who fetches;
 * one that fails leaves it to the network.
 */
export class SharedIdListSource implements Pick<IdListSource, 'fetchManifest' | 'filesUntil'> {
  readonly #settings: SharedIdListSourceSettings;
  #role: Role = 'alone';
  #offered: IdListManifest | undefined;
  /** What readers were last told of each list. */
  #told: ReadonlyMap<string, IdListEntry> | undefined;
  #isFailing = false;

  constructor(settings: SharedIdListSourceSettings) {
    this.#settings = settings;
  }

  async fetchManifest(signal: AbortSignal): Promise<IdListManifest> {
    const { store, network } = this.#settings;
    this.#offered = undefined;
    try {
      const isReader = await this.#step(() => store.shouldRead());
      this.#role = isReader ? 'reader' : 'writer';
      if (isReader) {
        const manifest = await this.#readManifest();
        this.#isFailing = false;
        if (manifest !== undefined) return manifest;
        this.#role = 'alone';
      }
    } catch (error) {
      this.#role = 'alone';
      this.#noteFailure(error);
    }
    this.#offered = await network.fetchManifest(signal);
    return this.#offered;
  }

  filesUntil(signal: AbortSignal): FetchIdListFile {
    const fromNetwork = this.#settings.network.filesUntil(signal);
    if (this.#role === 'reader') return (request) => this.#read(request, fromNetwork);
    if (this.#role === 'writer') return (request) => this.#fetchAndKeep(request, fromNetwork);
    return fromNetwork;
  }

  /** Tells readers of what was fetched, once all of it is in the store. Never rejects. */
  async finish(failed: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const offered = this.#offered;
    if (this.#role !== 'writer' || offered === undefined || signal.aborted) return;
    try {
      const held = await this.#readManifest();
      const told = (this.#told ??= held?.entries ?? new Map<string, IdListEntry>());
      const complete = await this.#complete(offered, { failed, signal });
      const entries = new Map<string, IdListEntry>();
      const incomplete: string[] = [];
      for (const [name, entry] of offered.entries) {
        // What readers have of a list is kept until all of what follows is there.
        const kept = complete.has(name) ? entry : told.get(name);
        if (kept === undefined) incomplete.push(name);
        else entries.set(name, kept);
      }
      const text = writtenForm({ entries, malformed: [...offered.malformed, ...incomplete] });
      if (signal.aborted || (held !== undefined && text === writtenForm(held))) return;
      await this.#step(() => this.#settings.store.writeManifest(text, [...entries.values()].map(fileOf)));
      this.#told = entries;
      if (complete.size === offered.entries.size) this.#isFailing = false;
    } catch (error) {
      if (!signal.aborted) this.#noteFailure(error);
    }
  }

  /** The lists all of whose offered file is in the store, after an attempt to bring there what is missing. */
  async #complete(
    { entries }: IdListManifest,
    { failed, signal }: { readonly failed: ReadonlySet<string>; readonly signal: AbortSignal },
  ): Promise<ReadonlySet<string>> {
    const { store, network } = this.#settings;
    const sound = [...entries].filter(([name]) => !failed.has(name));
    const sizes = await this.#step(() => store.sizes(sound.map(([, entry]) => fileOf(entry))));
    const complete = new Set<string>();
    for (const [index, [name, entry]] of sound.entries()) {
      let size = sizes[index] ?? 0;
      if (size < entry.size && !signal.aborted) {
        const { url, fileID } = entry;
        const receive = async (bytes: Uint8Array, start: number): Promise<void> => {
          if (await this.#keep(fileOf(entry), start, bytes)) size = Math.max(size, start + bytes.byteLength);
        };
        // oxlint-disable-next-line no-await-in-loop -- a store that has lost all files is filled one after the other
        await network.filesUntil(signal)({ url, fileID, from: size, manifestSize: entry.size, receive });
      }
      if (size >= entry.size) complete.add(name);
    }
    return complete;
  }

  async #read(request: FileRequest, fromNetwork: FetchIdListFile): ReturnType<FetchIdListFile> {
    const { from, manifestSize, receive } = request;
    const file = fileOf(request);
    let at = from;
    while (at < manifestSize) {
      const part = { from: at, length: Math.min(partBytes, manifestSize - at) };
      let bytes: Uint8Array;
      try {
        // oxlint-disable-next-line no-await-in-loop -- parts are read in their order
        bytes = await this.#step(() => this.#settings.store.readFile(file, part));
      } catch (error) {
        this.#noteFailure(error);
        break;
      }
      if (bytes.byteLength === 0) break;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await receive(bytes, at);
      at += bytes.byteLength;
    }
    // The rest, which the store does not have.
    if (at < manifestSize) return fromNetworkAfter(at, request, fromNetwork);
    return { status: 'received', start: from, byteLength: at - from };
  }

  async #fetchAndKeep(request: FileRequest, fromNetwork: FetchIdListFile): ReturnType<FetchIdListFile> {
    const file = fileOf(request);
    let isKept = true;
    return fromNetwork({
      ...request,
      receive: async (bytes, start) => {
        await request.receive(bytes, start);
        if (isKept) isKept = await this.#keep(file, start, bytes);
      },
    });
  }

  /** Never rejects: what is missing in the store is brought there at the end of the look. */
  async #keep(file: string, start: number, bytes: Uint8Array): Promise<boolean> {
    try {
      return await this.#step(() => this.#settings.store.writeFile(file, start, bytes));
    } catch (error) {
      this.#noteFailure(error);
      return false;
    }
  }

  async #readManifest(): Promise<IdListManifest | undefined> {
    const text = await this.#step(() => this.#settings.store.readManifest());
    return text === undefined ? undefined : parseIdListManifest(text);
  }

  #step<Result>(step: () => Promise<Result>): Promise<Result> {
    return withinTime(step, { limitMs: stepTimeoutMs, timers: this.#settings.timers });
  }

  #noteFailure(error: unknown): void {
    if (!this.#isFailing) this.#settings.logger.warn(logTag, `The data store fails for ID lists. ${errorText(error)}`);
    this.#isFailing = true;
  }
}

type FileRequest = Parameters<FetchIdListFile>[0];

/** What a file is kept under: its identity, or its address where the service sends none. */
function fileOf({ fileID, url }: { readonly fileID?: string | undefined; readonly url: string }): string {
  return fileID ?? url;
}

/** The whole request counts as one download, wherever its parts came from. */
async function fromNetworkAfter(
  at: number,
  request: FileRequest,
  fromNetwork: FetchIdListFile,
): ReturnType<FetchIdListFile> {
  const answer = await fromNetwork({ ...request, from: at });
  if (answer.status !== 'received' || answer.start !== at) return answer;
  return { status: 'received', start: request.from, byteLength: at - request.from + answer.byteLength };
}

/**
 * The overview as readers get it. One that is malformed, or not there as a whole, is named without its file: readers keep what they have
 * of it.
 */
function writtenForm({ entries, malformed }: IdListManifest): string {
  return JSON.stringify({
    ...Object.fromEntries(entries),
    ...Object.fromEntries(malformed.map((name) => [name, null])),
  });
}
