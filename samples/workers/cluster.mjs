/**
 * A cluster: the primary makes no client and asks the service for nothing; each worker is a `serve.mjs` of its own.
 *
 *     STATSIG_SERVER_KEY=secret-… WORKERS=4 node samples/workers/cluster.mjs
 */
// @ts-check
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

cluster.setupPrimary({ exec: fileURLToPath(new URL('serve.mjs', import.meta.url)) });

let isStopping = false;
/** Ids of the workers that have served. One that never did would fail again. */
const served = new Set();

cluster.on('listening', (worker) => served.add(worker.id));
cluster.on('exit', (worker, code, signal) => {
  if (isStopping) return;
  console.log(`Worker ${worker.process.pid} ended with ${signal ?? code}`);
  if (served.delete(worker.id)) cluster.fork();
  else process.exitCode = 1;
});

const count = Number(process.env['WORKERS'] ?? availableParallelism());
for (let id = 0; id < count; id++) cluster.fork();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    isStopping = true;
    // Each delivers its events and ends; without workers the primary ends by itself.
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  });
}
