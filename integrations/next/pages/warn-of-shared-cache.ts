// cspell:ignore maxage

import type { ServerResponse } from 'node:http';
import type { RequestScope } from 'statsig-nodekit/request';

/**
 * Says once when a page with one visitor's values tells caches on the way to keep it for everybody, as pages without visitors do:
 * `Cache-Control: public, s-maxage=10`.
 */
export function warnOfSharedCache(scope: RequestScope, response: Pick<ServerResponse, 'getHeader'>): void {
  const caching = String(response.getHeader('cache-control') ?? '');
  if (!['public', 's-maxage'].some((word) => caching.toLowerCase().includes(word))) return;
  scope.warnOnce(
    'shared-cache',
    `A page with the values of one visitor is sent with \`Cache-Control: ${caching}\`, so that caches give it to others. Leave the ` +
      'header as Next writes it, or take the values from the page.',
  );
}
