import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from 'vitest';

import type { ProxyConfig } from '../../lib/options/proxy-config.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { respond, startHttpServer, type Answer, type TestServer } from '../support/http-server.js';
import {
  everyRequest,
  everythingIn,
  makeNetworkClient,
  networkFailureOf,
  networkKey,
  writeTestFile,
} from '../support/network-client.js';
import { startProxyServer, type ProxyServer } from '../support/proxy-server.js';
import { startSocksServer, type SocksServer } from '../support/socks-server.js';

const authority = createCertificateAuthority();
const certificate = authority.issue('127.0.0.1');
const credentials = 'proxy-user:p@ss:wörd';
const accept: Answer = (response) => respond(response, 200, { has_updates: false });
const [specs] = everyRequest;
if (specs === undefined) throw new Error('there is a request for specs');

/** The options for a proxy; its certificate and those of targets are trusted. */
function configFor(
  { host, port }: Pick<ProxyServer | SocksServer, 'host' | 'port'>,
  config: Partial<ProxyConfig> = {},
): ProxyConfig {
  return { proxyHost: host, proxyPort: port, caCertPath: writeTestFile(authority.certificate), ...config };
}

function authorityOf(server: TestServer): string {
  return `127.0.0.1:${server.port}`;
}

describe.each(everyRequest)('a request for $name', ({ path, send }) => {
  it('asks an HTTP proxy for the whole address of an http target, with credentials for the proxy alone', async () => {
    const server = await startHttpServer(accept);
    const proxy = await startProxyServer({ credentials });
    const client = makeNetworkClient({ proxyConfig: configFor(proxy, { proxyAuth: credentials }) });

    await send(client, server.url);

    expect(proxy.requests).toHaveLength(1);
    expect(proxy.requests[0]?.target).toBe(server.url + path);
    expect(proxy.requests[0]?.headers.host).toBe(authorityOf(server));
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.path).toBe(path);
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('tunnels to an https target, so that the proxy sees neither key nor path', async () => {
    const server = await startHttpServer(accept, certificate);
    const proxy = await startProxyServer({ credentials });
    const client = makeNetworkClient({ proxyConfig: configFor(proxy, { proxyAuth: credentials }) });

    await send(client, server.url);

    expect(proxy.requests).toEqual([
      {
        method: 'CONNECT',
        target: authorityOf(server),
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        headers: { host: authorityOf(server) },
      },
    ]);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('goes through a SOCKS proxy, which gets the name of the host', async () => {
    const server = await startHttpServer(accept);
    const proxy = await startSocksServer({ credentials });
    const proxyConfig = configFor(proxy, { proxyProtocol: 'socks5', proxyAuth: credentials });
    await send(makeNetworkClient({ proxyConfig }), `http://statsig.invalid:${server.port}`);
    expect(proxy.requests).toEqual([{ host: 'statsig.invalid', port: server.port, credentials }]);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
  });
});

describe('a proxy', () => {
  it.each([
    ['http', undefined],
    ['https', certificate],
  ] as const)('is spoken to with TLS if wanted, to reach an %s target', async (_scheme, ofTarget) => {
    const server = await startHttpServer(accept, ofTarget);
    const proxy = await startProxyServer({ certificate, credentials });
    const proxyConfig = configFor(proxy, { proxyProtocol: 'https', proxyAuth: credentials });
    await specs.send(makeNetworkClient({ proxyConfig }), server.url);
    expect(proxy.requests.map(({ method }) => method)).toEqual([ofTarget === undefined ? 'GET' : 'CONNECT']);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['with SOCKS, to an https target', {}, certificate, {}],
    ['with SOCKS, without signing in', {}, undefined, {}],
    ['with SOCKS, byte by byte', { isSlow: true, credentials }, undefined, { proxyAuth: credentials }],
    ['with SOCKS that needs no credentials, although there are some', {}, undefined, { proxyAuth: credentials }],
  ] as const)('is used: %s', async (_name, behaviour, ofTarget, config) => {
    const server = await startHttpServer(accept, ofTarget);
    const proxy = await startSocksServer(behaviour);
    const proxyConfig = configFor(proxy, { proxyProtocol: 'socks5', ...config });
    await specs.send(makeNetworkClient({ proxyConfig }), server.url);
    expect(proxy.requests).toMatchObject([{ host: '127.0.0.1', port: server.port }]);
    expect(server.requests).toHaveLength(1);
  });

  it('with SOCKS gets addresses in their binary form', async () => {
    const server = await startHttpServer(accept);
    const proxy = await startSocksServer();
    const client = makeNetworkClient({ proxyConfig: configFor(proxy, { proxyProtocol: 'socks5' }) });
    await specs.send(client, `http://[2001:db8::a:1]:${server.port}`);
    await specs.send(client, `http://192.0.2.1:${server.port}`);
    expect(proxy.requests.map(({ host }) => host)).toEqual(['2001:db8:0:0:0:0:a:1', '192.0.2.1']);
  });

  it('is asked for an address of IPv6 in brackets', async () => {
    const proxy = await startProxyServer({ answerTunnel: (socket) => void socket.end('HTTP/1.1 502 No\r\n\r\n') });
    const client = makeNetworkClient({ proxyConfig: configFor(proxy) });
    await networkFailureOf(specs.send(client, 'https://[2001:db8::1]'));
    expect(proxy.requests[0]?.target).toBe('[2001:db8::1]:443');
  });

  it('keeps connections: one tunnel serves requests one after the other', async () => {
    const server = await startHttpServer(accept, certificate);
    const proxy = await startProxyServer();
    const client = makeNetworkClient({ proxyConfig: configFor(proxy) });
    for (let count = 0; count < 3; count++) {
      await specs.send(client, server.url);
      // A connection is free again one turn after its answer is complete; polls are further apart than that.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(server.requests).toHaveLength(3);
    expect(proxy.requests).toHaveLength(1);
  });

  it('is used for the target of a redirect as well, without the key of the first host', async () => {
    const other = await startHttpServer(accept, certificate);
    const server = await startHttpServer((response) => respond(response, 302, '', { location: `${other.url}/b` }));
    const proxy = await startProxyServer();
    await specs.send(makeNetworkClient({ proxyConfig: configFor(proxy) }), server.url);
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `GET ${server.url}${specs.path}`,
      `CONNECT ${authorityOf(other)}`,
    ]);
    expect(other.requests[0]?.headers['statsig-api-key']).toBeUndefined();
  });

  it('leaves the statuses of the target as they are', async () => {
    const server = await startHttpServer((response) => respond(response, 503, '', { 'retry-after': '7' }));
    const proxy = await startProxyServer();
    const client = makeNetworkClient({ proxyConfig: configFor(proxy) });
    await expect(networkFailureOf(specs.send(client, server.url))).resolves.toMatchObject({
      reason: 'status',
      status: 503,
      retryAfterMs: 7000,
    });
  });

  it('reaches the service itself, which takes ranges in the query', async () => {
    const service = authority.issue('api.statsigcdn.com');
    const server = await startHttpServer((response) => respond(response, 200, '+PiPoFgA5\n'), service);
    const proxy = await startProxyServer({ resolve: () => ({ host: '127.0.0.1', port: server.port }) });
    const client = makeNetworkClient({ proxyConfig: configFor(proxy) });
    const download = client.fetchIdListFile({
      url: 'https://api.statsigcdn.com/v1/download_id_list_file/a?b=1',
      from: 10,
      manifestSize: 20,
      configuredUrls: [],
      timeoutMs: 20_000,
      receive: () => undefined,
    });
    await expect(download).resolves.toEqual({ status: 'received', start: 10, byteLength: 10 });
    expect(proxy.requests[0]?.target).toBe('api.statsigcdn.com:443');
    const [request] = server.requests;
    expect([...(request?.query ?? [])]).toEqual([
      ['b', '1'],
      ['range', '10-'],
    ]);
    expect(request?.headers).toMatchObject({ 'statsig-api-key': networkKey, 'accept-encoding': 'gzip, br' });
    expect(request?.headers.range).toBeUndefined();
  });
});

describe('a proxy that does not do its part', () => {
  const secret = Buffer.from(credentials).toString('base64');

  it.each<[name: string, isSecure: boolean, answer: string | undefined, detail: RegExp]>([
    ['wants other credentials for an http target', false, undefined, /^the proxy refused: status 407 /],
    ['wants other credentials for an https target', true, undefined, /^the proxy refused: status 407 /],
    ['forbids the target', true, 'HTTP/1.1 403 Forbidden\r\n\r\n', /^the proxy refused: status 403 Forbidden$/],
    [
      'cannot reach the target',
      true,
      'HTTP/1.1 502 Bad Gateway\r\n\r\n',
      /^the proxy refused: status 502 Bad Gateway$/,
    ],
    ['speaks something else', true, 'SSH-2.0\r\n\r\n', /something other than HTTP$/],
    ['ends midway', true, 'HTTP/1.1 200 Connec', /^the proxy broke off the connection$/],
    ['talks without end', true, 'x'.repeat(100_000), /^the proxy broke off the connection$/],
  ])('%s: the request fails and goes nowhere else', async (_name, isSecure, answer, detail) => {
    const server = await startHttpServer(accept, isSecure ? certificate : undefined);
    const proxy = await startProxyServer(
      answer === undefined ? { credentials: 'a:b' } : { answerTunnel: (socket) => void socket.end(answer) },
    );
    const client = makeNetworkClient({ proxyConfig: configFor(proxy, { proxyAuth: credentials }) });
    for (const { name, send } of everyRequest) {
      const error = await networkFailureOf(send(client, server.url));
      expect(error).toMatchObject({ endpoint: name, reason: 'proxy', retryable: true, status: undefined });
      expect(error.detail).toMatch(detail);
      expect(error.message).toContain('Check the option proxyConfig, or the environment variables');
      expect(everythingIn(error)).not.toMatch(/p@ss|wörd/);
      expect(everythingIn(error)).not.toContain(secret);
      expect(everythingIn(error)).not.toContain(networkKey);
    }
    expect(proxy.requests.length).toBeGreaterThanOrEqual(everyRequest.length);
    expect(server.connectionCount()).toBe(0);
  });

  it.each<
    [name: string, behaviour: Parameters<typeof startSocksServer>[0], proxyAuth: string | undefined, detail: string]
  >([
    ['wants credentials', { credentials }, undefined, 'the proxy refused: it wants another way to sign in'],
    ['wants other credentials', { credentials: 'a:b' }, credentials, 'the proxy refused: wrong user or password'],
    ['cannot reach the target', { reply: 4 }, undefined, 'the proxy refused: the host cannot be reached from it'],
    ['has a reason of its own', { reply: 99 }, undefined, 'the proxy refused: SOCKS reply 99'],
  ])('speaks SOCKS and %s: the request fails', async (_name, behaviour, proxyAuth, detail) => {
    const server = await startHttpServer(accept);
    const proxy = await startSocksServer(behaviour);
    const config = { proxyProtocol: 'socks5', ...(proxyAuth !== undefined && { proxyAuth }) } as const;
    const error = await networkFailureOf(
      specs.send(makeNetworkClient({ proxyConfig: configFor(proxy, config) }), server.url),
    );
    expect(error).toMatchObject({ reason: 'proxy', detail });
    expect(everythingIn(error)).not.toMatch(/p@ss|wörd/);
    expect(server.connectionCount()).toBe(0);
  });

  it.each(['http', 'https', 'socks5'] as const)('is not there (%s): the request fails', async (proxyProtocol) => {
    const server = await startHttpServer(accept);
    const proxyConfig = configFor({ host: '127.0.0.1', port: await unusedPort() }, { proxyProtocol });
    const error = await networkFailureOf(specs.send(makeNetworkClient({ proxyConfig }), server.url));
    expect(error).toMatchObject({
      reason: 'proxy',
      detail: 'the proxy cannot be used: the connection was refused (ECONNREFUSED)',
    });
    expect(server.connectionCount()).toBe(0);
  });

  it('has a certificate that is not trusted: the request fails', async () => {
    const server = await startHttpServer(accept);
    const proxy = await startProxyServer({ certificate });
    const proxyConfig: ProxyConfig = { proxyHost: proxy.host, proxyPort: proxy.port, proxyProtocol: 'https' };
    const error = await networkFailureOf(specs.send(makeNetworkClient({ proxyConfig }), server.url));
    expect(error.reason).toBe('proxy');
    expect(error.detail).toMatch(
      /^the proxy cannot be used: the certificate comes from an authority that is not trusted/,
    );
    expect(proxy.requests).toEqual([]);
  });

  it.each(['http', 'socks5'] as const)('never answers (%s): the request ends in time', async (proxyProtocol) => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const client = makeNetworkClient({ proxyConfig: configFor({ host: '127.0.0.1', port }, { proxyProtocol }) });
    const error = await networkFailureOf(specs.send(client, 'https://127.0.0.1:9', { timeoutMs: 200 }));
    expect(error).toMatchObject({ reason: 'timeout', retryable: true });
    const startedAt = performance.now();
    await client.close();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe('proxies of the environment', () => {
  const target = 'http://statsig.invalid';

  it('are used when the options name none', async () => {
    const server = await startHttpServer(accept);
    const proxy = await startProxyServer({
      credentials: 'user:p@ss',
      resolve: () => ({ host: '127.0.0.1', port: server.port }),
    });
    const environment = { HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` };
    await specs.send(makeNetworkClient({ environment }), target);
    expect(proxy.requests.map(({ target: address }) => address)).toEqual([target + specs.path]);
  });

  it('give way to the option', async () => {
    const server = await startHttpServer(accept);
    const resolve = (): { host: string; port: number } => ({ host: '127.0.0.1', port: server.port });
    const [ofOption, ofEnvironment] = [await startProxyServer({ resolve }), await startProxyServer({ resolve })];
    const environment = { http_proxy: `127.0.0.1:${ofEnvironment.port}`, no_proxy: '*' };
    await specs.send(makeNetworkClient({ environment, proxyConfig: configFor(ofOption) }), target);
    expect(ofOption.requests).toHaveLength(1);
    expect(ofEnvironment.requests).toHaveLength(0);
  });

  it('are gone around for exceptions and for the own machine', async () => {
    const server = await startHttpServer(accept);
    const environment = { http_proxy: `127.0.0.1:${await unusedPort()}` };
    await specs.send(makeNetworkClient({ environment }), server.url);
    expect(server.requests).toHaveLength(1);
  });

  it('that cannot be used make requests fail instead of going around them', async () => {
    const environment = { ALL_PROXY: 'socks4://user:p%40ss@127.0.0.1:1' };
    const error = await networkFailureOf(specs.send(makeNetworkClient({ environment }), target));
    expect(error.reason).toBe('proxy');
    expect(error.detail).toContain('HTTP_PROXY (or ALL_PROXY) is not an address with http, https or socks5');
    expect(everythingIn(error)).not.toMatch(/p@ss|p%40ss/);
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
