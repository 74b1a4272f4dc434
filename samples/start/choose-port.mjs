// @ts-check
import { createServer } from 'node:net';

const firstPort = 3000;
const lastPort = 3019;

/**
 * The port for the shop: the one that was asked for, else the first free one from 3000.
 * @param {string | undefined} requested the value of the environment variable `PORT`
 * @returns {Promise<number>} 0 stands for any free port
 * @throws {Error} with a message for the terminal, when the port asked for is not one or cannot be had
 */
export async function choosePort(requested) {
  if (requested === undefined || requested === '') return firstFreePort();
  if (!/^\d{1,5}$/.test(requested) || Number(requested) > 65_535) {
    throw new Error(`PORT is "${requested}"; expected a whole number from 0 to 65535 (0 takes any free port).`);
  }
  const port = Number(requested);
  const problem = await problemOf(port);
  if (problem === 'EADDRINUSE') {
    throw new Error(
      `Port ${port}, given by PORT, is in use. Stop the program that holds it, or give another one: ` +
        `PORT=${port === 65_535 ? firstPort : port + 1} npm start`,
    );
  }
  if (problem !== undefined) {
    throw new Error(
      `Port ${port}, given by PORT, cannot be opened (${problem}). Give another one: PORT=3000 npm start`,
    );
  }
  return port;
}

async function firstFreePort() {
  for (let port = firstPort; port <= lastPort; port += 1) {
    // One after the other: the lowest free one is wanted.
    // oxlint-disable-next-line no-await-in-loop
    if ((await problemOf(port)) === undefined) return port;
  }
  throw new Error(
    `Ports ${firstPort} to ${lastPort} are all in use. Give another one: PORT=4000 npm start (PORT=0 takes any free one).`,
  );
}

/**
 * The error code that opening the port ends with, or undefined when it is free.
 * @param {number} port
 * @returns {Promise<string | undefined>}
 */
function problemOf(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
