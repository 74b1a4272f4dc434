import { kindOf } from '../users/user-data.js';
import type { ClientInitializeOptions, HashAlgorithm, ResponseFormat } from './client-initialize-options.js';
import { isNames } from './is-names.js';
import { resolveUsedNames } from './resolve-used-names.js';
import type { UsedNames } from './used-names.js';

/** Options with defaults filled in. Undefined filters let everything pass. */
export interface ResponseOptions {
  readonly hashAlgorithm: HashAlgorithm;
  readonly clientSdkKey: string | undefined;
  readonly includeLocalOverrides: boolean;
  readonly filters: Readonly<Record<FilterName, ReadonlySet<string> | undefined>>;
  /** The names that the page reads; undefined: unknown. */
  readonly flagsUsed: UsedNames | undefined;
  readonly removeIdType: boolean;
  readonly removeDefaultValueGates: boolean;
  readonly format: ResponseFormat;
  readonly previousResponseHash: string | undefined;
}

const filterNames = [
  'featureGateFilter',
  'experimentFilter',
  'dynamicConfigFilter',
  'layerFilter',
  'paramStoreFilter',
] as const satisfies readonly (keyof ClientInitializeOptions)[];

type FilterName = (typeof filterNames)[number];

const flagNames = ['includeLocalOverrides', 'removeIdType', 'removeDefaultValueGates'] as const;

const optionNames: ReadonlySet<string> = new Set([
  ...filterNames,
  ...flagNames,
  'hashAlgorithm',
  'clientSdkKey',
  'flagsUsed',
  'responseFormat',
  'previousResponseHash',
]);

/** Each in lower case, in upper case, and capitalised (bootstrap §1). */
const algorithms: ReadonlyMap<string, HashAlgorithm> = new Map(
  (['djb2', 'sha256', 'none'] as const).flatMap((name) =>
    [name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)].map((word) => [word, name] as const),
  ),
);

const nothingGiven: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Options as a caller gave them, checked: what is of the wrong type is reported and its default used.
 *
 * @throws only what a getter or an iterator of the caller's throws
 */
export function resolveResponseOptions(input: unknown, report: (complaint: string) => void): ResponseOptions {
  const given = givenOptions(input, report);
  for (const name of Object.keys(given)) {
    if (!optionNames.has(name)) report(`there is no option "${name}"; it has no effect`);
  }
  const text = (name: string): string | undefined => {
    const value = given[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    report(`${name} must be a string and was ${kindOf(value)}; it has no effect`);
    return undefined;
  };
  const flag = (name: (typeof flagNames)[number]): boolean => {
    const value = given[name] ?? false;
    if (typeof value === 'boolean') return value;
    report(`${name} must be true or false and was ${kindOf(value)}; false is used`);
    return false;
  };
  const filter = (name: FilterName): ReadonlySet<string> | undefined => {
    const value = given[name] ?? undefined;
    if (value === undefined) return undefined;
    if (isNames(value)) return value instanceof Set ? value : new Set(value);
    // Not everything in its place: a filter may be there to keep names from the page.
    report(`${name} must be a set or an array of names and was ${kindOf(value)}; nothing passes it`);
    return new Set();
  };
  return {
    hashAlgorithm: toAlgorithm(text('hashAlgorithm'), report),
    clientSdkKey: text('clientSdkKey'),
    includeLocalOverrides: flag('includeLocalOverrides'),
    filters: {
      featureGateFilter: filter('featureGateFilter'),
      experimentFilter: filter('experimentFilter'),
      dynamicConfigFilter: filter('dynamicConfigFilter'),
      layerFilter: filter('layerFilter'),
      paramStoreFilter: filter('paramStoreFilter'),
    },
    flagsUsed: resolveUsedNames(given['flagsUsed'], report),
    removeIdType: flag('removeIdType'),
    removeDefaultValueGates: flag('removeDefaultValueGates'),
    format: toFormat(given['responseFormat'] ?? 0, report),
    previousResponseHash: text('previousResponseHash'),
  };
}

function givenOptions(input: unknown, report: (complaint: string) => void): Readonly<Record<string, unknown>> {
  if (input === undefined || input === null) return nothingGiven;
  if (typeof input !== 'object' || Array.isArray(input)) {
    report(`options must be an object and were ${kindOf(input)}; they have no effect`);
    return nothingGiven;
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- an object has fields by name; each is checked where it is read
  return input as Readonly<Record<string, unknown>>;
}

function toAlgorithm(word: string | undefined, report: (complaint: string) => void): HashAlgorithm {
  if (word === undefined) return 'djb2';
  const known = algorithms.get(word);
  if (known === undefined)
    report('hashAlgorithm must be "djb2", "sha256" or "none" and was another text; djb2 is used');
  else if (known === 'sha256') {
    report('with hashAlgorithm "sha256" browsers find no name in the response; djb2 is what they look for');
  }
  return known ?? 'djb2';
}

function toFormat(value: unknown, report: (complaint: string) => void): ResponseFormat {
  if (value === 0 || value === 1 || value === 2) return value;
  report(`responseFormat must be 0, 1 or 2 and was ${typeof value === 'number' ? value : kindOf(value)}; 0 is used`);
  return 0;
}
