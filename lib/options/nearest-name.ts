/**
 * The known name that a misspelt one most likely meant, or `undefined` when none is close. Close means: fewer edits
 * (insert, delete, replace, swap of neighbours) than about a third of the longer name, upper and lower case alike.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const longer = Math.max(name.length, candidate.length);
    // Of names of one or two letters each is as far from the other as can be.
    const limit = longer < 3 ? 0 : Math.ceil(longer / 3);
    if (Math.abs(name.length - candidate.length) > limit) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The suggestion that ends a complaint, or nothing: `; did you mean \`pass\`?`. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}

/** Optimal string alignment distance, by rows: only the last two rows are needed. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const isSame = left[i - 1] === right[j - 1];
      let cost = Math.min(cell(previous, j) + 1, cell(row, j - 1) + 1, cell(previous, j - 1) + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (isSwap) cost = Math.min(cost, cell(beforePrevious, j - 2) + 1);
      row.push(cost);
    }
    beforePrevious = previous;
    previous = row;
  }
  return cell(previous, right.length);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
