/**
 * The shop as an Express application, against the real service:
 *
 *     npm run build -- --samples
 *     STATSIG_SERVER_KEY=secret-… STATSIG_CLIENT_KEY=client-… PORT=3000 node dist/samples/express/main.js
 *
 * Without a network: `npx statsig-nodekit emulator --project samples/project/statsig.yaml` prints the addresses to give as
 * STATSIG_SPECS_URL and STATSIG_LOG_EVENT_URL.
 */
import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import { gracefulShutdown } from 'statsig-nodekit/express';
import { startShop } from './start-shop.js';

const {
  PORT: port = '3000',
  STATSIG_SERVER_KEY: serverKey = '',
  STATSIG_CLIENT_KEY: clientSdkKey = 'client-sample-key',
  STATSIG_SPECS_URL: specsUrl,
  STATSIG_LOG_EVENT_URL: logEventUrl,
} = process.env;

const options: StatsigOptions = {};
if (specsUrl !== undefined) options.specsUrl = specsUrl;
if (logEventUrl !== undefined) options.logEventUrl = logEventUrl;

const client = new Statsig(serverKey, options);
await client.initialize();
const { server, url } = await startShop({ port: Number(port), client, clientSdkKey });
console.log(`The shop is open at ${url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void gracefulShutdown(server, client, { timeoutMs: 8_000 }).then(({ requests, events }) => {
      console.log(`Closed: requests ${requests}, ${events.delivered} events delivered`);
    });
  });
}
