import type { SecondaryExposure } from './evaluation.js';

/**
 * Exposures beyond this many are left out, with the answer unchanged. They are not deduplicated, so gates that ask for each
 * other twice on thirty levels would come to a billion, in an event that no service takes.
 */
const mostExposures = 10_000;

/** One list after the other, cut where it gets too long. Neither list is changed; an empty one costs nothing. */
export function joinExposures(
  list: readonly SecondaryExposure[],
  added: readonly SecondaryExposure[],
): readonly SecondaryExposure[] {
  if (added.length === 0) return list;
  if (list.length === 0) return added;
  const room = mostExposures - list.length;
  if (room <= 0) return list;
  return [...list, ...(added.length <= room ? added : added.slice(0, room))];
}
