import type { RequestHandler } from 'express';
import type { ExperimentName, StatsigUser } from 'statsig-nodekit';
import {
  defaultClientName,
  described,
  filledText,
  flag,
  optionComplaints,
  requestScopeOf,
} from 'statsig-nodekit/request';
import { missingScope } from './get-statsig.js';
import { runHandler } from './run-handler.js';
import { refuse } from './statsig-options.js';

/** A handler for each group, by its name; upper and lower case alike. */
export interface VariantHandlers {
  /** Answers users in no group, and in one that has no handler here. @default the handler of `control` */
  readonly default?: RequestHandler;
  readonly [group: string]: RequestHandler | undefined;
}

/** How `variantRoute` chooses. */
export interface VariantRouteOptions {
  /**
   * The parameter of the experiment whose value, as a text, names the handler.
   * @default the name of the user's group
   */
  readonly param?: string | undefined;
  /** Whether the choice logs an exposure. @default true */
  readonly exposure?: boolean | undefined;
  /** The name of the client that is asked. @default the one without a name */
  readonly client?: string | undefined;
}

/**
 * A handler that lets an experiment choose which handler answers. Users in no group get `default`, or else `control`; so do
 * all while there are no specs. Needs `statsig()` before it.
 *
 * @throws StatsigExpressOptionsError while the program starts, when there is neither `default` nor `control`, or when a
 * handler or an option is wrong
 * @example
 * ```ts
 * app.get('/checkout', variantRoute('checkout_flow', { control: showCart, treatment: showOnePage }));
 * ```
 */
export function variantRoute(
  experiment: ExperimentName,
  handlers: VariantHandlers,
  options: VariantRouteOptions = {},
): RequestHandler {
  const byGroup = checkHandlers(experiment, handlers, options);
  const fallback = byGroup.get('default') ?? byGroup.get('control');
  const { param, exposure = true, client = defaultClientName } = options;

  return function variantRouteHandler(req, res, next) {
    const scope = requestScopeOf(req, client);
    if (scope === undefined) {
      next(missingScope(`variantRoute('${experiment}')`, client));
      return;
    }
    const answer = (user: StatsigUser): void => {
      const { groupName, value } = scope.client.getExperiment(user, experiment, { disableExposureLogging: !exposure });
      const variant = param === undefined ? groupName : value[param];
      const handler = byGroup.get(String(variant).toLowerCase()) ?? fallback;
      if (handler !== undefined) runHandler(handler, req, res, next);
    };
    const user = scope.user();
    if (user instanceof Promise) void user.then(answer);
    else answer(user);
  };
}

const optionChecks = { param: filledText, exposure: flag, client: filledText };

function checkHandlers(
  experiment: unknown,
  handlers: VariantHandlers,
  options: VariantRouteOptions,
): ReadonlyMap<string, RequestHandler> {
  const complaints = optionComplaints(options, optionChecks);
  const wrongName = filledText(experiment);
  if (wrongName !== undefined) complaints.unshift(`the experiment ${wrongName}`);
  const byGroup = new Map<string, RequestHandler>();
  for (const [group, handler] of Object.entries(handlers)) {
    if (typeof handler === 'function') byGroup.set(group.toLowerCase(), handler);
    else complaints.push(`the handler of \`${group}\` is ${described(handler)}; expected (req, res, next) => …`);
  }
  if (!byGroup.has('default') && !byGroup.has('control')) {
    complaints.push('there is no handler for users in no group; give `control` or `default`');
  }
  if (complaints.length > 0) refuse('variantRoute()', complaints);
  return byGroup;
}
