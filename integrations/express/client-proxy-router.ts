import type { Request, RequestHandler } from 'express';
import {
  type ClientProxyOptions,
  type ClientProxyUserContext,
  createClientProxy,
  toWebRequest,
} from 'statsig-nodekit/request';
import { answerWith } from './answer-with.js';
import type { ToldUser } from './statsig-options.js';

/** What `clientProxyRouter` takes: as `createClientProxy`, with Express's requests. */
export interface ClientProxyRouterOptions extends Omit<ClientProxyOptions, 'user'> {
  /**
   * Tells who the user is, from the session for example (`frameworkRequest` is Express's), as a whole: what it does not return of
   * `user` is not taken over. When it fails, the request is refused.
   * @default whoever the browser says
   */
  readonly user?: ((context: ExpressUserContext) => NonNullable<ToldUser> | Promise<NonNullable<ToldUser>>) | undefined;
}

/** The context of `user`, with Express's request. */
type ExpressUserContext = ClientProxyUserContext & { readonly frameworkRequest: Request };

/** The middleware that `clientProxyRouter()` makes. */
export interface ClientProxyMiddleware extends RequestHandler {
  /** For the option `networkConfig` of the browser's SDK. */
  readonly networkConfig: { readonly initializeUrl: string; readonly logEventUrl: string };
}

/**
 * Serves the SDK of browsers from this application, under neutral paths that blockers leave alone: its values are answered
 * from this process, its events are passed on. See `docs/client-proxy.md`. Everything else goes on to the next handler.
 *
 * Put it at the top of the application, before body parsers: `base` is the whole path, also below a router.
 *
 * @throws ClientProxyOptionsError while the program starts, when something is wrong with the options
 * @example
 * ```ts
 * app.use(clientProxyRouter({ client, clientSdkKey: 'client-…', base: '/app-state' }));
 * ```
 */
export function clientProxyRouter(options: ClientProxyRouterOptions): ClientProxyMiddleware {
  const { user, ...others } = options;
  const proxy = createClientProxy({ ...others, user: user && ((context) => user(withExpressRequest(context))) });
  const { networkConfig } = proxy;
  const served = new Set(Object.values(networkConfig));

  const handler: RequestHandler = function clientProxyHandler(req, res, next) {
    const [path = ''] = req.originalUrl.split('?', 1);
    if (!served.has(path)) {
      next();
      return;
    }
    answerWith(
      async () => {
        const answer = await proxy.handle(toWebRequest(req, res), { ip: req.ip, frameworkRequest: req });
        // The path was looked at above.
        return answer ?? new globalThis.Response(null, { status: 404 });
      },
      res,
      next,
    );
  };
  return Object.assign(handler, { networkConfig });
}

function withExpressRequest(context: ClientProxyUserContext): ExpressUserContext {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the handler above hands over Express's request, always
  return { ...context, frameworkRequest: context.frameworkRequest as Request };
}
