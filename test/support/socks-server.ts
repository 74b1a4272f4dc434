import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

/** What a client wanted of the proxy. */
export interface SocksRequest {
  /** Host as it was sent: a name, or an address with dots or colons. */
  readonly host: string;
  readonly port: number;
  /** `user:password`, if the client signed in. */
  readonly credentials: string | undefined;
}

/** A real SOCKS 5 proxy on the loopback interface (RFC 1928 and 1929). */
export interface SocksServer {
  readonly host: string;
  readonly port: number;
  readonly requests: readonly SocksRequest[];
}

/** How a proxy behaves. */
export interface SocksBehaviour {
  /** `user:password` without which nothing is connected. */
  readonly credentials?: string;
  /** Answers with this instead of connecting. */
  readonly reply?: number;
  /** Sends each byte by itself, as a slow network may. */
  readonly isSlow?: boolean;
}

/** Starts a proxy that is closed, with all its connections, when the test ends. Names lead to the loopback interface. */
export async function startSocksServer(behaviour: SocksBehaviour = {}): Promise<SocksServer> {
  const requests: SocksRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    void serve(socket, behaviour, requests, sockets).catch(() => socket.destroy());
  });
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

async function serve(
  socket: Socket,
  { credentials, reply = 0, isSlow = false }: SocksBehaviour,
  requests: SocksRequest[],
  sockets: Set<Socket>,
): Promise<void> {
  const read = (count: number): Promise<Buffer> => readBytes(socket, count);
  const write = async (...bytes: number[]): Promise<void> => {
    for (const part of isSlow ? bytes.map((byte) => [byte]) : [bytes]) {
      socket.write(Buffer.from(part));
      await new Promise((done) => setTimeout(done, isSlow ? 2 : 0));
    }
  };
  const [, methodCount = 0] = await read(2);
  const methods = await read(methodCount);
  const method = credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) return write(5, 0xff);
  await write(5, method);
  let signedIn: string | undefined;
  if (method === 2) {
    const [, userLength = 0] = await read(2);
    const user = await read(userLength);
    const password = await read((await read(1))[0] ?? 0);
    signedIn = `${user.toString()}:${password.toString()}`;
    await write(1, signedIn === credentials ? 0 : 1);
    if (signedIn !== credentials) return void socket.end();
  }
  const [, , , kind] = await read(4);
  const host = await readHost(kind, read);
  const port = (await read(2)).readUInt16BE(0);
  requests.push({ host, port, credentials: signedIn });
  if (reply !== 0) return write(5, reply, 0, 1, 0, 0, 0, 0, 0, 0);
  const onward = connect(port, '127.0.0.1');
  sockets.add(onward);
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  // The bound address, here as a name, which clients have to skip by its length.
  await write(5, 0, 0, 3, 5, ...Buffer.from('bound'), 0, 80);
  onward.pipe(socket).pipe(onward);
}

async function readHost(kind: number | undefined, read: (count: number) => Promise<Buffer>): Promise<string> {
  if (kind === 1) return [...(await read(4))].join('.');
  if (kind === 3) return (await read((await read(1))[0] ?? 0)).toString();
  const bytes = await read(16);
  return Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(2 * group).toString(16)).join(':');
}

function readBytes(socket: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('closed'));
    const tryRead = (): void => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes === null) return;
      socket.off('readable', tryRead).off('close', onClose);
      resolve(bytes);
    };
    socket.on('readable', tryRead).on('close', onClose);
    tryRead();
  });
}
