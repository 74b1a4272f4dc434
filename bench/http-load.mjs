// cspell:ignore KHTML
import { once } from 'node:events';
import { connect } from 'node:net';

const CONNECTIONS = 16;
const USERS = 100;
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

/**
 * Asks a server on this machine so many times, over connections that are kept alive, each with one request at a time. Written on
 * bare sockets, so that the asking takes a small part of the time that answering does. Gives the number of answers.
 */
export async function askMany(port, count) {
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  let answered = 0;
  let sent = 0;
  const askOver = (socket) =>
    new Promise((resolve, reject) => {
      const askNext = () => {
        if (sent >= count) resolve();
        else socket.write(requests[sent++ % USERS]);
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
    await Promise.all(sockets.map(askOver));
    return answered;
  } finally {
    for (const socket of sockets) socket.removeAllListeners().destroy();
  }
}
