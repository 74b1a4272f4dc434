import type { NextRequest } from 'next/server.js';

/**
 * Whether a request is made ahead, for a page that may never be shown, as far as a proxy can see it: in the headers of browsers
 * (`Sec-Purpose`, `Purpose`) and of the Pages Router (`X-Middleware-Prefetch`). Next hides those of the App Router from proxies.
 */
export function isMadeAhead({ headers }: Pick<NextRequest, 'headers'>): boolean {
  const purposes = [headers.get('purpose'), headers.get('sec-purpose'), headers.get('x-purpose')];
  return (
    headers.has('x-middleware-prefetch') ||
    purposes.some((purpose) => purpose !== null && /\b(?:prefetch|preview)\b/i.test(purpose))
  );
}
