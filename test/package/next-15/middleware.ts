import { NextResponse } from 'next/server';
import { rewriteByGate, withStatsigProxy } from 'statsig-nodekit/next/proxy';

/** On the edge runtime, which is all that a middleware of Next 15.1 can have: the rule is warned about, and not followed. */
export const middleware = withStatsigProxy(
  () => NextResponse.next({ headers: { 'x-runtime': process.env.NEXT_RUNTIME ?? 'unknown' } }),
  { rewrite: rewriteByGate('everyone', { from: '/', to: '/elsewhere' }) },
);

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
