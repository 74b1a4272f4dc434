import type { BootstrapOptions, Statsig, StatsigBootstrap, StatsigUserArgs } from 'statsig-nodekit';

/** What `bootstrap()` gives for a page with the key `client-of-page`. */
export function bootstrapOf(statsig: Statsig, user: StatsigUserArgs, options: BootstrapOptions = {}): StatsigBootstrap {
  const { bootstrap, reason } = statsig.bootstrap(user, { clientSdkKey: 'client-of-page', ...options });
  if (bootstrap === null) throw new Error(`There is no bootstrap: ${reason}.`);
  return bootstrap;
}
