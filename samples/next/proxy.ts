import { rewriteByGate, withStatsigProxy } from 'statsig-nodekit/next/proxy';
import { gifts } from './gift-variants';
import { visitorAt } from './visitor';

/**
 * Gives visitors their stable ID, which the page of the first visit sees already, and leads them to the pages that flags choose for
 * them. `/about` has no component that asks for the gate, so the proxy logs the exposure.
 */
export const proxy = withStatsigProxy(undefined, {
  user: ({ request }) => visitorAt(request.nextUrl),
  rewrite: [rewriteByGate('staff_only', { from: '/about', to: '/about-team', exposures: 'server' }), gifts],
});

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
