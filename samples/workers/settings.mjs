/** Key and options of these samples, from environment variables. With the real service only the key is needed. */
// @ts-check

/** @import { StatsigOptions } from 'statsig-nodekit' */

export const sdkKey = process.env['STATSIG_SERVER_KEY'] ?? '';

/** @type {StatsigOptions} */
export const options = {
  environment: 'production',
  specsUrl: process.env['STATSIG_SPECS_URL'],
  logEventUrl: process.env['STATSIG_LOG_EVENT_URL'],
  // The last good specs, for a start while the service is down. All processes may share the directory.
  specsCacheDirectory: process.env['STATSIG_CACHE_DIRECTORY'],
};
