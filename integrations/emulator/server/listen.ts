import type { Server } from 'node:http';
import { EmulatorListenError } from '../emulator-listen-error.js';
import { EmulatorPortInUseError } from '../emulator-port-in-use-error.js';

/**
 * Starts listening, and returns the port: the given one, or the one that the system chose for 0.
 * @throws {EmulatorPortInUseError} when another program listens there, {@link EmulatorListenError} when it is no place to
 * listen for this program or machine.
 */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new EmulatorPortInUseError({ host, port }, { cause: error })
          : new EmulatorListenError({ host, port }, error),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Closes a server together with its open connections. Safe to call twice. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // Clients hold their connections open for the next poll.
  server.closeAllConnections();
  await closed;
}
