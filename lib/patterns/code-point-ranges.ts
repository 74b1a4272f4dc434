import { type CodePointRange, lastCodePoint } from './character-set.js';

/** Sorted, apart from each other, none empty. */
export type CodePointRanges = readonly CodePointRange[];

/** Whatever is in any of the ranges, which may overlap and stand in any order. */
export function unite(ranges: readonly CodePointRange[]): CodePointRanges {
  const united: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last === undefined || from > last.to + 1) united.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return united;
}

/** Whatever is not in a set. */
export function complement(set: CodePointRanges): CodePointRanges {
  const gaps: CodePointRange[] = [];
  let from = 0;
  for (const range of set) {
    if (range.from > from) gaps.push({ from, to: range.from - 1 });
    from = range.to + 1;
  }
  if (from <= lastCodePoint) gaps.push({ from, to: lastCodePoint });
  return gaps;
}

/** Whatever is in both sets. */
export function intersect(left: CodePointRanges, right: CodePointRanges): CodePointRanges {
  return complement(unite([...complement(left), ...complement(right)]));
}
