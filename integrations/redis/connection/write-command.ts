import type { RedisArgument } from './redis-connection.js';

/** A command as it goes over the wire: an array of byte strings (RESP2). */
export function writeCommand(command: readonly RedisArgument[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${command.length}\r\n`)];
  for (const argument of command) {
    const bytes = typeof argument === 'string' ? Buffer.from(argument) : argument;
    parts.push(Buffer.from(`$${bytes.byteLength}\r\n`), bytes, lineEnd);
  }
  return Buffer.concat(parts);
}

const lineEnd = Buffer.from('\r\n');
