import { createHash } from 'node:crypto';
import { UNIT_IDS } from './unit-ids.js';
import type { Random } from './random.js';
import { ID_LIST_NAMES } from './targets/id-list-targets.js';
import { WORDS } from './vocabulary.js';

/** The files of a project's ID lists by name, with about half of the units and words that users have in each. */
export function generateIdLists(random: Random, names: readonly string[] = ID_LIST_NAMES): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, listFile(random)]));
}

function listFile(random: Random): string {
  const keys = [...UNIT_IDS, ...WORDS].filter(() => random.chance(0.5)).map(memberKey);
  const lines = keys.flatMap((key) =>
    random.weighted<readonly string[]>([
      [10, () => [`+${key}`]],
      [2, () => [`+${key}`, `-${key}`]],
      [1, () => [`-${key}`, `+${key}`]],
      [1, () => [`+${key}`, `-${key}`, `+${key}`]],
      // Behind a line that says something: what a file may begin with is a difference of its own.
      [1, () => [`+${key}`, random.pick(['', '+', '-', key, `#${key}`, ` +${key}`])]],
    ]),
  );
  return lines.map((line) => `${line}${random.chance(0.05) ? '\r\n' : '\n'}`).join('');
}

/** The form in which list files name a unit. */
const memberKey = (unit: string): string => createHash('sha256').update(unit).digest('base64').slice(0, 8);
