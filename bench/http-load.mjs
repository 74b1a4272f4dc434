// cspell:ignore KHTML
import { once } from 'node:events';
import { connect } from 'node:net';

const CONNECTIONS = 16;
const USERS = 100;
/** Each connection begins with another user, and goes through all of them. */
const FIRST_USERS_APART = 7;
const OK = 'HTTP/1.1 200 OK';

/** What a browser sends, as far as applications read it. */
const requests = Array.from({ length: USERS }, (_, index) =>
  Buffer.from(
    [
      'GET / HTTP/1.1',
      'host: 127.0.0.1',
      `x-user: user-${index}`,
      'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'accept-language: de-CH,de;q=0.9,en;q=0.8',
      'accept: text/html',
      'connection: keep-alive',
      '',
      '',
    ].join('\r\n'),
  ),
);

/** Asks a server on this machine so many times. */
export async function askMany(port, count) {
  let sent = 0;
  await askWhile(port, () => sent++ < count);
}

/** Asks a server for so long. Gives how often it answered, and in what time. Unit of both times: milliseconds. */
export async function askFor(port, durationMs) {
  const startedAt = performance.now();
  const answered = await askWhile(port, () => performance.now() - startedAt < durationMs);
  return { answered, elapsedMs: performance.now() - startedAt };
}

/**
 * Asks as long as there is something to ask, over connections that are kept alive, each with one request at a time. Written on
 * bare sockets, so that the asking takes a small part of the time that answering does. Gives the number of answers.
 */
async function askWhile(port, isWanted) {
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  let answered = 0;
  const askOver = (socket, first) =>
    new Promise((resolve, reject) => {
      let turn = first;
      const askNext = () => {
        if (isWanted()) socket.write(requests[turn++ % USERS]);
        else resolve();
      };
      socket.once('error', reject).once('close', () => reject(new Error('The server closed a connection.')));
      socket.on('data', (data) => {
        // Answers are far smaller than a segment, so each comes in one piece.
        const status = data.toString('latin1', 0, OK.length);
        if (status !== OK) reject(new Error(`The server answered ${status}.`));
        answered += 1;
        askNext();
      });
      askNext();
    });
  try {
    await Promise.all(sockets.map((socket, index) => askOver(socket, index * FIRST_USERS_APART)));
    return answered;
  } finally {
    for (const socket of sockets) socket.removeAllListeners().destroy();
  }
}
