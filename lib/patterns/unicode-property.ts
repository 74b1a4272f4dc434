import type { UnicodeProperty } from './character-set.js';
import { PatternRefusal } from './pattern-refusal.js';

/** Categories in their short form, which the engine knows too. */
const categoryForm = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** Short names of what is named before `=`. */
const families: ReadonlyMap<string, string> = new Map([
  ['gc', 'General_Category'],
  ['generalcategory', 'General_Category'],
  ['sc', 'Script'],
  ['script', 'Script'],
  ['scx', 'Script_Extensions'],
  ['scriptextensions', 'Script_Extensions'],
]);

/**
 * A property by the name that a pattern gives it: `Lu`, `Letter`, `Greek`, `sc=Greek`, `Alphabetic`, `white_space`.
 *
 * Names are taken in any case, with any separators between their words and with `is` in front. @throws PatternRefusal for properties that
 * JavaScript does not know, among them `Age`, and the breaking properties (`gcb=`, `wb=`, `sb=`).
 */
export function unicodeProperty(written: string): UnicodeProperty {
  const [, family, name = ''] = /^(?:([^=:]*)[=:])?(.*)$/.exec(written) ?? [];
  const prefix = family === undefined ? undefined : families.get(plain(family));
  if (family === undefined || prefix !== undefined) {
    for (const spelling of spellings(name)) {
      for (const candidate of candidates(prefix, spelling)) {
        if (!isKnown(candidate)) continue;
        const isCategory = categoryForm.test(spelling) && candidate === `\\p{${spelling}}`;
        return { source: candidate, engineSource: isCategory ? candidate : undefined };
      }
    }
  }
  throw new PatternRefusal(`the property \\p{${written}} is not known`);
}

function candidates(prefix: string | undefined, spelling: string): string[] {
  if (prefix === undefined) return [`\\p{${spelling}}`, `\\p{Script=${spelling}}`];
  return prefix === 'General_Category' ? [`\\p{${spelling}}`] : [`\\p{${prefix}=${spelling}}`];
}

/** How the name may be spelled in the tables: as written, `Title_Case`, and in capitals. */
function spellings(written: string): string[] {
  const name = written.trim().replace(/^is[_ -]?/i, '');
  const words = name.split(/[ _-]+/).filter((word) => word !== '');
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('_');
  return [written, name, title, name.toUpperCase()];
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[ _-]/g, '');
}

function isKnown(source: string): boolean {
  try {
    // Compiled for its error alone.
    return new RegExp(source, 'u').unicode;
  } catch {
    return false;
  }
}
