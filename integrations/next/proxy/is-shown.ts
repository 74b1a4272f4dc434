import { type NextRequest, userAgentFromString } from 'next/server.js';
import { isMadeAhead } from '../exposures/is-made-ahead.js';

/**
 * Whether a visitor is certain to see the page that is asked for, who is none of the robots that Next knows. Requests of the App
 * Router's own look the same to a proxy whether they are made ahead or for a page that is being opened, so that they are not certain;
 * browsers tell those from documents by `Sec-Fetch-Dest`. Requests of the Pages Router are told apart by their own headers.
 */
export function isShown({ method, headers }: Pick<NextRequest, 'method' | 'headers'>): boolean {
  if (method !== 'GET' || isMadeAhead((name) => headers.get(name))) return false;
  if (headers.get('sec-fetch-dest') === 'empty' && !headers.has('x-nextjs-data')) return false;
  return !userAgentFromString(headers.get('user-agent') ?? undefined).isBot;
}
