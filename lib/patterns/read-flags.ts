import type { PatternReader } from './pattern-reader.js';
import { PatternRefusal } from './pattern-refusal.js';

/** How the characters of a pattern are meant. */
export interface PatternFlags {
  /** `i`: characters stand for all their cases. */
  readonly anyCase: boolean;
  /** `m`: `^` and `$` also stand at lines. */
  readonly multiLine: boolean;
  /** `s`: `.` is also a newline. */
  readonly dotAll: boolean;
  /** `x`: blanks are left out, and `#` begins a comment. */
  readonly verbose: boolean;
}

/** The flags that a pattern begins with. */
export const noFlags: PatternFlags = { anyCase: false, multiLine: false, dotAll: false, verbose: false };

const flagNames: ReadonlyMap<string, keyof PatternFlags> = new Map([
  ['i', 'anyCase'],
  ['m', 'multiLine'],
  ['s', 'dotAll'],
  ['x', 'verbose'],
]);

/** Reads flags up to the `)` or `:` behind them, as in `(?i)` and `(?s-i:…)`. @throws PatternRefusal for unknown ones. */
export function readFlags(reader: PatternReader, flags: PatternFlags): PatternFlags {
  const written = reader.takeWhile((character) => character !== ')' && character !== ':');
  const [on = '', off, ...rest] = written.split('-');
  if (on + (off ?? '') === '' || off === '' || rest.length > 0)
    throw new PatternRefusal(`"(?${written}" sets no flags`);
  const changed = { ...flags };
  const set = (letters: string, isOn: boolean): void => {
    for (const letter of letters) {
      const name = flagNames.get(letter);
      if (name !== undefined) changed[name] = isOn;
      // `u` is on anyway, and `U` only exchanges greedy and lazy.
      else if (letter !== 'U' && (letter !== 'u' || !isOn))
        throw new PatternRefusal(`the flag "${letter}" is not known`);
    }
  };
  set(on, true);
  set(off ?? '', false);
  return changed;
}
