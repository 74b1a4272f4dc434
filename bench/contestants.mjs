/** The two SDKs under comparison. `load` imports a package; nothing else in the benchmark does. */
export const contestants = {
  ours: { package: 'statsig-nodekit', load: () => import('statsig-nodekit') },
  official: { package: '@statsig/statsig-node-core', load: () => import('@statsig/statsig-node-core') },
};

/** Options that give both the same work: specs and events go to the benchmark's own server, and no polling interferes. */
export const clientOptions = ({ origin, project }) => ({
  specsUrl: `${origin}/${project}`,
  logEventUrl: `${origin}/log_event`,
  specsSyncIntervalMs: 3_600_000,
  // The largest project takes the official core two seconds, and a busy machine several times that.
  initTimeoutMs: 60_000,
  environment: 'production',
  outputLogLevel: 'none',
});
