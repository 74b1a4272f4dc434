import { withStatsigProxy } from 'statsig-nodekit/next/proxy';

/** Gives visitors their stable ID, which the page of the first visit sees already. */
export const proxy = withStatsigProxy();

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
