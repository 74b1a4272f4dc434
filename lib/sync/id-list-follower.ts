import { InvalidIdListError } from '../errors/invalid-id-list-error.js';
import { NetworkRequestError } from '../errors/network-request-error.js';
import type { IdList } from '../id-lists/id-list.js';
import type { NotAListFile } from '../id-lists/list-file-reader.js';
import type { IdListFileAnswer, IdListFileRequest } from '../network/id-list-file-request.js';
import type { Timers } from '../timing/timers.js';
import { IdListFile } from './id-list-file.js';
import type { IdListEntry } from './id-list-manifest.js';
import { planIdList } from './id-list-plan.js';

/** Files are not read beyond this: 26 million members, which take some 270 MB. */
const longestFileBytes = 256 * 1024 * 1024;

/** Downloads the bytes of a list file from a position on. */
export type FetchIdListFile = (
  request: Pick<IdListFileRequest, 'url' | 'from' | 'manifestSize' | 'fileID' | 'receive'>,
) => Promise<IdListFileAnswer>;

/** What an {@link IdListFollower} needs. */
export interface IdListFollowerSettings {
  readonly name: string;
  /** Called after each change of who is on the list, with the list in use from then on. */
  readonly onChange: (list: IdList) => void;
  readonly timers: Timers;
}

/**
 * Keeps one ID list as its file says.
 *
 * Lines that were appended are applied to the list in use slice by slice; a check in between sees the list as it was a moment
 * before. Another file is read beside the list in use, and takes its place when all of it is there. A download that breaks off
 * is taken up where it ended.
 */
export class IdListFollower {
  readonly #settings: IdListFollowerSettings;
  /** What the list in use was read from. */
  #held: IdListFile | undefined;
  /** What was read so far of a file that is to take its place. */
  #coming: IdListFile | undefined;
  /** The failure with which the server asked for a pause, and its end on the clock of `elapsedMs`. */
  #pause: { readonly endsAtMs: number; readonly reason: NetworkRequestError } | undefined;

  constructor(settings: IdListFollowerSettings) {
    this.#settings = settings;
  }

  /**
   * Reads what is new. Must not be called again before it has settled.
   *
   * @returns whether anything was downloaded. Rejects with NetworkRequestError or InvalidIdListError when the list could not be
   * brought to what is offered; what it held before is kept, and so is what was read meanwhile, if it is sound.
   */
  async refresh(offered: IdListEntry, fetchFile: FetchIdListFile): Promise<boolean> {
    const plan = planIdList(this.#held, offered);
    if (plan === 'keep') return false;
    if (offered.size > longestFileBytes) {
      throw this.#invalid(`a file of at most ${longestFileBytes} bytes`, `one of ${offered.size}`);
    }
    const { timers } = this.#settings;
    if (this.#pause !== undefined && timers.elapsedMs() < this.#pause.endsAtMs) throw this.#pause.reason;
    this.#pause = undefined;
    try {
      const held = plan === 'append' ? this.#held : undefined;
      return held === undefined
        ? await this.#replace(offered, fetchFile)
        : await this.#append(held, offered, fetchFile);
    } catch (error) {
      if (error instanceof NetworkRequestError && error.retryAfterMs !== undefined) {
        this.#pause = { endsAtMs: timers.elapsedMs() + error.retryAfterMs, reason: error };
      }
      throw error;
    }
  }

  async #append(held: IdListFile, offered: IdListEntry, fetchFile: FetchIdListFile): Promise<boolean> {
    const { resumeAt, size } = held;
    try {
      return await this.#download(held, offered, fetchFile);
    } finally {
      // A last line without its newline counts, too, though it is asked for again.
      const hasChanged = held.resumeAt > resumeAt || held.size > size;
      if (held === this.#held && hasChanged) this.#settings.onChange(held.list);
    }
  }

  async #replace(offered: IdListEntry, fetchFile: FetchIdListFile): Promise<boolean> {
    const file = this.#coming?.is(offered) === true ? this.#coming : new IdListFile(offered);
    this.#coming = file;
    if (offered.size > 0) return this.#download(file, offered, fetchFile);
    // Not asked for: a range of an empty file is an error.
    this.#install(file);
    return false;
  }

  async #download(file: IdListFile, offered: IdListEntry, fetchFile: FetchIdListFile): Promise<boolean> {
    const from = file.resumeAt;
    let target = file;
    let expectedStart = from;
    target.begin();
    const receive = async (bytes: Uint8Array, start: number): Promise<void> => {
      if (start !== expectedStart) {
        if (start !== 0) throw this.#invalid(`its bytes from ${expectedStart} on`, `bytes from ${start} on`);
        // A server that knows no ranges sends the whole file.
        target = this.#coming = new IdListFile(offered);
      }
      expectedStart = start + bytes.byteLength;
      const refusal = await target.read(bytes);
      if (refusal !== undefined) throw this.#invalid('lines that begin with + or -', wordsFor[refusal]);
    };
    try {
      const { url, size: manifestSize, fileID } = offered;
      const answer = await fetchFile({ url, from, manifestSize, fileID, receive });
      this.#finish(target, { from, offered, answer });
      return answer.status === 'received' && answer.byteLength > 0;
    } catch (error) {
      target.breakOff();
      if (isUnsound(error)) this.#discard(target);
      throw error;
    }
  }

  /** Draws the conclusions from an answer that was received to its end. */
  #finish(file: IdListFile, { from, offered, answer }: FinishedDownload): void {
    const hasGrown = file.finish();
    const isPart = answer.status === 'received' && answer.start === from;
    if (file !== this.#held) {
      // An answer can be cut short without a sign of it. Less than was offered will do when there is no more to be had, or when
      // it is more of the same file than is held.
      const isExhausted = from > 0 && !hasGrown && (isPart || answer.status === 'nothing-new');
      const isProgress = this.#held?.is(offered) === true && file.size > this.#held.size;
      if (file.size >= offered.size || isExhausted || isProgress) this.#install(file);
    } else if (isPart && answer.byteLength >= offered.size) {
      // More than the rest of the file: perhaps it was the whole, as of a cache that knows no ranges. To apply that once more
      // does no harm, but where to go on is no longer known.
      file.markDamaged();
    }
  }

  /** Gives up what was read of a file: a new one is begun anew; one in use is in use until it was read again. */
  #discard(file: IdListFile): void {
    if (file === this.#held) file.markDamaged();
    else this.#coming = undefined;
  }

  #install(file: IdListFile): void {
    this.#held = file;
    this.#coming = undefined;
    this.#settings.onChange(file.list);
  }

  #invalid(expected: string, found: string): InvalidIdListError {
    return new InvalidIdListError({ list: this.#settings.name, expected, found });
  }
}

interface FinishedDownload {
  /** Where it began. Unit: bytes from the beginning of the file. */
  readonly from: number;
  readonly offered: IdListEntry;
  readonly answer: IdListFileAnswer;
}

const wordsFor = {
  'begins-otherwise': 'another beginning',
  'has-no-lines': 'a line without an end',
} satisfies Record<NotAListFile, string>;

/** Whether a failure throws doubt on what was received before it. A connection that broke off does not. */
function isUnsound(error: unknown): boolean {
  if (!(error instanceof NetworkRequestError)) return true;
  return error.reason === 'undecodable' || error.reason === 'too_large';
}
