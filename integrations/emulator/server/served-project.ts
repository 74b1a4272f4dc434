import { createHash } from 'node:crypto';
import { compileProject } from '../compile/compile-project.js';
import type { IdList } from '../compile/compile-id-lists.js';
import { deriveChecksum } from '../compile/derive.js';
import type { KnownNames } from '../project-file/check-references.js';
import type { LoadedProject } from '../project-file/load-project.js';
import { namesOfSpecs } from '../project-file/read-raw-specs.js';
import { isMap } from '../project-file/readers.js';

/** One state of the project as it is served. Never changes; an edit makes a new one. */
export interface ServedProject {
  /** The payload of the specs endpoint. */
  readonly text: string;
  /** The payload's `time`: later than that of any state before. Unit: milliseconds since 1970. */
  readonly time: number;
  readonly checksum: string | undefined;
  /** Tells contents apart, whatever the payload says about itself. */
  readonly contentHash: string;
  readonly names: KnownNames;
  readonly idLists: readonly ServedIdList[];
}

/** An ID list with what its manifest says about it. */
export interface ServedIdList extends IdList {
  /** When this content was first served. Unit: milliseconds since 1970. SDKs reload a list when it is later. */
  readonly creationTime: number;
}

/**
 * The next state for a project that was loaded, or the previous one when nothing has changed. SDKs ignore a payload
 * whose `time` is lower than theirs or whose checksum is theirs, so a changed one gets a later time and its own checksum.
 */
export function serveProject(
  loaded: LoadedProject,
  { nowMs, previous }: { readonly nowMs: number; readonly previous?: ServedProject },
): ServedProject {
  const served =
    loaded.kind === 'raw' ? serveRaw(loaded, { nowMs, previous }) : serveCompiled(loaded, { nowMs, previous });
  return previous?.contentHash === served.contentHash ? previous : served;
}

type Loaded<K extends LoadedProject['kind']> = Extract<LoadedProject, { kind: K }>;

function serveRaw(
  { specs, text: written }: Loaded<'raw'>,
  { nowMs, previous }: { readonly nowMs: number; readonly previous: ServedProject | undefined },
): ServedProject {
  const original = written ?? JSON.stringify(specs);
  const contentHash = hashOf(original);
  const time = typeof specs['time'] === 'number' ? specs['time'] : 0;
  const checksum = typeof specs['checksum'] === 'string' ? specs['checksum'] : undefined;
  const names = namesOfSpecs(specs);
  const isStale =
    previous !== undefined && (time <= previous.time || (checksum !== undefined && checksum === previous.checksum));
  if (!isStale && specs['has_updates'] === true && specs['time'] !== undefined) {
    return { text: original, time, checksum, contentHash, names, idLists: [] };
  }
  // An edited payload usually keeps its old time and checksum, and SDKs would ignore it. The clock's time is later than
  // what an SDK may have got from an emulator that ran before this one, too.
  const fresh = {
    ...specs,
    has_updates: true,
    time: Math.max(time, nowMs, (previous?.time ?? 0) + 1),
    checksum: deriveChecksum(specs),
    experiment_to_layer: isMap(specs['experiment_to_layer']) ? specs['experiment_to_layer'] : {},
  };
  return { text: JSON.stringify(fresh), time: fresh.time, checksum: fresh.checksum, contentHash, names, idLists: [] };
}

function serveCompiled(
  { project, idsFromFiles, raw }: Loaded<'project'>,
  { nowMs, previous }: { readonly nowMs: number; readonly previous: ServedProject | undefined },
): ServedProject {
  const now = Math.max(nowMs, (previous?.time ?? 0) + 1);
  const { specs, idLists } = compileProject(project, { now, idsFromFiles, ...(raw && { raw }) });
  const contentHash = hashOf(JSON.stringify([{ ...specs, time: 0 }, idLists]));
  const unchanged = previous?.checksum === specs.checksum ? previous : undefined;
  return {
    text: unchanged?.text ?? JSON.stringify(specs),
    time: unchanged?.time ?? now,
    checksum: specs.checksum,
    contentHash,
    names: namesOfSpecs(specs),
    idLists: idLists.map((list) => {
      const before = previous?.idLists.find(({ name, fileID }) => name === list.name && fileID === list.fileID);
      return before ?? { ...list, creationTime: now };
    }),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
