import { createHash } from 'node:crypto';
import type { Project } from '../project-file/project.js';
import { deriveChecksum } from './derive.js';

/** One ID list as the service keeps it: who is in it, without the ids themselves. */
export interface IdList {
  readonly name: string;
  /** Lines of `+` and the first 8 characters of base64(SHA-256(id)). */
  readonly content: string;
  /** Changes with the content, so that SDKs know when to read the file anew. */
  readonly fileID: string;
}

/**
 * The ID lists of a project's segments.
 * @param idsFromFiles The ids of the segments that name an `idListFile`, by segment.
 */
export function compileIdLists(project: Project, idsFromFiles: ReadonlyMap<string, readonly string[]>): IdList[] {
  return Object.entries(project.segments ?? {}).flatMap(([name, segment]) => {
    const ids = segment.idList ?? idsFromFiles.get(name);
    if (ids === undefined) return [];
    const content = ids.map((id) => `+${memberKey(id)}\n`).join('');
    return [{ name, content, fileID: deriveChecksum([name, content]) }];
  });
}

function memberKey(id: string): string {
  return createHash('sha256').update(id).digest('base64').slice(0, 8);
}
