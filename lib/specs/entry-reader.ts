import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import type { DocumentEntry } from './document-part.js';
import { joinPath } from './wire-reader.js';

/** Entries of one field that were read from an earlier document. */
export interface KnownEntries<T> {
  readonly values: ReadonlyMap<string, T>;
  /** How each was written, as a digest of its text. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * A digest of a text that no two different texts share; or undefined for a text that has none, and is read again each time.
 */
export type DigestOf = (text: string) => string | undefined;

/** Takes in the entries of one field, whatever their values are made of. */
export interface EntrySink {
  /** Forgets the entries so far: the field came twice, and the last one holds. */
  clear(): void;
  take(name: string, entry: DocumentEntry): void;
}

/**
 * Reads the entries of one field. An entry that is written as in the document before keeps the object that was made of it
 * then: nothing is parsed, and what was compiled from it still holds. Of two entries of one name the last one holds, as in
 * `JSON.parse`.
 */
export class EntryReader<T> implements EntrySink {
  readonly values = new Map<string, T>();
  /** How the entries are written; empty without `digestOf`. */
  readonly digests = new Map<string, string>();
  /** Complaints about the entries that cannot be used, which are not among the values. */
  readonly failures = new Map<string, InvalidSpecsError>();
  readonly #field: string;
  readonly #read: (value: unknown, path: string, name: string) => T;
  readonly #digestOf: DigestOf | undefined;
  readonly #known: KnownEntries<T> | undefined;

  /** @param read throws InvalidSpecsError, with the path, when the entry cannot be used */
  constructor(
    field: string,
    read: (value: unknown, path: string, name: string) => T,
    { digestOf, known }: { digestOf?: DigestOf | undefined; known?: KnownEntries<T> | undefined } = {},
  ) {
    this.#field = field;
    this.#read = read;
    this.#digestOf = digestOf;
    this.#known = known;
  }

  clear(): void {
    this.values.clear();
    this.digests.clear();
    this.failures.clear();
  }

  take(name: string, entry: DocumentEntry): void {
    const digest = entry.text === undefined ? undefined : this.#digestOf?.(entry.text);
    try {
      this.values.set(
        name,
        this.#unchanged(name, digest) ?? this.#read(entry.value(), joinPath(this.#field, name), name),
      );
      this.failures.delete(name);
      if (digest !== undefined) this.digests.set(name, digest);
    } catch (error) {
      if (!(error instanceof InvalidSpecsError)) throw error;
      this.values.delete(name);
      this.digests.delete(name);
      this.failures.set(name, error);
    }
  }

  /** Every entry. @throws InvalidSpecsError the first complaint, when there is one. */
  complete(): ReadonlyMap<string, T> {
    for (const failure of this.failures.values()) throw failure;
    return this.values;
  }

  #unchanged(name: string, digest: string | undefined): T | undefined {
    if (digest === undefined || this.#known?.digests.get(name) !== digest) return undefined;
    return this.#known.values.get(name);
  }
}
