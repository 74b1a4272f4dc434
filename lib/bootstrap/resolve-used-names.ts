import { kindOf } from '../users/user-data.js';
import { type FlagKind, flagKinds } from './flags-used.js';
import { isNames } from './is-names.js';
import type { UsedNames } from './used-names.js';

const knownKinds: ReadonlySet<string> = new Set(flagKinds);

/**
 * The option `flagsUsed` as a caller gave it, checked. One that cannot be read as a whole is reported and counts as unknown, so
 * that nothing is left out: a page without a value that it reads is worse than one with values that it does not read.
 *
 * @throws only what a getter or an iterator of the caller's throws
 */
export function resolveUsedNames(value: unknown, report: (complaint: string) => void): UsedNames | undefined {
  if (value === undefined || value === null) return undefined;
  const unknown = (complaint: string): undefined => {
    report(`${complaint}; nothing is left out`);
    return undefined;
  };
  if (typeof value !== 'object' || isNames(value)) {
    return unknown(`flagsUsed must be an object with names by kind and was ${kindOf(value)}`);
  }
  const found = new Map<FlagKind, Iterable<string>>();
  const entries: [string, unknown][] = Object.entries(value);
  for (const [kind, names] of entries) {
    if (!isKind(kind)) return unknown(`flagsUsed has no kind "${kind}", but ${flagKinds.join(', ')}`);
    if (names === undefined || names === null) continue;
    if (!isNames(names)) return unknown(`flagsUsed.${kind} must be a set or an array and was ${kindOf(names)}`);
    found.set(kind, names);
  }
  return {
    gates: new Set(found.get('gates')),
    configs: new Set([...(found.get('dynamicConfigs') ?? []), ...(found.get('experiments') ?? [])]),
    layers: new Set(found.get('layers')),
    stores: new Set(found.get('parameterStores')),
  };
}

function isKind(name: string): name is FlagKind {
  return knownKinds.has(name);
}
