import type { EventEmitter } from 'node:events';

/** The request by which each connection became a socket of the package `ws`, which does not keep it. */
const upgrades = new WeakMap<object, object>();

/** Remembers how sockets of this server come about. */
export function rememberUpgrades(server: EventEmitter): void {
  server.on('upgrade', (request: object, connection: object) => {
    upgrades.set(connection, request);
  });
}

/**
 * What a socket began with: `handshake` of socket.io, the request of HTTP for sockets of `ws`. Undefined when it is not known:
 * a gateway with a port of its own has a server of its own.
 */
export function handshakeOf(socket: unknown): unknown {
  if (typeof socket !== 'object' || socket === null) return undefined;
  const known: unknown = Reflect.get(socket, 'handshake');
  if (known !== undefined) return known;
  const connection: unknown = Reflect.get(socket, '_socket');
  if (typeof connection !== 'object' || connection === null) return undefined;
  // Without a handshake there is still the address.
  return upgrades.get(connection) ?? { socket: connection };
}
