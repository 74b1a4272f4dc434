import type { IdListEntry } from './id-list-manifest.js';

/** The file that the members of a list were read from, as far as it was read. */
export interface HeldFile {
  readonly fileID: string | undefined;
  readonly creationTime: number;
  /** How much of it was read. Unit: bytes. */
  readonly size: number;
  /** Whether what was read of it cannot be relied on, so that it is to be read again from its beginning. */
  readonly isDamaged: boolean;
}

/**
 * What to do about a list.
 * - `keep`: nothing; what is held is as new as what is offered, or newer.
 * - `append`: read what the file has beyond what is held.
 * - `replace`: read a file from its beginning, and put its members in the place of those that are held.
 */
export type IdListPlan = 'keep' | 'append' | 'replace';

/**
 * Compares what is held of a list with what the service offers (the cases of runtime §5.3).
 *
 * A file is another one when its id is, or its creation time. An older file than the one held, or a shorter one, is offered
 * by a server that lags behind, and is not gone back to.
 */
export function planIdList(held: HeldFile | undefined, offered: IdListEntry): IdListPlan {
  if (held === undefined || offered.creationTime > held.creationTime) return 'replace';
  if (!isSameFile(held, offered)) return offered.creationTime < held.creationTime ? 'keep' : 'replace';
  if (held.isDamaged) return 'replace';
  return offered.size > held.size ? 'append' : 'keep';
}

function isSameFile(held: HeldFile, offered: IdListEntry): boolean {
  if (held.fileID !== undefined && offered.fileID !== undefined) return held.fileID === offered.fileID;
  return held.creationTime === offered.creationTime;
}
