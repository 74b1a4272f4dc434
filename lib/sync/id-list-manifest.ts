import { InvalidIdListError } from '../errors/invalid-id-list-error.js';

/** What the service says of one ID list: which file it is made from. */
export interface IdListEntry {
  /** Where the file is; absolute, http or https. */
  readonly url: string;
  /** Length of the file, which grows as lines are appended. Unit: bytes. */
  readonly size: number;
  /** When the file was begun; another file with a later time takes its place. Unit: milliseconds since the Unix epoch. */
  readonly creationTime: number;
  /** The identity of the file; older servers do not send it. */
  readonly fileID: string | undefined;
}

/** The overview of all ID lists of a project. */
export interface IdListManifest {
  /** By the name that conditions use, which is the key in the document, as for the official SDK. */
  readonly entries: ReadonlyMap<string, IdListEntry>;
  /** The names of lists whose entry cannot be used. These lists exist, so what is held of them is kept. */
  readonly malformed: readonly string[];
}

/**
 * Reads the answer of `get_id_lists` (runtime §1.4). One malformed entry does not spoil the others; in the official SDK it
 * does.
 * @throws InvalidIdListError when the whole is not a JSON object.
 */
export function parseIdListManifest(text: string): IdListManifest {
  const document = parseJson(text);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw invalidManifest(document === null ? 'null' : Array.isArray(document) ? 'an array' : `a ${typeof document}`);
  }
  const entries = new Map<string, IdListEntry>();
  const malformed: string[] = [];
  for (const [name, value] of Object.entries(document)) {
    const entry = readEntry(value);
    if (entry === undefined) malformed.push(name);
    else entries.set(name, entry);
  }
  return { entries, malformed };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which may hold signed addresses.
    throw invalidManifest(
      text.trim() === '' ? 'an empty text' : `a text of ${text.length} characters that is not JSON`,
    );
  }
}

function invalidManifest(found: string): InvalidIdListError {
  return new InvalidIdListError({ list: undefined, expected: 'a JSON object', found });
}

function readEntry(value: unknown): IdListEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, size, creationTime, fileID }: Partial<Record<keyof IdListEntry, unknown>> = value;
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  if (!isWholeNumber(size) || !isWholeNumber(creationTime)) return undefined;
  if (fileID !== undefined && fileID !== null && typeof fileID !== 'string') return undefined;
  return { url, size, creationTime, fileID: fileID ?? undefined };
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
