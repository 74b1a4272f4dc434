import type { ParsedUrlQuery } from 'node:querystring';
import type {
  GetServerSideProps,
  GetServerSidePropsContext,
  GetServerSidePropsResult,
  PreviewData,
} from 'next/types.js';
import type { RequestScope, RequestView } from 'statsig-nodekit/request';
import { registeredClient } from '../client-registry.js';
import type { AwaitedPage } from '../exposures/shown-pages.js';
import { makePageBootstrap } from '../make-page-bootstrap.js';
import type { PageBootstrap } from '../page-bootstrap.js';
import type { StatsigPageOptions } from './page-options.js';
import { PageRequests } from './page-requests.js';
import { warnOfSharedCache } from './warn-of-shared-cache.js';

/** What `getServerSideProps` is called with. */
export type StatsigPageContext<
  Params extends ParsedUrlQuery = ParsedUrlQuery,
  Preview extends PreviewData = PreviewData,
> = GetServerSidePropsContext<Params, Preview> & {
  /** The client with the user of the request. */
  readonly statsig: RequestView;
};

/** What a page gets beside its own properties. */
export interface StatsigPageProps {
  /** What `<StatsigBootstrapProvider>` starts from; null when there is nothing to start from. */
  readonly statsig: PageBootstrap | null;
}

/** A page's own `getServerSideProps`. */
export type PagePropsGetter<Props, Params extends ParsedUrlQuery, Preview extends PreviewData> = (
  context: StatsigPageContext<Params, Preview>,
) => Promise<GetServerSidePropsResult<Props>> | GetServerSidePropsResult<Props>;

/**
 * A `getServerSideProps` whose page has the server's answers as `props.statsig`, and whose function has the client with the user of
 * the request as `ctx.statsig`. What the function throws, and its redirects and not-founds, pass unchanged; flags fail nothing.
 *
 * Props and parameters of the route are inferred from the function.
 *
 * @param getServerSideProps the page's own; undefined for a page that needs nothing else
 * @throws TypeError while the page is loaded, for a cookie of stable IDs that cannot be written as the options say
 * @example
 * ```ts
 * export const getServerSideProps = withStatsigServerSideProps(
 *   async ({ statsig }) => ({ props: { price: statsig.checkGate('sale') ? 15 : 20 } }),
 *   { user: ({ req }) => ({ userID: req.cookies['user'] }) },
 * );
 * ```
 */
export function withStatsigServerSideProps<
  Props extends object = object,
  Params extends ParsedUrlQuery = ParsedUrlQuery,
  Preview extends PreviewData = PreviewData,
>(
  getServerSideProps?: PagePropsGetter<Props, Params, Preview>,
  options: StatsigPageOptions = {},
): GetServerSideProps<Props & StatsigPageProps, Params, Preview> {
  const requests = new PageRequests(options);
  return (context) =>
    requests.enter(context.req, context.res, async (scope, exposures) => {
      const result = await getServerSideProps?.(Object.assign(context, { statsig: scope.view }));
      if (result !== undefined && !('props' in result)) return result;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a function there are no properties
      const props = (await result?.props) ?? ({} as Props);
      exposures.noteCarried(options.flagsUsed, scope);
      const statsig = await pageBootstrap(scope, { awaited: exposures.awaited, options });
      if (statsig !== null) warnOfSharedCache(scope, context.res);
      return { ...result, props: { ...props, statsig } };
    });
}

/** What the page's browser client starts from: for the user whom the request has at the end. */
async function pageBootstrap(
  scope: RequestScope,
  { awaited, options }: { readonly awaited: AwaitedPage | undefined; readonly options: StatsigPageOptions },
): Promise<PageBootstrap | null> {
  await scope.user();
  const clientBase = registeredClient(options.client)?.app.clientBase;
  return makePageBootstrap(scope.view.bootstrap().bootstrap, { scope, clientBase, awaited });
}
