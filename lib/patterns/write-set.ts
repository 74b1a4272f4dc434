import type { CharacterSet, CodePointRange } from './character-set.js';
import type { SetExpander } from './set-expander.js';

/** A class of the engine that takes nothing. */
const nothing = '[^\\x{0}-\\x{10ffff}]';

/**
 * Writes a set in the engine's syntax, which knows classes of ranges and properties, and their opposites: `[…]`, `[^…]`.
 * A set beside an opposite, as in `[\W_]`, becomes a choice; anything else is written out by its code points.
 */
export function writeSet(set: CharacterSet, anyCase: boolean, expander: SetExpander): string {
  const options = parts(set).map(writePart);
  const items = options.flatMap((option) => (typeof option === 'string' ? [option] : []));
  const opposites = options.flatMap((option) => (typeof option === 'object' ? [`[^${option.opposite}]`] : []));
  if (items.length + opposites.length < options.length || options.length === 0) {
    return writeRanges(expander.expand(set, anyCase));
  }
  const classes = items.length === 0 ? opposites : [`[${items.join('')}]`, ...opposites];
  const written = classes.length === 1 ? classes.join('') : `(?:${classes.join('|')})`;
  return anyCase ? `(?i:${written})` : written;
}

/** The sets that stand side by side in a set. */
function parts(set: CharacterSet): readonly CharacterSet[] {
  return set.kind === 'union' ? set.sets.flatMap(parts) : [set];
}

/** The inside of a class, the inside of one that means the opposite, or undefined for what is neither. */
function writePart(set: CharacterSet): string | { readonly opposite: string } | undefined {
  switch (set.kind) {
    case 'range':
      return writeRange(set.range);
    case 'property':
      return set.property.engineSource;
    case 'complement': {
      const items = parts(set.of).map(writePart);
      return items.length > 0 && items.every((item) => typeof item === 'string')
        ? { opposite: items.join('') }
        : undefined;
    }
    default:
      return undefined;
  }
}

function writeRanges(ranges: readonly CodePointRange[]): string {
  return ranges.length === 0 ? nothing : `[${ranges.map(writeRange).join('')}]`;
}

function writeRange({ from, to }: CodePointRange): string {
  const first = `\\x{${from.toString(16)}}`;
  return from === to ? first : `${first}-\\x{${to.toString(16)}}`;
}
