import type { IdList } from './id-list.js';

const newline = 0x0a;
const plus = 0x2b;
const minus = 0x2d;

/** The longest line that is waited for. Lines have 10 bytes; a text without line breaks is no list, and must not pile up. */
const longestLineBytes = 4096;

/** What shows that bytes are not of a list file: their beginning, or that no line of them ends. */
export type NotAListFile = 'begins-otherwise' | 'has-no-lines';

/**
 * Reads a list file into a list, from any start of a line on and in pieces of any length, and knows where to go on later.
 *
 * Only whole lines are applied, so a download that breaks off in the middle of one loses nothing: it is asked for again.
 */
export class ListFileReader {
  readonly list: IdList;
  #resumeAt: number;
  /** The beginning of a line whose end has not arrived yet. */
  #rest: Uint8Array = new Uint8Array();
  /** Whether no whole line was taken since the download began. */
  #isAtStart = true;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @param startAt position in the file of the first byte that will be taken; the start of a line. */
  constructor(list: IdList, startAt = 0) {
    this.list = list;
    this.#resumeAt = startAt;
  }

  /** Behind the last whole line: where a later download goes on. Unit: bytes from the beginning of the file. */
  get resumeAt(): number {
    return this.#resumeAt;
  }

  /** Behind the last byte that was taken. Unit: bytes from the beginning of the file. */
  get position(): number {
    return this.#resumeAt + this.#rest.byteLength;
  }

  /**
   * Applies the next bytes of the file. Takes some 0.5 ms for 10 000 bytes, so callers cut what they have.
   *
   * @returns why the bytes were refused, or undefined. They are when the first byte of a download is neither `+` nor `-`: then
   * the file is not what it was taken for, or what was held of it does not end with a line.
   */
  take(bytes: Uint8Array): NotAListFile | undefined {
    const text = this.#rest.byteLength === 0 ? bytes : joined(this.#rest, bytes);
    const first = text[0];
    if (first !== undefined && first !== plus && first !== minus && this.#isAtStart) return 'begins-otherwise';
    const end = text.lastIndexOf(newline) + 1;
    if (text.byteLength - end > longestLineBytes) return 'has-no-lines';
    if (end > 0) {
      this.#isAtStart = false;
      this.list.apply(this.#decoder.decode(text.subarray(0, end)));
    }
    this.#resumeAt += end;
    // Copied: a part of what was received would keep the whole of it alive.
    this.#rest = text.slice(end);
    return undefined;
  }

  /** Begins another download: what is taken next comes from {@link resumeAt} on. */
  begin(): void {
    this.#rest = new Uint8Array();
    this.#isAtStart = true;
  }

  /**
   * Applies a last line without its newline, if it is whole by its length. Its bytes are asked for again nevertheless, because
   * a file that grows goes on in that line; to apply it twice does no harm.
   */
  end(): void {
    if (this.#rest.byteLength === wholeLineBytes) this.list.apply(this.#decoder.decode(this.#rest));
  }
}

/** A sign and the eight characters of a member key. */
const wholeLineBytes = 9;

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.byteLength + other.byteLength);
  whole.set(one);
  whole.set(other, one.byteLength);
  return whole;
}
