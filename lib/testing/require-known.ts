import { AssertionError } from 'node:assert';
import { didYouMean } from '../options/nearest-name.js';
import type { LocalOverrides } from '../overrides/local-overrides.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import { type DefinedKind, wordsOfKind } from './test-definitions.js';

/** Where names are looked for. */
export interface KnownPlaces {
  readonly snapshot: SpecSnapshot;
  readonly overrides: LocalOverrides;
}

/** @throws AssertionError when a test has nothing of that name, with the nearest name that it has */
export function requireKnown(kind: DefinedKind, name: string, { snapshot, overrides }: KnownPlaces): void {
  const { known, overridden } = places(kind, { snapshot, overrides });
  if (known.has(name) || overridden.has(name)) return;
  if (kind === 'experiment' && snapshot.cmabs.has(name)) return;
  const nearest = didYouMean(name, known.keys()) || '; define it.';
  throw new AssertionError({
    message: `The ${wordsOfKind[kind]} "${name}" was asked for, and this test does not have it${nearest}`,
  });
}

interface Place {
  readonly known: ReadonlyMap<string, unknown>;
  readonly overridden: { has(name: string): boolean };
}

function places(kind: DefinedKind, { snapshot, overrides }: KnownPlaces): Place {
  switch (kind) {
    case 'gate':
      return { known: snapshot.featureGates, overridden: overrides.gates };
    case 'config':
      return { known: snapshot.dynamicConfigs, overridden: overrides.dynamicConfigs };
    case 'experiment':
      return { known: snapshot.dynamicConfigs, overridden: overrides.experiments };
    case 'layer':
      return { known: snapshot.layerConfigs, overridden: overrides.layers };
    default:
      return { known: snapshot.paramStores, overridden: overrides.parameterStores };
  }
}
