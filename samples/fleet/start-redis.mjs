// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRedis } from 'statsig-nodekit/redis';

/** How long a server may take to be there. Unit: milliseconds. */
const patienceMs = 20_000;

/**
 * The Redis of `REDIS_URL`; without it one of its own on a free port, which keeps nothing on the disk and ends with `stop`.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'fleet-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('close', resolve));
  server.once('error', () => {
    console.error(
      'There is no redis-server here. Install one (Debian: redis-server, macOS: brew install redis), or set REDIS_URL.',
    );
    process.exit(1);
  });
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  await untilThere(url);
  return { url, stop };
}

/** @param {string} url */
async function untilThere(url) {
  const connection = openRedis(url);
  const endMs = performance.now() + patienceMs;
  const isThere = () =>
    connection.send({ command: ['PING'], timeoutMs: 1000 }).then(
      () => true,
      () => false,
    );
  // oxlint-disable-next-line no-await-in-loop -- asked again and again until it answers
  while (!(await isThere())) {
    if (performance.now() > endMs) throw new Error('redis-server was started and does not answer.');
    // oxlint-disable-next-line no-await-in-loop -- a pause between attempts
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await connection.close();
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
