import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Counts the commands that clients send to a Redis from now on; not those that scripts run there.
 * @param {number} port at 127.0.0.1
 * @returns {Promise<{ count: () => number, close: () => void }>}
 */
export async function countCommands(port) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = createInterface({ input: socket });
  let count = 0;
  const isListening = once(lines, 'line');
  // For example: +1795298523.107412 [0 127.0.0.1:60866] "eval" "…", and [0 lua] for what a script runs.
  lines.on('line', (line) => (count += /^\+[\d.]+ \[\d+ (?!lua\])/.test(line) ? 1 : 0));
  socket.write('MONITOR\r\n');
  await isListening;
  return { count: () => count, close: () => socket.destroy() };
}
