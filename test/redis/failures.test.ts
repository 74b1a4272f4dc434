import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createEncryptedServer } from 'node:tls';
import { promisify } from 'node:util';

import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import {
  openRedis,
  type RedisCommand,
  redisDataStore,
  type RedisDataStore,
  type RedisSource,
} from 'statsig-nodekit/redis';

import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { startIdListServer } from '../support/id-list-server.js';
import { writeTestFile } from '../support/network-client.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import { runProgram } from '../support/run-program.js';
import { patiently, type SpecsService, startService } from './support/fleet.js';

const sdkKey = 'secret-failing-key-0123456789';
const quick = { leaseTtlMs: 600, spreadMs: 50, timeoutMs: 500 };

describe.skipIf(!hasRedis)('when Redis', () => {
  let redis: TestRedis;
  let library: CompiledLibrary;

  beforeAll(async () => {
    [redis, library] = await Promise.all([
      startRedis(),
      compileLibrary(['lib/index.ts', 'lib/request/index.ts', 'integrations/redis/index.ts']),
    ]);
  }, 120_000);
  afterAll(async () => {
    await redis.stop();
    await library.remove();
  });

  /** A client with its store; it ends with the test. */
  const open = (
    source: RedisSource,
    service: SpecsService,
    options: StatsigOptions = {},
  ): { client: Statsig; store: RedisDataStore; lines: string[] } => {
    const store = redisDataStore({ redis: source, sdkKey, ...quick });
    const lines: string[] = [];
    const note = (_tag: string, line: string): void => void lines.push(line);
    const client = new Statsig(sdkKey, {
      ...service.options,
      dataStore: store,
      outputLogLevel: 'info',
      outputLoggerProvider: { debug: note, info: note, warn: note, error: note },
      ...options,
    });
    onTestFinished(async () => void (await client.shutdown()));
    return { client, store, lines };
  };
  const until = (client: Statsig, lcut: number): Promise<void> =>
    vi.waitFor(() => expect(client.getSpecsDetails().lcut).toBe(lcut), patiently);

  it('cannot be reached at the start, specs come from the network, and later from it', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    await own.kill();
    const service = await startService(1000);
    const { client, store, lines } = open(own.url, service);
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(store.details()).toMatchObject({ isHolder: false, failure: expect.stringContaining('ECONNREFUSED') });
    await until(client, 1000);
    service.publish(2000);
    await until(client, 2000);
    await own.restart();
    await vi.waitFor(() => expect(store.details()).toMatchObject({ isHolder: true, failure: null }), patiently);
    // It gets the specs that it missed.
    await vi.waitFor(async () => expect(await own.text('KEYS', '*:specs')).not.toBe('[]'), patiently);
    expect(lines.filter((line) => line.includes('ECONNREFUSED')).length).toBeLessThan(6);
  });

  it('hangs, the start and checks do not wait for it', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    const service = await startService(1000);
    own.freeze();
    const { client, store } = open(own.url, service);
    const startedAtMs = performance.now();
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(performance.now() - startedAtMs).toBeLessThan(3000);
    service.publish(2000);
    await until(client, 2000);
    own.thaw();
    await vi.waitFor(() => expect(store.details()).toMatchObject({ isHolder: true, failure: null }), patiently);
  });

  it('is read-only, specs are read from it, changes come from the network, and all is well once it is written to again', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    const service = await startService(1000);
    const first = open(own.url, service);
    await first.client.initialize();
    await vi.waitFor(async () => expect(await own.text('KEYS', '*:specs')).not.toBe('[]'), patiently);
    await own.command('REPLICAOF', '127.0.0.1', '9');
    service.isBroken = true;
    const late = open(own.url, service);
    expect(await late.client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(DataStore)' });
    service.isBroken = false;
    service.publish(2000);
    await Promise.all([until(first.client, 2000), until(late.client, 2000)]);
    // Told by the one that held the lease, and by the other when that would be free.
    await vi.waitFor(() => {
      expect([first, late].map(({ store }) => store.details().failure).join()).toContain('READONLY');
    }, patiently);
    await own.command('REPLICAOF', 'NO', 'ONE');
    service.publish(3000);
    await Promise.all([until(first.client, 3000), until(late.client, 3000)]);
    await vi.waitFor(async () => {
      const { isHolder: isFirst, failure } = first.store.details();
      expect([isFirst !== late.store.details().isHolder, failure, late.store.details().failure]).toEqual([
        true,
        null,
        null,
      ]);
    }, patiently);
  });

  it('is full, all ask the network, and one again once it has room', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    const service = await startService(1000);
    const members = [open(own.url, service), open(own.url, service)];
    for (const { client } of members) await client.initialize();
    await vi.waitFor(() => expect(members.filter(({ store }) => store.details().isHolder)).toHaveLength(1), patiently);
    // It goes on to renew the lease, and takes no specs.
    await own.command('CONFIG', 'SET', 'maxmemory', '1');
    service.publish(2000);
    await Promise.all(members.map(({ client }) => until(client, 2000)));
    await own.command('CONFIG', 'SET', 'maxmemory', '0');
    service.publish(3000);
    await Promise.all(members.map(({ client }) => until(client, 3000)));
    await vi.waitFor(() => {
      const details = members.map(({ store }) => store.details());
      expect(details.filter(({ isHolder }) => isHolder)).toHaveLength(1);
      expect(details.map(({ failure }) => failure)).toEqual([null, null]);
    }, patiently);
  });

  it('fails over to another server, the same client goes on with that one', async () => {
    const [primary, replica] = await Promise.all([startRedis(['--repl-diskless-sync-delay', '0']), startRedis()]);
    onTestFinished(async () => void (await Promise.all([primary.stop(), replica.stop()])));
    await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
    const address = await startAddress(primary.port);
    const service = await startService(1000);
    const [one, other] = [open(address.url, service), open(address.url, service)];
    await Promise.all([one.client.initialize(), other.client.initialize()]);
    // What was written is at the replica, too.
    await vi.waitFor(async () => expect(await replica.text('KEYS', '*:specs')).not.toBe('[]'), patiently);
    await primary.kill();
    await replica.command('REPLICAOF', 'NO', 'ONE');
    address.leadTo(replica.port);
    service.publish(2000);
    await Promise.all([until(one.client, 2000), until(other.client, 2000)]);
    await vi.waitFor(() => {
      const holders = [one.store, other.store].filter((store) => store.details().isHolder);
      expect(holders).toHaveLength(1);
    }, patiently);
    const before = service.handedOut(3000);
    service.publish(3000);
    await Promise.all([until(one.client, 3000), until(other.client, 3000)]);
    expect(service.handedOut(3000) - before).toBe(1);
  });

  it('is well, and the network fails for the one that asks it, another one asks', async () => {
    const [broken, sound] = [await startService(1000), await startService(1000)];
    await redis.command('FLUSHALL');
    const failing = open(redis.url, broken);
    await failing.client.initialize();
    await vi.waitFor(() => expect(failing.store.details().isHolder).toBe(true), patiently);
    const other = open(redis.url, sound);
    await other.client.initialize();
    broken.isBroken = true;
    await vi.waitFor(() => expect(other.store.details().isHolder).toBe(true), patiently);
    sound.publish(2000);
    // Also the one whose network fails has it.
    await Promise.all([until(failing.client, 2000), until(other.client, 2000)]);
  });

  it('asks for a password, it is given from the address, and shown nowhere', async () => {
    const own = await startRedis(['--requirepass', 'top/secret word']);
    onTestFinished(own.stop);
    const service = await startService(1000);
    const good = open(`redis://:${encodeURIComponent('top/secret word')}@127.0.0.1:${own.port}/3`, service);
    await good.client.initialize();
    await vi.waitFor(() => expect(good.store.details()).toMatchObject({ isHolder: true, failure: null }), patiently);
    const bad = open(`redis://hugo:${encodeURIComponent('wrong/secret word')}@127.0.0.1:${own.port}`, service);
    expect(await bad.client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(bad.store.details().failure).toContain('WRONGPASS');
    const told = JSON.stringify([
      bad.lines,
      bad.store.details(),
      good.lines,
      good.store.details(),
      bad.store,
      good.store,
    ]);
    for (const secret of ['secret word', 'secret%20word', 'hugo', sdkKey]) expect(told).not.toContain(secret);
    expect(() => redisDataStore({ redis: 'redis:top-secret', sdkKey })).toThrow(
      /^Options for Redis cannot be used(?!.*top-secret)/,
    );
  });

  it('gives a user no more rights than are documented, they are enough', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    const page = await readFile(new URL('../../docs/redis.md', import.meta.url), 'utf8');
    const [, rule = ''] = /`ACL (SETUSER fleet [^`]*)`/.exec(page) ?? [];
    await own.command('ACL', ...rule.split(/\s+/));
    const server = await startIdListServer({ beta: { content: '+aaaaaaaa\n', fileID: 'f1' } });
    const service = await startService(1000);
    const url = `redis://fleet:password@127.0.0.1:${own.port}`;
    const lists = { enableIdLists: true, idListsUrl: server.idListsUrl, idListsSyncIntervalMs: 300 };
    const [one, other] = [open(url, service, lists), open(url, service, lists)];
    await Promise.all([one.client.initialize(), other.client.initialize()]);
    service.publish(2000);
    await Promise.all([until(one.client, 2000), until(other.client, 2000)]);
    await vi.waitFor(async () => expect(await own.text('KEYS', '*:id-lists')).not.toBe('[]'), patiently);
    expect(await one.store.rollBack({ time: 1000 })).toBe(true);
    await Promise.all([until(one.client, 1000), until(other.client, 1000)]);
    expect(await one.store.endRollback()).toBe(true);
    await Promise.all([until(one.client, 2000), until(other.client, 2000)]);
    expect([one, other].flatMap(({ lines }) => lines).filter((line) => line.includes('NOPERM'))).toEqual([]);
    await expect(openRedis(url).send({ command: ['GET', 'another'], timeoutMs: 10_000 })).rejects.toThrow(/NOPERM/);
  });

  it('tells of no changes, the next poll sees them', async () => {
    await redis.command('FLUSHALL');
    const service = await startService(1000);
    const connection = openRedis(redis.url);
    onTestFinished(() => connection.close());
    const silent = {
      name: 'a connection without channels',
      send: (command: RedisCommand) => connection.send(command),
      subscribe: () => () => undefined,
      close: async () => undefined,
    };
    const [one, other] = [open(silent, service), open(silent, service)];
    await Promise.all([one.client.initialize(), other.client.initialize()]);
    service.publish(2000);
    await Promise.all([until(one.client, 2000), until(other.client, 2000)]);
    expect(service.handedOut(2000)).toBe(1);
  });

  it('is behind TLS, it is used where its certificate is trusted, and nowhere else', async () => {
    const authority = createCertificateAuthority();
    const { certificate, privateKey } = authority.issue('localhost');
    const server = createEncryptedServer({ cert: certificate, key: privateKey }, (socket) => {
      const onward = connect(redis.port, '127.0.0.1');
      for (const end of [socket, onward]) end.on('error', () => undefined).on('close', () => onward.destroy());
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const url = `rediss://localhost:${portOf(server)}`;

    const distrusting = openRedis(url);
    await expect(distrusting.send({ command: ['PING'], timeoutMs: 10_000 })).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/SIGNATURE|CERT|ISSUER/),
    });
    const program = `
      import { openRedis } from ${JSON.stringify(library.addressOf('integrations/redis/index.js'))};
      setTimeout(() => process.exit(1), 20000);
      const reply = await openRedis('${url}').send({ command: ['PING'], timeoutMs: 10000 });
      console.log(Buffer.from(reply).toString());
      process.exit(0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: writeTestFile(authority.certificate) },
    });
    expect(stdout.trim()).toBe('PONG');
  });

  it.each([
    ['is there', () => redis.url],
    ['is not there', () => 'redis://127.0.0.1:9'],
  ])('%s, it keeps no process alive', async (_what, url) => {
    const service = await startService(1000);
    const program = (ending: string): string => `
      import { Statsig } from ${JSON.stringify(library.addressOf('lib/index.js'))};
      import { redisDataStore } from ${JSON.stringify(library.addressOf('integrations/redis/index.js'))};
      const dataStore = redisDataStore({ redis: ${JSON.stringify(url())}, sdkKey: '${sdkKey}' });
      const client = new Statsig('${sdkKey}', { ...${JSON.stringify(service.options)}, dataStore, outputLogLevel: 'none' });
      await client.initialize();
      ${ending}
      console.log(client.checkGate({ userID: 'ann' }, 'open'));`;
    for (const ending of ['', 'await client.shutdown();']) {
      const { code, output, errors, lingeredMs } = await runProgram(program(ending));
      expect({ code, output, errors }).toEqual({ code: 0, output: 'true', errors: '' });
      expect(lingeredMs).toBeLessThan(5000);
    }
  });

  it('is reached by a client of the application, that is neither closed nor given listeners for good', async () => {
    const service = await startService(1000);
    // Of processes that ended without a word.
    await redis.command('FLUSHALL');
    const ours = new Redis(redis.socketPath);
    const theirs = createClient({ url: redis.url });
    theirs.on('error', () => undefined);
    await theirs.connect();
    const givens = [
      { given: ours, ping: () => ours.ping() },
      { given: theirs, ping: () => theirs.ping() },
    ];
    for (const { given, ping } of givens) {
      const listeners = (): number =>
        ['error', 'ready', 'end', 'close'].reduce((sum, name) => sum + given.listenerCount(name), 0);
      await ping();
      const before = listeners();
      for (let turn = 0; turn < 2; turn++) {
        const { client, store } = open(given, service);
        await client.initialize();
        await vi.waitFor(() => expect(store.details()).toMatchObject({ isHolder: true, failure: null }), patiently);
        await client.shutdown();
      }
      expect(await ping()).toBe('PONG');
      expect(listeners()).toBe(before);
    }
    ours.disconnect();
    theirs.destroy();
  });
});

/** An address that leads to one server or another, as that of a service with automatic failover does. */
async function startAddress(port: number): Promise<{ readonly url: string; readonly leadTo: (port: number) => void }> {
  let target = port;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1');
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        socket.destroy();
        onward.destroy();
      });
    }
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `redis://127.0.0.1:${portOf(server)}`, leadTo: (next) => void (target = next) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
