/** Where the service itself answers with specs: the default of the option `specsUrl`, and what `fallbackToStatsigApi` falls back to. */
export const defaultSpecsUrl = 'https://api.statsigcdn.com/v2/download_config_specs';
