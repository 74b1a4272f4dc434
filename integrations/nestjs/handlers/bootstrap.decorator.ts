import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { BootstrapOptions, StatsigBootstrap } from 'statsig-nodekit';
import { defaultClientName, filledText, flag } from 'statsig-nodekit/request';
import { checkDecoratorOptions, checkDecoratorPlace, type DecoratorArguments } from './check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import type { UserParamOptions } from './current-statsig-user.decorator.js';
import { withRequestUser } from './with-request-user.js';

/** What `@Bootstrap()` injects. */
export type Bootstrap = StatsigBootstrap | null;

/** Options of `@Bootstrap()`: what the bootstrap holds, over what the module's option `bootstrap` says. */
export interface BootstrapParamOptions extends BootstrapOptions, UserParamOptions {
  /**
   * Whether the HTML for the page is injected in the place of the values: a text that is escaped already, and empty when there
   * is no bootstrap.
   * @default false
   */
  readonly html?: boolean;
}

const decorator = '@Bootstrap()';

interface BootstrapQuery {
  readonly options: BootstrapOptions;
  readonly isHtml: boolean;
  readonly clientName: string;
}

const bootstrapParam = createParamDecorator(
  ({ options, isHtml, clientName }: BootstrapQuery, context: ExecutionContext) =>
    withRequestUser({ clientName, decorator }, context, ({ view }) =>
      isHtml ? view.renderBootstrap(options) : view.bootstrap(options).bootstrap,
    ),
);

/**
 * Injects what a page needs for its browser to start with this server's answers for the request's user, or null when there is
 * nothing to start from: without specs, and for a server key in the place of the client key. `renderBootstrapScript` makes HTML
 * of it, and so does the option `html`. Logs no exposures.
 *
 * @throws StatsigDecoratorError while the program starts, when an option is wrong
 * @example
 * ```ts
 * @Get()
 * @Render('page')
 * page(@Bootstrap({ html: true }) statsigScript: string) {
 *   return { statsigScript };
 * }
 * ```
 */
export function Bootstrap(paramOptions: BootstrapParamOptions = {}): ParameterDecorator {
  checkDecoratorOptions(decorator, Object(paramOptions) === paramOptions ? {} : paramOptions, {});
  const { client, html, ...options } = paramOptions;
  checkDecoratorOptions(decorator, { client, html }, { client: filledText, html: flag });
  const clientName = client ?? defaultClientName;
  const inject = bootstrapParam({ options, isHtml: html ?? false, clientName });
  return (target, key, index): void => {
    const decorated: DecoratorArguments = [target, key, index];
    checkDecoratorPlace(decorator, ['parameter'], decorated);
    recordClientUse(clientName, decorator, decorated);
    inject(target, key, index);
  };
}
