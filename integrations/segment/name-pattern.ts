/** Tells whether a name fits a pattern. */
export type NameMatcher = (name: string) => boolean;

/**
 * Prepares a pattern: `*` stands for any characters, none included, `?` for one. Everything else stands for itself.
 *
 * Matching takes at most as many steps as name and pattern have characters multiplied: as a regular expression a pattern with many `*`
 * would hold up the event loop for minutes at an unlucky name, and names may come from outside.
 */
export function nameMatcher(pattern: string): NameMatcher {
  // By characters rather than by halves of them, which `?` would take for two.
  const wanted = Array.from(pattern);
  return (name) => fits(Array.from(name), wanted);
}

function fits(name: readonly string[], pattern: readonly string[]): boolean {
  let [at, patternAt] = [0, 0];
  // What to go back to when the rest does not fit: the latest `*` then stands for one character more. Earlier ones never need to.
  let [starAt, starEnd] = [-1, 0];
  while (at < name.length) {
    const next = pattern[patternAt];
    if (next === '*') {
      starAt = patternAt++;
      starEnd = at;
    } else if (next === '?' || next === name[at]) {
      patternAt++;
      at++;
    } else if (starAt < 0) {
      return false;
    } else {
      patternAt = starAt + 1;
      at = ++starEnd;
    }
  }
  return pattern.slice(patternAt).every((character) => character === '*');
}
