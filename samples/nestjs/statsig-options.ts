import type { StatsigOptions } from 'statsig-nodekit';

/**
 * Client options from environment variables. None are needed with the real service; `npm start` sets them so that the
 * same program talks to the emulator.
 */
export function statsigOptions(environment: NodeJS.ProcessEnv): StatsigOptions {
  const options: StatsigOptions = { environment: environment['STATSIG_ENVIRONMENT'] ?? 'development' };
  const specsUrl = environment['STATSIG_SPECS_URL'];
  const logEventUrl = environment['STATSIG_LOG_EVENT_URL'];
  const idListsUrl = environment['STATSIG_ID_LISTS_URL'];
  const syncIntervalMs = Number(environment['STATSIG_SPECS_SYNC_INTERVAL_MS'] ?? 0);
  if (specsUrl !== undefined) options.specsUrl = specsUrl;
  if (logEventUrl !== undefined) options.logEventUrl = logEventUrl;
  if (idListsUrl !== undefined) {
    // A project with segments of more than 1 000 ids sets this with the real service too.
    options.enableIdLists = true;
    options.idListsUrl = idListsUrl;
  }
  if (syncIntervalMs > 0) {
    options.specsSyncIntervalMs = syncIntervalMs;
    options.idListsSyncIntervalMs = syncIntervalMs;
  }
  return options;
}
