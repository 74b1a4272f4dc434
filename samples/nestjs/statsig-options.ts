import type { StatsigOptions } from 'statsig-nodekit';

/**
 * Client options from environment variables. None are needed with the real service; `npm start` sets them so that the
 * same program talks to the emulator.
 */
export function statsigOptions(environment: NodeJS.ProcessEnv): StatsigOptions {
  const options: StatsigOptions = { environment: environment['STATSIG_ENVIRONMENT'] ?? 'development' };
  const { STATSIG_SPECS_URL: specsUrl, STATSIG_LOG_EVENT_URL: logEventUrl } = environment;
  const syncIntervalMs = Number(environment['STATSIG_SPECS_SYNC_INTERVAL_MS'] ?? 0);
  if (specsUrl !== undefined) options.specsUrl = specsUrl;
  if (logEventUrl !== undefined) options.logEventUrl = logEventUrl;
  if (syncIntervalMs > 0) options.specsSyncIntervalMs = syncIntervalMs;
  return options;
}
