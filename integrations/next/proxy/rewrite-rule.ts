import type { StatsigView } from 'statsig-nodekit';
import { oneOf, type OptionCheck, optionComplaints } from 'statsig-nodekit/request';

/** Where a rule leads a request: to a path (decoded; one with `..` leads nowhere), to the page of what was not found, or (undefined) where it leads anyway. */
export type RewriteDecision = { readonly to: string } | 'not-found' | undefined;

/** What a rule decides by. */
export interface RewriteQuestion {
  /** The path that was asked for, decoded, without the base path and the language. */
  readonly path: string;
  /** The client with the user of the request. */
  readonly statsig: StatsigView;
  /** Whether the visitor is certain to see the page: otherwise a rule logs no exposure. */
  readonly isShown: boolean;
}

/** Leads visitors to other pages than those they ask for, without them seeing it in the address. */
export interface RewriteRule {
  /** Whether the rule is about requests of this path. Only then the user is looked for. */
  readonly concerns: (path: string) => boolean;
  /** Where such a request leads. */
  readonly decide: (question: RewriteQuestion) => RewriteDecision;
}

/**
 * Who logs an exposure of what a rule decides by.
 * - `client`: nobody does in the proxy; the browser does when the page asks for the flag by a hook.
 * - `server`: the proxy does, when it leads a visitor to a page, or leaves one where the flag says so. For documents alone: what the
 *   App Router fetches by itself may be fetched ahead, which proxies cannot see.
 */
export type RewriteExposures = 'client' | 'server';

/** What rules have in common. */
export interface RewriteRuleOptions {
  /** @default 'client' */
  readonly exposures?: RewriteExposures | undefined;
  /**
   * Who gets the page of a rule by its own address. `those-led`: those whom the rule leads there; for others it is not found.
   * `everyone`: the page has an address of its own that everyone may know.
   * @default 'those-led'
   */
  readonly direct?: 'those-led' | 'everyone' | undefined;
}

/** Whether a question with these exposures is to log none. */
export function isQuiet(exposures: RewriteExposures | undefined, { isShown }: RewriteQuestion): boolean {
  return exposures !== 'server' || !isShown;
}

const optionChecks: Readonly<Record<keyof RewriteRuleOptions, OptionCheck>> = {
  exposures: oneOf('client', 'server'),
  direct: oneOf('those-led', 'everyone'),
};

/**
 * Looks at the options that rules have in common, which programs without types may have misspelt.
 *
 * @throws TypeError for a value that is none of them
 */
export function checkRuleOptions({ exposures, direct }: RewriteRuleOptions): void {
  const [complaint] = optionComplaints({ exposures, direct }, optionChecks);
  if (complaint !== undefined) throw new TypeError(`A rewrite is not in order: ${complaint}.`);
}
