import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openRedis, type RedisArgument, type RedisConnection, type RedisReply } from 'statsig-nodekit/redis';

import { findProgram, redisServer } from '../../scripts/debian-packages.mjs';
import { requirePart } from './require-part.js';

const program = findProgram(redisServer);

/** For `describe.skipIf(!hasRedis)`. In CI, importing this file fails where there is no server. */
export const hasRedis = requirePart({
  name: 'redis-server',
  available: program !== undefined,
  howToGet: 'Install the Debian package redis-server, or on macOS: brew install redis.',
});

/** Far longer than a server takes to answer, because the machine may be busy. Unit: milliseconds. */
const patienceMs = 20_000;

/** A real Redis, for the tests of one file. */
export interface TestRedis {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Where it listens besides the port. */
  readonly socketPath: string;
  /** Sends a command past everything that is tested. */
  readonly command: (...command: [string, ...RedisArgument[]]) => Promise<RedisReply>;
  /** The same, with the answer as a text; undefined when there is none. */
  readonly text: (...command: [string, ...RedisArgument[]]) => Promise<string | undefined>;
  /** Ends it without a warning, as a crash does. What it held is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again, at the same port and empty. */
  readonly restart: () => Promise<void>;
  /** Lets it hang: connections stay, answers do not come. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a real Redis on a free port of the loopback interface, which keeps nothing on the disk.
 * @param settings further ones: `['--requirepass', 'word']`
 */
export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const socketPath = join(folder, 's.sock');
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let admin: RedisConnection | undefined;

  const command: TestRedis['command'] = (...parts) => {
    admin ??= openRedis(`unix://${socketPath}`);
    return admin.send({ command: parts, timeoutMs: patienceMs });
  };
  const start = async (): Promise<void> => {
    const started = spawn(
      program ?? 'redis-server',
      // prettier-ignore
      ['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', socketPath, '--save', '', '--appendonly', 'no', '--dir', folder, ...settings],
      { stdio: 'ignore' },
    );
    child = started;
    process.once('exit', () => started.kill('SIGKILL'));
    const endMs = performance.now() + patienceMs;
    while (!(await isListening())) {
      if (performance.now() > endMs) throw new Error('redis-server does not answer');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const isListening = async (): Promise<boolean> => {
    try {
      await command('PING');
      return true;
    } catch (error) {
      // One that asks for a password is there as well.
      return error instanceof Error && error.message.includes('NOAUTH');
    }
  };
  const kill = async (): Promise<void> => {
    const ended = child;
    child = undefined;
    if (ended === undefined || ended.exitCode !== null) return;
    ended.kill('SIGKILL');
    await once(ended, 'exit');
  };
  await start();
  return {
    url,
    port,
    socketPath,
    command,
    text: async (...parts) => {
      const reply = await command(...parts);
      if (reply === null) return undefined;
      return reply instanceof Uint8Array ? Buffer.from(reply).toString() : JSON.stringify(reply);
    },
    kill,
    restart: start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      await admin?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback interface that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
