import type { JsonObject } from '../project-file/project.js';
import { isMap } from '../project-file/readers.js';
import type { WireSpecs } from './wire.js';

/** Parts of a raw payload that say when and what it was, not what is in it. */
const notMerged = new Set(['has_updates', 'time', 'checksum', 'response_format']);

/**
 * The project's payload together with a raw one. Maps are joined; everything else is taken from the project where it has
 * it. That no name stands in both has been checked when the project was read.
 */
export function mergeRawSpecs(own: WireSpecs, raw: JsonObject): WireSpecs {
  const merged: Record<string, unknown> = { ...own };
  for (const [key, value] of Object.entries(raw)) {
    if (notMerged.has(key)) continue;
    const ours = merged[key];
    if (ours === undefined) merged[key] = value;
    else if (isMap(ours) && isMap(value)) merged[key] = { ...ours, ...value, ...ours };
  }
  return { ...own, ...merged };
}
