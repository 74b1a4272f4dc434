// @ts-check

/**
 * For PM2: `pm2 start samples/workers/ecosystem.config.cjs`. Four processes that share a port, each with a client of its own.
 */
module.exports = {
  apps: [
    {
      name: 'shop',
      script: 'serve.mjs',
      cwd: __dirname,
      exec_mode: 'cluster',
      instances: 4,
      // A process counts as started when it says `process.send('ready')`, after `initialize()`; one that has not said so in
      // `listen_timeout` is taken for started. It is longer than `initialize()` can take.
      wait_ready: true,
      listen_timeout: 10_000,
      // PM2 sends SIGINT, and SIGKILL after this. Its own 1600 ms are less than `shutdown()` may take (3000 ms).
      kill_timeout: 5000,
    },
  ],
};
