import type { FlagsUsed } from './flags-used.js';

/** How names are hashed in a response. */
export type HashAlgorithm = 'djb2' | 'sha256' | 'none';

/**
 * The form of a response. 0: each exposure stands where it belongs. 1: exposures stand once, in a list of their own.
 * 2: values do, too, and keys are short. Browsers take all three; in the last they report the rule ID of defaults as empty.
 */
export type ResponseFormat = 0 | 1 | 2;

/** Names, in any order: a set or an array. */
export type NameFilter = Iterable<string>;

/** What a client initialize response holds, and in what form. */
export interface ClientInitializeOptions {
  /**
   * How names are hashed. Browsers look names up as they are and by djb2, so that they find nothing in a response with
   * `sha256`. Any other word counts as `djb2`, with a warning.
   * @default 'djb2'
   */
  readonly hashAlgorithm?: HashAlgorithm | (string & {}) | null | undefined;
  /**
   * The client key of the page. When the project says which app the key belongs to, the response holds what is for that app
   * alone. A key that the project does not know limits nothing.
   * @default none: nothing is left out
   */
  readonly clientSdkKey?: string | null | undefined;
  /** Whether values set in this process, such as those of `overrideGate`, take part. @default false */
  readonly includeLocalOverrides?: boolean | null | undefined;
  /** The feature gates to include, by name; an empty one leaves out all. @default all */
  readonly featureGateFilter?: NameFilter | null | undefined;
  /** The experiments and contextual autotunes to include. @default all */
  readonly experimentFilter?: NameFilter | null | undefined;
  /** The dynamic configs to include. @default all */
  readonly dynamicConfigFilter?: NameFilter | null | undefined;
  /** The layers to include. @default all */
  readonly layerFilter?: NameFilter | null | undefined;
  /** The parameter stores to include. @default all */
  readonly paramStoreFilter?: NameFilter | null | undefined;
  /**
   * The names that the page reads: the response then holds these, and what they need to be whole: what parameters of a store
   * refer to, the experiment that decides in a layer, and what starts the recording of a session. Unlike the filters it says
   * nothing of whole kinds: of a kind that it leaves out, the page reads nothing. The filters hold beside it.
   * @default unknown: nothing is left out
   */
  readonly flagsUsed?: FlagsUsed | null | undefined;
  /** Whether ID types are left out. @default false */
  readonly removeIdType?: boolean | null | undefined;
  /**
   * Whether gates are left out that are off because no rule applied, and that consulted no other gate. Browsers answer
   * `false` for them, and do not know them.
   * @default false
   */
  readonly removeDefaultValueGates?: boolean | null | undefined;
  /** The form of the response. @default 0 */
  readonly responseFormat?: ResponseFormat | (number & {}) | null | undefined;
  /**
   * The `full_checksum` of the response that the browser has. The new one then carries its own; and when nothing has changed it
   * is an empty one with `has_updates: false`, which is for answers to requests and not for pages. Format 0 only.
   */
  readonly previousResponseHash?: string | null | undefined;
}
