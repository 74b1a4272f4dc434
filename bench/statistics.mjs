/** The middle value; the mean of the two middle ones. NaN for an empty list. */
export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounds of `{ ours, official }` → medians of each, and of the ratios formed within a round. */
export function summarise(rounds) {
  const ratios = rounds.map(({ ours, official }) => ours / official);
  return {
    ours: median(rounds.map(({ ours }) => ours)),
    official: median(rounds.map(({ official }) => official)),
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
    rounds: rounds.length,
  };
}
