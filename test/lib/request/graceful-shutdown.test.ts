import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

import { gracefulShutdown } from '../../../lib/request/graceful-shutdown.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

const specs = buildSpecs({ gates: { open: { rules: [rule('all', [everyone])] } } });

type Listener = (...args: Parameters<RequestListener>) => void | Promise<void>;

interface Running extends ClientBench {
  readonly web: Server;
  readonly port: number;
  readonly ask: (agent?: Agent) => Promise<string>;
}

/** A server beside a client that is ready. */
async function start(listener: (bench: ClientBench) => Listener): Promise<Running> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  const web = createServer((request, response) => void listener(bench)(request, response));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    web.closeAllConnections();
    web.close();
  });
  const { port } = web.address() as AddressInfo;
  return { ...bench, web, port, ask: (agent) => bodyOf(port, agent) };
}

function answerOf(port: number, agent?: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, resolve).on('error', reject);
  });
}

async function bodyOf(port: number, agent?: Agent): Promise<string> {
  return (await (await answerOf(port, agent)).toArray()).join('');
}

async function headersOf(port: number, agent: Agent): Promise<IncomingMessage['headers']> {
  const answer = await answerOf(port, agent);
  await answer.toArray();
  return answer.headers;
}

/** A promise and what settles it. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('gracefulShutdown', () => {
  it('has requests under way answered, then delivers what they logged, and accepts no others', async () => {
    const [arrived, released] = [deferred(), deferred()];
    const running = await start(({ client }) => async (_request, response) => {
      arrived.resolve();
      await released.promise;
      response.end(String(client.checkGate({ userID: 'ann' }, 'open')));
    });
    const answer = running.ask();
    await arrived.promise;
    const shutdown = gracefulShutdown(running.web, running.client);
    await expect(running.ask()).rejects.toThrow('ECONNREFUSED');
    // Until then the client serves.
    expect(running.client.status).toBe('ready');
    released.resolve();
    expect(await answer).toBe('true');
    expect(await shutdown).toEqual({
      isSuccess: true,
      requests: 'answered',
      events: expect.objectContaining({ isSuccess: true, delivered: 1 }),
      durationMs: expect.any(Number),
    });
    expect(running.client.status).toBe('shutdown');
  });

  it('does not wait for connections that are kept alive, neither before nor after their last answer', async () => {
    const [arrived, released] = [deferred(), deferred()];
    let isHeld = false;
    const running = await start(() => async (_request, response) => {
      if (isHeld) {
        arrived.resolve();
        await released.promise;
      }
      response.end('ok');
    });
    running.web.keepAliveTimeout = 60_000;
    const [idle, busy] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })];
    onTestFinished(() => {
      idle.destroy();
      busy.destroy();
    });
    await running.ask(idle);
    isHeld = true;
    const answer = running.ask(busy);
    await arrived.promise;
    const shutdown = gracefulShutdown(running.web, running.client, { timeoutMs: 50_000 });
    released.resolve();
    expect(await answer).toBe('ok');
    const { requests, durationMs } = await shutdown;
    expect(requests).toBe('answered');
    expect(durationMs).toBeLessThan(40_000);
  });

  it('answers callers who go on asking on a connection of theirs, and asks them to come no more by it', async () => {
    const [arrived, released] = [deferred(), deferred()];
    const running = await start(() => async (_request, response) => {
      arrived.resolve();
      await released.promise;
      response.end('ok');
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    // The second waits for the connection of the first.
    const answers = [headersOf(running.port, agent), headersOf(running.port, agent)];
    await arrived.promise;
    const shutdown = gracefulShutdown(running.web, running.client, { timeoutMs: 50_000 });
    released.resolve();
    const [first, second] = await Promise.all(answers);
    expect([first?.connection, second?.connection]).toEqual(['keep-alive', 'close']);
    expect((await shutdown).requests).toBe('answered');
  });

  it('closes each client that it is called with, for one server', async () => {
    const running = await start(() => (_request, response) => void response.end());
    const other = await startClientBench({ specs });
    await other.client.initialize();
    other.client.checkGate({ userID: 'ann' }, 'open');
    const results = await Promise.all([
      gracefulShutdown(running.web, running.client),
      gracefulShutdown(running.web, other.client),
    ]);
    expect(results.map(({ requests, events }) => [requests, events.delivered])).toEqual([
      ['answered', 0],
      ['answered', 1],
    ]);
    expect([running.client.status, other.client.status]).toEqual(['shutdown', 'shutdown']);
  });

  it('cuts requests that do not end in time, and delivers all the same', async () => {
    const arrived = deferred();
    const running = await start(({ client }) => () => {
      client.checkGate({ userID: 'ann' }, 'open');
      arrived.resolve();
    });
    const answer = running.ask();
    answer.catch(() => {});
    await arrived.promise;
    const result = await gracefulShutdown(running.web, running.client, { timeoutMs: 3_000 });
    expect(result).toMatchObject({ isSuccess: false, requests: 'cut', events: { isSuccess: true, delivered: 1 } });
    await expect(answer).rejects.toThrow('socket hang up');
  });

  it('does not wait for ever for connections that have become something else, such as web sockets', async () => {
    const running = await start(() => (_request, response) => void response.end());
    const upgraded = deferred();
    running.web.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n');
      onTestFinished(() => void socket.destroy());
      upgraded.resolve();
    });
    const socket = connect(running.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n');
    await upgraded.promise;
    const { requests, events } = await gracefulShutdown(running.web, running.client, { timeoutMs: 100 });
    expect([requests, events.isSuccess]).toEqual(['cut', true]);
  });

  it('gives everybody who calls it the same result, also for a server that does not listen', async () => {
    const running = await start(() => (_request, response) => void response.end());
    const [first, second] = [
      gracefulShutdown(running.web, running.client),
      gracefulShutdown(running.web, running.client),
    ];
    expect(await first).toBe(await second);
    const { client } = await startClientBench({ specs });
    expect(await gracefulShutdown(createServer(), client)).toMatchObject({ isSuccess: true, requests: 'closed' });
  });
});
