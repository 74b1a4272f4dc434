import type { RenderBootstrapOptions } from 'statsig-nodekit';
import type { RequestScope } from 'statsig-nodekit/request';

/** What a template may call: with options, or, in Handlebars, with what it adds to every call. */
export type BootstrapHelper = (options?: RenderBootstrapOptions | HandlebarsCall) => string;

/** How Handlebars hands over `name=value` of a tag. */
interface HandlebarsCall {
  readonly hash: RenderBootstrapOptions;
}

/**
 * `statsigBootstrap` of a page: a function of its own and not a method, because Handlebars calls no methods of classes. Nothing
 * is made for a page that does not call it.
 */
export function bootstrapHelper(scope: RequestScope): BootstrapHelper {
  return (options) => scope.view.renderBootstrap(options !== undefined && 'hash' in options ? options.hash : options);
}
