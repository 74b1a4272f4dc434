/**
 * Returns the known name that was probably meant: the one with the fewest edits (insert, remove, replace a letter, without regard
 * to case), or undefined when even that one differs in more than a third of its letters.
 */
export function nearestName(name: string, knownNames: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const known of knownNames) {
    const edits = countEdits(name.toLowerCase(), known.toLowerCase());
    if (edits < fewest && edits <= known.length / 3) {
      fewest = edits;
      nearest = known;
    }
  }
  return nearest;
}

/** Levenshtein distance, one row of the table at a time. */
function countEdits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const removed = (previous[column] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, removed));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
