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

/**
 * Whether a visitor is certain to see the page that is asked for. Requests of the App Router's own look the same to a proxy whether they are made
 * ahead or for a page that is being opened, so that they are not certain; browsers tell those from documents by `Sec-Fetch-Dest`.
 * Requests of the Pages Router are told apart by their own headers.
 */
export function isShown({ method, headers }: Pick<NextRequest, 'method' | 'headers'>): boolean {
  if (method !== 'GET' || isMadeAhead({ headers })) return false;
  return headers.get('sec-fetch-dest') !== 'empty' || headers.has('x-nextjs-data');
}
