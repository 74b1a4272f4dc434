/**
 * The shop on several processes, each with a client of its own:
 *
 *     npm run build -- --samples && STATSIG_SERVER_KEY=secret-… WORKERS=4 PORT=3000 node dist/samples/nestjs/cluster.js
 */
import cluster from 'node:cluster';
import { startShop } from './start-shop.js';

if (cluster.isPrimary) {
  for (let count = Number(process.env['WORKERS'] ?? 4); count > 0; count--) cluster.fork();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Each answers what it has begun, delivers its events and ends; without workers the primary ends by itself.
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
    });
  }
} else {
  const { url } = await startShop({ port: Number(process.env['PORT'] ?? 3000), shutdownHooks: true });
  console.log(`The shop is open at ${url}`);
}
