import { CaseVariants } from './case-variants.js';
import type { CharacterSet, CodePointRange } from './character-set.js';
import { type CodePointRanges, complement, intersect, unite } from './code-point-ranges.js';
import { PatternRefusal } from './pattern-refusal.js';

/** How many properties one expander looks up at most. Each takes some 10 ms. */
const maxSearches = 50;

/** Stretches in which code points differ. Surrogates are no characters and stand in none. */
const searched: readonly CodePointRange[] = [
  { from: 0, to: 0xd7ff },
  { from: 0xe000, to: 0xffff },
  { from: 0x10000, to: 0x3ffff },
  { from: 0xe0000, to: 0xe0fff },
];

/** Stretches without characters of their own, in which all code points have the properties of the first. */
const uniform: readonly CodePointRange[] = [
  { from: 0x40000, to: 0xdffff },
  { from: 0xe1000, to: 0xeffff },
  { from: 0xf0000, to: 0x10ffff },
];

/**
 * Finds the code points of sets that the engine cannot write: combinations, and properties that it does not know.
 *
 * JavaScript's expressions have Unicode's tables and tell them no other way, so all code points are searched for those of a
 * property. What was found is kept as long as the expander.
 */
export class SetExpander {
  readonly #found = new Map<string, CodePointRanges>();
  #stretches: readonly { readonly from: number; readonly text: string }[] | undefined;
  #caseVariants: CaseVariants | undefined;

  /** The code points of a set, with their case variants if asked for. @throws PatternRefusal after too many searches. */
  expand(set: CharacterSet, anyCase: boolean): CodePointRanges {
    switch (set.kind) {
      case 'range':
        return this.#withVariants([set.range], anyCase);
      case 'property':
        return this.#withVariants(this.#search(set.property.source), anyCase);
      case 'union':
        return unite(set.sets.flatMap((each) => this.expand(each, anyCase)));
      case 'complement':
        return complement(this.expand(set.of, anyCase));
      default:
        return this.#combine(set, anyCase);
    }
  }

  #combine({ operator, ...sets }: CharacterSet & { readonly kind: 'combination' }, anyCase: boolean): CodePointRanges {
    const left = this.expand(sets.left, anyCase);
    const right = this.expand(sets.right, anyCase);
    if (operator === 'intersection') return intersect(left, right);
    const leftAlone = intersect(left, complement(right));
    return operator === 'difference' ? leftAlone : unite([...leftAlone, ...intersect(right, complement(left))]);
  }

  #withVariants(ranges: CodePointRanges, anyCase: boolean): CodePointRanges {
    if (!anyCase) return ranges;
    this.#caseVariants ??= new CaseVariants();
    return this.#caseVariants.addTo(ranges);
  }

  #search(source: string): CodePointRanges {
    const known = this.#found.get(source);
    if (known !== undefined) return known;
    if (this.#found.size >= maxSearches) throw new PatternRefusal('the patterns ask for too many properties');
    const runs = new RegExp(`[${source}]+`, 'gu');
    this.#stretches ??= searched.map(({ from, to }) => ({ from, text: charactersBetween(from, to) }));
    const found = this.#stretches.flatMap(({ from, text }) => rangesOf(runs, from, text));
    const hasProperty = new RegExp(`[${source}]`, 'u');
    const ranges = unite([...found, ...uniform.filter(({ from }) => hasProperty.test(String.fromCodePoint(from)))]);
    this.#found.set(source, ranges);
    return ranges;
  }
}

function charactersBetween(from: number, to: number): string {
  let text = '';
  for (let code = from; code <= to; code += 1) text += String.fromCodePoint(code);
  return text;
}

/** Where an expression matches in a text of all characters from one on, which take equally many units each. */
function rangesOf(runs: RegExp, from: number, text: string): CodePointRange[] {
  const units = from > 0xffff ? 2 : 1;
  return Array.from(text.matchAll(runs), ({ index, 0: run }) => ({
    from: from + index / units,
    to: from + (index + run.length) / units - 1,
  }));
}
