import { IdList } from '../id-lists/id-list.js';
import { ListFileReader, type NotAListFile } from '../id-lists/list-file-reader.js';
import { nextTurn } from '../timing/next-turn.js';
import type { IdListEntry } from './id-list-manifest.js';
import type { HeldFile } from './id-list-plan.js';

/**
 * How much is read before other work gets its turn: 800 lines, half a millisecond, and a few when the list grows just then.
 * Several files are read at a time. Unit: bytes.
 */
const sliceBytes = 8192;

/** The file of an ID list, as far as it was read, and the members that it made. */
export class IdListFile implements HeldFile {
  readonly fileID: string | undefined;
  readonly creationTime: number;
  readonly list = new IdList();
  readonly #reader = new ListFileReader(this.list);
  #size = 0;
  #isDamaged = false;

  /** A file of which nothing was read yet. */
  constructor({ fileID, creationTime }: Pick<IdListEntry, 'fileID' | 'creationTime'>) {
    this.fileID = fileID;
    this.creationTime = creationTime;
  }

  get size(): number {
    return this.#size;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** Where its next download begins: behind the last whole line. Unit: bytes from the beginning of the file. */
  get resumeAt(): number {
    return this.#reader.resumeAt;
  }

  /** Whether it is the file that the service offers. */
  is({ fileID, creationTime }: IdListEntry): boolean {
    return this.fileID === fileID && this.creationTime === creationTime;
  }

  /** Begins a download from {@link resumeAt} on. */
  begin(): void {
    this.#reader.begin();
  }

  /** Takes what arrives, giving other work its turn in between. Resolves with why it was refused, or undefined. */
  async read(bytes: Uint8Array): Promise<NotAListFile | undefined> {
    for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
      const refusal = this.#reader.take(bytes.subarray(start, start + sliceBytes));
      if (refusal !== undefined) return refusal;
      // oxlint-disable-next-line no-await-in-loop -- a slice must not begin before other work had its turn
      await nextTurn();
    }
    return undefined;
  }

  /** Ends a download whose answer was complete. Returns whether it brought anything that was not there before. */
  finish(): boolean {
    this.#reader.end();
    const hasGrown = this.#reader.position > this.#size;
    this.#size = Math.max(this.#reader.position, this.#size);
    return hasGrown;
  }

  /** Ends a download that broke off: whole lines of it count. */
  breakOff(): void {
    this.#size = this.#reader.resumeAt;
  }

  /** Makes it be read again from its beginning. Its members stay until then. */
  markDamaged(): void {
    this.#isDamaged = true;
  }
}
