/*
 * What is asked of a client, in pages and on the server, in one form, so that both can be compared. Shared with the programs
 * of pages: nothing here may need Node.
 */

/** The flags to read. */
export interface FlagNames {
  readonly gates: readonly string[];
  readonly configs: readonly string[];
  readonly experiments: readonly string[];
  readonly layers: readonly { readonly name: string; readonly parameters: readonly string[] }[];
  /** With the type that the store declares for each parameter: one of those in {@link fallbacks}. */
  readonly stores: readonly {
    readonly name: string;
    readonly parameters: readonly { readonly name: string; readonly type: string }[];
  }[];
}

/** One thing that was read. */
export interface FlagAnswer {
  /** For example `gate new_checkout`, or `layer promo, color`. */
  readonly flag: string;
  readonly value: unknown;
  readonly ruleID?: string;
  readonly groupName?: string | null;
  /** Why, in the words of the side that answered. */
  readonly reason?: string;
}

/** Parameters of stores are read with a fallback of their type. */
export const fallbacks: Readonly<Record<string, unknown>> = {
  string: 'none',
  number: -1,
  boolean: true,
  array: ['none'],
  object: { none: true },
};
