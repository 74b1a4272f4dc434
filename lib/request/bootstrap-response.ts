import type { BootstrapOptions, NoBootstrapReason } from '../bootstrap/statsig-bootstrap.js';
import type { RequestScope } from './request-scope.js';

/** Values are of one user and of this moment: neither caches between nor the browser's own may keep them. */
const uncached = {
  'cache-control': 'private, no-store',
  'content-type': 'application/json; charset=utf-8',
  // They hold texts of the user's, which must not be taken for a page.
  'x-content-type-options': 'nosniff',
};

/** How soon a browser may ask again when there are no specs yet. Unit: seconds, as the header takes it. */
const retryAfterSeconds = '5';

/**
 * Answers a request with what a browser starts from, as `getClientInitializeResponse` writes it: for pages that fetch their
 * values before they create the browser's client. GET, HEAD and POST.
 *
 * Without specs the answer is 503 and not an empty set of values, which would keep the browser on its defaults.
 */
export async function bootstrapResponse(
  scope: RequestScope,
  { method, options }: { readonly method: string; readonly options?: BootstrapOptions | undefined },
): Promise<Response> {
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD, POST' } });
  }
  await scope.user();
  const { bootstrap, reason } = scope.view.bootstrap(options);
  if (bootstrap === null) return refusal(reason);
  return new Response(method === 'HEAD' ? null : bootstrap.values, { status: 200, headers: uncached });
}

function refusal(reason: NoBootstrapReason): Response {
  const isPassing = reason === 'no-specs';
  return new Response(JSON.stringify({ error: reason }), {
    status: isPassing ? 503 : 500,
    headers: isPassing ? { ...uncached, 'retry-after': retryAfterSeconds } : uncached,
  });
}
