import { isIP, isIPv4, type Socket } from 'node:net';

import { HandshakeReader } from './handshake-reader.js';
import type { TunnelTarget } from './http-tunnel.js';
import { ProxyFailure } from './proxy-failure.js';
import type { Proxy } from './proxy-route.js';

const version = 5;

/** Ways to sign in (RFC 1928 §3). */
const noSignIn = 0;
const signInByPassword = 2;

/** Why a proxy did not connect (RFC 1928 §6). */
const replyWords: Readonly<Record<number, string>> = {
  1: 'it failed',
  2: 'its rules do not allow the connection',
  3: 'the network cannot be reached from it',
  4: 'the host cannot be reached from it',
  5: 'the connection was refused',
  6: 'the connection took too long',
  7: 'it does not make connections',
  8: 'it does not know this kind of address',
};

/**
 * Asks a SOCKS 5 proxy to connect to the target (RFC 1928), signing in with user and password if there are any (RFC 1929). The
 * proxy looks up the host. What is written to the socket afterwards goes there.
 * @throws ProxyFailure when the proxy does not do it
 */
export async function openSocksTunnel(
  socket: Socket,
  target: TunnelTarget,
  { credentials }: Pick<Proxy, 'credentials'>,
): Promise<void> {
  const reader = new HandshakeReader(socket);
  await signIn(socket, reader, credentials);
  const { host, port } = target;
  socket.write(Buffer.from([version, 1, 0, ...addressBytes(host), port >> 8, port & 0xff]));
  const [answered, reply = 0, , kind] = await reader.bytes(4);
  if (answered !== version) throw notSocks();
  if (reply !== 0) throw new ProxyFailure(`the proxy refused: ${replyWords[reply] ?? `SOCKS reply ${reply}`}`);
  // Of the address that the proxy uses, only the length matters; the port has two bytes more.
  const length = kind === 1 ? 4 : kind === 4 ? 16 : (await reader.bytes(1))[0];
  await reader.bytes((length ?? 0) + 2);
  reader.release();
}

async function signIn(socket: Socket, reader: HandshakeReader, credentials: string | undefined): Promise<void> {
  const methods = credentials === undefined ? [noSignIn] : [noSignIn, signInByPassword];
  socket.write(Buffer.from([version, methods.length, ...methods]));
  const [answered, method] = await reader.bytes(2);
  if (answered !== version) throw notSocks();
  if (method === noSignIn) return;
  if (method !== signInByPassword || credentials === undefined) {
    throw new ProxyFailure('the proxy refused: it wants another way to sign in');
  }
  const colon = credentials.indexOf(':');
  const user = Buffer.from(credentials.slice(0, colon));
  const password = Buffer.from(credentials.slice(colon + 1));
  if (user.byteLength > 255 || password.byteLength > 255) {
    throw new ProxyFailure('user and password of a SOCKS proxy have at most 255 bytes each');
  }
  socket.write(Buffer.from([1, user.byteLength, ...user, password.byteLength, ...password]));
  const [, status] = await reader.bytes(2);
  if (status !== 0) throw new ProxyFailure('the proxy refused: wrong user or password');
}

/** Kind and value of an address (RFC 1928 §5). */
function addressBytes(host: string): number[] {
  if (isIPv4(host)) return [1, ...host.split('.').map(Number)];
  if (isIP(host) === 6) return [4, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  if (name.byteLength > 255) throw new ProxyFailure('the name of the host is longer than SOCKS allows');
  return [3, name.byteLength, ...name];
}

/** The form that addresses have in a URL: shortened, lower case, without an IPv4 part. */
function ipv6Bytes(host: string): number[] {
  const [head = '', tail] = host.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail);
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string | undefined): number[] {
  return text === undefined || text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function notSocks(): ProxyFailure {
  return new ProxyFailure('the proxy answered something other than SOCKS 5');
}
