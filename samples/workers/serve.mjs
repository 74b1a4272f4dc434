/**
 * A server with a client of its own: run alone, as each worker of `cluster.mjs`, or by PM2 (`ecosystem.config.cjs`).
 *
 * `PORT` chooses the port; workers of one cluster share it.
 */
// @ts-check
import { createServer } from 'node:http';
import { Statsig } from 'statsig-nodekit';
import { options, sdkKey } from './settings.mjs';

const statsig = new Statsig(sdkKey, options);
// Before the first request is let in. It never rejects: without specs, gates are closed until they are there.
const { isSuccess, source, isStale } = await statsig.initialize();

const server = createServer((request, response) => {
  const user = { userID: String(request.headers['x-user-id'] ?? 'anonymous') };
  const isNew = statsig.checkGate(user, 'new_checkout');
  statsig.logEvent(user, 'page_viewed', request.url);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ pid: process.pid, isNew, isSuccess, source, isStale }));
});

server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  console.log(`Process ${process.pid} listens at http://127.0.0.1:${port}`);
  // There when another process started this one: PM2 waits for it (`wait_ready`), a cluster does without.
  process.send?.('ready');
});

let isStopping = false;

async function stop() {
  // A terminal sends the signal to the whole group, and then the primary of a cluster does: the second is not to end this.
  if (isStopping) return;
  isStopping = true;
  // First the requests that are being answered, then the events that they have logged.
  await new Promise((resolve) => server.close(resolve));
  const { delivered, pending, dropped } = await statsig.shutdown();
  console.log(`Process ${process.pid} delivered ${delivered} events at its end, and lost ${pending + dropped}`);
  // The channel to the process that started this one would keep it alive.
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
