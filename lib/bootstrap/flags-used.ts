import type { NameFilter } from './client-initialize-options.js';

/**
 * The names that a page reads in the browser, by kind. It is the whole list: of a kind that is left out, the page reads
 * nothing. Plain data, so that it can be kept as JSON.
 */
export interface FlagsUsed {
  readonly gates?: NameFilter | null | undefined;
  /** Browsers keep these, experiments and autotunes under one roof: a name counts under either. */
  readonly dynamicConfigs?: NameFilter | null | undefined;
  /** Experiments and autotunes. */
  readonly experiments?: NameFilter | null | undefined;
  readonly layers?: NameFilter | null | undefined;
  readonly parameterStores?: NameFilter | null | undefined;
}

/** The kinds of names, as {@link FlagsUsed} calls them. */
export type FlagKind = keyof FlagsUsed;

/** All of them. */
export const flagKinds = [
  'gates',
  'dynamicConfigs',
  'experiments',
  'layers',
  'parameterStores',
] as const satisfies readonly FlagKind[];
