/**
 * A server that initializes its client with the first request, where nothing can be awaited before. `PORT` chooses the port.
 */
// @ts-check
import { createServer } from 'node:http';
import { Statsig } from 'statsig-nodekit';
import { options, sdkKey } from './settings.mjs';

const statsig = new Statsig(sdkKey, options);

const server = createServer((request, response) => {
  // Nothing in it rejects: `initialize()` never does, and no check throws.
  void answer(request, response);
});

/** @type {(...exchange: Parameters<import('node:http').RequestListener>) => Promise<void>} */
async function answer(request, response) {
  // However many requests come first: one initialization, which all of them wait for. Later it is done, and costs nothing.
  await statsig.initialize();
  const user = { userID: String(request.headers['x-user-id'] ?? 'anonymous') };
  response.end(String(statsig.checkGate(user, 'new_checkout')));
}

server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  console.log(`Listens at http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`);
});

process.once('SIGTERM', () => {
  server.close(() => void statsig.shutdown());
});
