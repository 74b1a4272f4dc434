import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { onTestFinished } from 'vitest';

import type { Certificate } from './certificates.js';

/** A request as it arrived at the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** The whole address of a forwarded request, `host:port` of a tunnel. */
  readonly target: string;
  readonly authorization: string | undefined;
  /** Of a forwarded request, as it goes on to the target. */
  readonly headers: IncomingMessage['headers'];
}

/** A real HTTP proxy on the loopback interface. */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  readonly requests: readonly ProxiedRequest[];
}

/** How a proxy behaves. */
export interface ProxyBehaviour {
  /** `user:password` without which it answers 407. */
  readonly credentials?: string;
  /** Speaks TLS with this certificate. */
  readonly certificate?: Certificate;
  /** Where connections really go; a test cannot open port 443 of a host of the service. @default where was asked for */
  readonly resolve?: (target: string) => { readonly host: string; readonly port: number };
  /** Answers a tunnel request instead of opening it. */
  readonly answerTunnel?: (socket: Duplex) => void;
}

/** Starts a proxy that forwards `http` requests and opens tunnels. It is closed, with all its connections, when the test ends. */
export async function startProxyServer(behaviour: ProxyBehaviour = {}): Promise<ProxyServer> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const expected = behaviour.credentials && `Basic ${Buffer.from(behaviour.credentials).toString('base64')}`;
  const { resolve = splitAuthority } = behaviour;

  const admit = ({ method = '', url = '', headers }: IncomingMessage): boolean => {
    const { 'proxy-authorization': authorization, ...others } = headers;
    requests.push({ method, target: url, authorization, headers: others });
    return expected === undefined || authorization === expected;
  };

  const { certificate } = behaviour;
  const server: Server =
    certificate === undefined
      ? createServer()
      : createSecureServer({ cert: certificate.certificate, key: certificate.privateKey });
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    if (!admit(incoming)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const url = new URL(incoming.url ?? '');
    const { host, port } = resolve(url.host);
    const path = url.pathname + url.search;
    const onward = request({ host, port, path, method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    if (!admit(incoming)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    if (behaviour.answerTunnel !== undefined) return behaviour.answerTunnel(socket);
    const onward = connect(resolve(incoming.url ?? ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, requests };
}

/** `host:port`, with brackets around an IPv6 address. */
function splitAuthority(authority: string): { host: string; port: number } {
  const { hostname, port } = new URL(`http://${authority}`);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 80 : Number(port) };
}
