import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';

const decompressGzip = promisify(gunzip);

/** The user ids that a tally tells apart: `user-` and a number. */
export const userIdOf = (number) => `user-${String(number).padStart(9, '0')}`;

const occurrence = /"userID":"user-(\d{9})"/g;

/**
 * Counts the events that arrive, by their user's number, so that it is known afterwards of each event whether it arrived and
 * whether it arrived twice.
 */
export function createEventTally(userCount) {
  const arrivals = new Uint16Array(userCount);
  return {
    /** Takes the body of a request; it is counted when this resolves. */
    async add({ headers }, body) {
      const text = await readText(headers['content-encoding'], body);
      for (const [, number] of text.matchAll(occurrence)) arrivals[Number(number)] += 1;
    },
    /** Compares with how many events there should be of each user. */
    compare(expectedOf) {
      let [arrived, missing, surplus] = [0, 0, 0];
      arrivals.forEach((count, number) => {
        const difference = count - expectedOf(number);
        arrived += count;
        if (difference < 0) missing -= difference;
        else surplus += difference;
      });
      return { arrived, missing, surplus };
    },
  };
}

/** Ours compresses with gzip, the official package with zstd. Only ASCII is looked for in the text. */
async function readText(encoding, body) {
  if (encoding === 'gzip') return (await decompressGzip(body)).latin1Slice();
  if (encoding === 'zstd') return Buffer.from(decompressZstd(body)).latin1Slice();
  return body.latin1Slice();
}
