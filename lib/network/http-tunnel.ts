import type { Socket } from 'node:net';

import { HandshakeReader } from './handshake-reader.js';
import { ProxyFailure } from './proxy-failure.js';
import { basicAuthorization } from './basic-authorization.js';
import { describeStatus } from './request-failure.js';
import type { Proxy } from './proxy-route.js';

/** Where a tunnel leads. */
export interface TunnelTarget {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/**
 * Asks an HTTP proxy to connect to the target (RFC 9110 §9.3.6). What is written to the socket afterwards goes there.
 * @throws ProxyFailure when the proxy does not do it
 */
export async function openHttpTunnel(
  socket: Socket,
  { host, port }: TunnelTarget,
  { credentials }: Pick<Proxy, 'credentials'>,
): Promise<void> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authorization = credentials === undefined ? '' : `Proxy-Authorization: ${basicAuthorization(credentials)}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`);
  const reader = new HandshakeReader(socket);
  const answer = await reader.lines();
  reader.release();
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(answer)?.[1];
  if (status === undefined) throw new ProxyFailure('the proxy answered something other than HTTP');
  if (!status.startsWith('2')) throw new ProxyFailure(`the proxy refused: ${describeStatus(Number(status))}`);
}
