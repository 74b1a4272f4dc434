import type { ExperimentName } from 'statsig-nodekit';
import { chooseAmongPages } from './chosen-pages.js';
import { isQuiet, type RewriteRule, type RewriteRuleOptions } from './rewrite-rule.js';

/** What `rewriteByExperiment` takes beside the experiment. */
export interface RewriteByExperimentOptions extends RewriteRuleOptions {
  /** The path that visitors ask for, with `/*` at the end for all below it. */
  readonly from: string;
  /** The path of each group's page, by the name of the group. A group that is not named stays at the page that was asked for. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Leads visitors to the page of their group in an experiment. Those who are in no group, and all visitors before there are specs,
 * get the page that they ask for.
 *
 * The page of a group is not found at its own address for whom is not in the group, as long as the `matcher` of the proxy includes
 * it, and unless `direct` says otherwise.
 *
 * @throws TypeError while the proxy is loaded, for paths that are none and options that do not exist
 * @example
 * ```ts
 * rewriteByExperiment('landing', { from: '/landing', groups: { Short: '/landing/short', Long: '/landing/long' } });
 * ```
 */
export function rewriteByExperiment(
  experimentName: ExperimentName,
  { from, groups, ...options }: RewriteByExperimentOptions,
): RewriteRule {
  return chooseAmongPages<string | null>({
    from,
    pages: new Map(Object.entries(groups)),
    options,
    answer: (question) =>
      question.statsig.getExperiment(experimentName, { disableExposureLogging: isQuiet(options.exposures, question) })
        .groupName,
  });
}
