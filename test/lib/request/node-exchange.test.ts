import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request as send,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

import { sendWebResponse, toWebRequest } from '../../../lib/request/node-exchange.js';

type Listener = (...args: Parameters<RequestListener>) => void | Promise<void>;

async function serve(listener: Listener): Promise<number> {
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends one request, whose line and headers `fetch` would not write. */
async function ask(
  port: number,
  {
    method = 'GET',
    path = '/',
    headers = {},
    body = '',
  }: { method?: string; path?: string; headers?: Record<string, string | string[]>; body?: string },
): Promise<{ status: number | undefined; headers: IncomingMessage['headers']; body: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    send({ host: '127.0.0.1', port, method, path, headers }, resolve).on('error', reject).end(body);
  });
  return { status: answer.statusCode, headers: answer.headers, body: (await answer.toArray()).join('') };
}

/** Answers each request with what the web-standard form of it says. */
const echo =
  (prepare: (request: IncomingMessage) => Promise<void> = async () => {}): Listener =>
  async (request, response) => {
    await prepare(request);
    const web = toWebRequest(request, response);
    const { method, url } = web;
    const told = { method, url, headers: Object.fromEntries(web.headers), body: await web.text() };
    await sendWebResponse(Response.json(told), response);
  };

describe('toWebRequest', () => {
  it('has method, path, query, headers and body of the request', async () => {
    const port = await serve(echo());
    const { body } = await ask(port, {
      method: 'POST',
      path: '/a%20b?c=d&c=e',
      headers: { 'x-one': ['1', '2'], cookie: 'a=b; c=d' },
      body: '{"name":"Zoë"}',
    });
    expect(JSON.parse(body)).toMatchObject({
      method: 'POST',
      url: 'http://localhost/a%20b?c=d&c=e',
      headers: { 'x-one': '1, 2', cookie: 'a=b; c=d' },
      body: '{"name":"Zoë"}',
    });
  });

  it.each([
    ['http://evil.example/x?y', 'http://localhost/x?y'],
    ['//evil.example/x', 'http://localhost/evil.example/x'],
    ['*', 'http://localhost/*'],
    ['/\\evil.example/x', 'http://localhost//evil.example/x'],
    ['/\\[', 'http://localhost//['],
    ['http://[/x', 'http://localhost/x'],
  ])('is never for another host: %s', async (path, url) => {
    const port = await serve(echo());
    expect(JSON.parse((await ask(port, { path })).body)).toMatchObject({ url });
  });

  it('shows methods that the standard makes no requests of', async () => {
    const port = await serve(echo());
    const { body } = await ask(port, { method: 'TRACE', path: '/x' });
    expect(JSON.parse(body)).toMatchObject({ method: 'TRACE', url: 'http://localhost/x', body: '' });
  });

  it('is without a body that somebody has read, or that will never come', async () => {
    const port = await serve(async (request, response) => {
      if (request.url === '/read') await request.toArray();
      else request.destroy();
      const web = toWebRequest(request, response);
      told.push(await web.text());
      response.end();
    });
    const told: string[] = [];
    await ask(port, { method: 'POST', path: '/read', body: 'gone' });
    await expect(ask(port, { method: 'POST', path: '/destroyed', body: 'gone' })).rejects.toThrow(/hang up|ECONNRESET/);
    await expect.poll(() => told).toEqual(['', '']);
  });

  it.each([
    ['an object', { a: [1] }, '{"a":[1]}'],
    ['a text', 'a=1', 'a=1'],
    ['bytes', Buffer.from('a=1'), 'a=1'],
    ['nothing', null, 'null'],
  ])('writes a body anew of which a parser has made %s', async (_, parsed, written) => {
    const port = await serve(
      echo(async (request) => {
        await request.toArray();
        Object.assign(request, { body: parsed });
      }),
    );
    const { body } = await ask(port, { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: 'packed' });
    const told = JSON.parse(body) as { body: string; headers: Record<string, string> };
    expect(told.body).toBe(written);
    expect(told.headers).not.toHaveProperty('content-encoding');
  });

  it('is aborted when the caller hangs up, and not when it has its answer', async () => {
    const signals: AbortSignal[] = [];
    const open: ServerResponse[] = [];
    const port = await serve((request, response) => {
      signals.push(toWebRequest(request, response).signal);
      open.push(response);
      if (request.url === '/answered') response.end();
    });
    await ask(port, { path: '/answered' });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await expect.poll(() => signals.length).toBe(2);
    const closed = once(open[1] as ServerResponse, 'close');
    socket.destroy();
    await closed;
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

describe('sendWebResponse', () => {
  it('adds status, headers, each cookie and the body to what the response has', async () => {
    const port = await serve(async (_request, response) => {
      response.appendHeader('Set-Cookie', 'a=1');
      const headers = new Headers({ 'x-one': '1' });
      headers.append('set-cookie', 'b=2');
      headers.append('set-cookie', 'c=3');
      await sendWebResponse(new Response('hello', { status: 201, headers }), response);
    });
    const { status, headers, body } = await ask(port, {});
    expect([status, body, headers['x-one'], headers['set-cookie']]).toEqual([201, 'hello', '1', ['a=1', 'b=2', 'c=3']]);
    expect(headers['content-length']).toBe('5');
  });

  it('writes nothing where the status or the method allows no body, and where somebody has answered', async () => {
    const port = await serve(async (request, response) => {
      if (request.url === '/answered') response.end('first');
      await sendWebResponse(new Response(null, { status: 204 }), response);
    });
    expect(await ask(port, {})).toMatchObject({ status: 204, body: '' });
    expect(await ask(port, { path: '/answered' })).toMatchObject({ status: 200, body: 'first' });
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 204, body: '' });
  });
});
