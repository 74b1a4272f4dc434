import type { StatsigOptions } from 'statsig-nodekit';

/** Next calls it once when a server starts. The keys are read from STATSIG_SERVER_KEY and STATSIG_CLIENT_KEY. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerStatsig } = await import('statsig-nodekit/next');
  const { STATSIG_SPECS_URL: specsUrl, STATSIG_LOG_EVENT_URL: logEventUrl } = process.env;
  const options: StatsigOptions = { specsUrl, logEventUrl };
  await registerStatsig({ options });
}
