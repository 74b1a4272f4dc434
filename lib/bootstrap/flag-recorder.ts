import { type FlagKind, type FlagsUsed, flagKinds } from './flags-used.js';
import { isNames } from './is-names.js';

/**
 * Collects the names of flags that are read, by kind. It is itself what the option `flagsUsed` takes, and `JSON.stringify` makes
 * lists of it.
 */
export class FlagRecorder implements FlagsUsed {
  readonly gates: Set<string> = new Set();
  readonly dynamicConfigs: Set<string> = new Set();
  readonly experiments: Set<string> = new Set();
  readonly layers: Set<string> = new Set();
  readonly parameterStores: Set<string> = new Set();

  /** Notes a name. @returns whether it is a new one; what is no name is not noted */
  add(kind: FlagKind, name: string): boolean {
    if (typeof name !== 'string' || this[kind].has(name)) return false;
    this[kind].add(name);
    return true;
  }

  /** Notes all names of a list by kinds. @returns whether one of them is new */
  addAll(flags: FlagsUsed): boolean {
    let isWider = false;
    for (const kind of flagKinds) {
      const names = flags[kind];
      if (!isNames(names)) continue;
      for (const name of names) isWider = this.add(kind, name) || isWider;
    }
    return isWider;
  }

  /** How many names there are, of all kinds. */
  get size(): number {
    return flagKinds.reduce((total, kind) => total + this[kind].size, 0);
  }

  /** The names by kind, sorted: plain data for a file. */
  toJSON(): Record<FlagKind, string[]> {
    return {
      gates: [...this.gates].toSorted(),
      dynamicConfigs: [...this.dynamicConfigs].toSorted(),
      experiments: [...this.experiments].toSorted(),
      layers: [...this.layers].toSorted(),
      parameterStores: [...this.parameterStores].toSorted(),
    };
  }
}
