import { type ComponentType, createElement, Fragment, type ReactElement, type ReactNode } from 'react';
import { type BootstrapScript, bootstrapScripts, type EmbeddingOptions } from 'statsig-nodekit';
import type { PageBootstrap } from '../page-bootstrap.js';
import { openAppScope } from './app-requests.js';
import type { AppScope } from './app-scope.js';
import { getBootstrap, type GetBootstrapOptions, makeBootstrap } from './get-bootstrap.js';

/** Properties of `<StatsigBootstrap>`. */
export interface StatsigBootstrapProps extends GetBootstrapOptions, Pick<EmbeddingOptions, 'nonce' | 'id' | 'form'> {
  /**
   * What gives the browser's components the values: `StatsigBootstrapProvider` of `statsig-nodekit/next/client`, or a client
   * component of the application's own that hands `bootstrap` on to it.
   * @default none: the values are in a script of the page, as `renderBootstrapScript` writes it
   */
  readonly provider?:
    ComponentType<{ readonly bootstrap: PageBootstrap | null; readonly children?: ReactNode }> | undefined;
  readonly children?: ReactNode;
}

/**
 * Puts the server's answers into the page, so that the browser starts with them, for the user of the request or for `user`. Logs no
 * exposures: the browser does when a component asks there.
 *
 * A page that nobody is signed in to is still one visitor's own, so that it is rendered for each request. Put it below a layout that
 * is the same for everybody, and under `cacheComponents` into a `<Suspense>`.
 *
 * @example
 * ```tsx
 * <StatsigBootstrap provider={StatsigBootstrapProvider} flagsUsed={{ experiments: ['button_color'] }}>
 *   <Kettle />
 * </StatsigBootstrap>
 * ```
 */
export async function StatsigBootstrap({
  provider,
  nonce,
  id,
  form,
  children,
  ...options
}: StatsigBootstrapProps): Promise<ReactElement> {
  if (provider !== undefined) {
    return createElement(provider, { bootstrap: await getBootstrap(options) }, children);
  }
  const opened = await openAppScope(options);
  const bootstrap = makeBootstrap(opened, options);
  const scripts = scriptsOf({ bootstrap, nonce: nonce ?? opened.scope.nonce, id, form }, opened);
  return createElement(
    Fragment,
    null,
    ...scripts.map(({ attributes, content }) =>
      createElement('script', {
        ...attributes,
        // Browsers hide the nonce from scripts, which looks like a difference when the page comes to life.
        suppressHydrationWarning: true,
        dangerouslySetInnerHTML: { __html: content },
      }),
    ),
    children,
  );
}

/** None for a nonce or an id that cannot stand in a page: the browser then has defaults. */
function scriptsOf(embedding: EmbeddingOptions, { scope }: AppScope): readonly BootstrapScript[] {
  try {
    return bootstrapScripts(embedding);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'unknown error';
    scope.warnOnce(problem, `<StatsigBootstrap> gave nothing: ${problem}`);
    return [];
  }
}
