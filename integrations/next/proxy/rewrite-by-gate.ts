import type { GateName } from 'statsig-nodekit';
import { chooseAmongPages } from './chosen-pages.js';
import { isQuiet, type RewriteRule, type RewriteRuleOptions } from './rewrite-rule.js';

/** What `rewriteByGate` takes beside the gate. */
export interface RewriteByGateOptions extends RewriteRuleOptions {
  /** The path that visitors ask for, with `/*` at the end for all below it. */
  readonly from: string;
  /** The path of the page for whom the gate is open. */
  readonly to: string;
  /** The path of the page for whom it is closed. @default the one that was asked for */
  readonly otherwise?: string | undefined;
}

/**
 * Leads visitors for whom a gate is open to another page. Before there are specs, a gate is closed.
 *
 * The page has an address of its own, which a visitor may guess. For whom the gate is closed it is not found there, as long as the
 * `matcher` of the proxy includes it, and unless `direct` says otherwise.
 *
 * @throws TypeError while the proxy is loaded, for paths that are none and options that do not exist
 * @example
 * ```ts
 * rewriteByGate('new_home', { from: '/', to: '/home-next' });
 * rewriteByGate('new_docs', { from: '/docs/*', to: '/docs-next/*' });
 * ```
 */
export function rewriteByGate(
  gateName: GateName,
  { from, to, otherwise, ...options }: RewriteByGateOptions,
): RewriteRule {
  return chooseAmongPages<boolean>({
    from,
    pages: new Map([[true, to], ...(otherwise === undefined ? [] : ([[false, otherwise]] as const))]),
    options,
    answer: (question) =>
      question.statsig.checkGate(gateName, { disableExposureLogging: isQuiet(options.exposures, question) }),
  });
}
