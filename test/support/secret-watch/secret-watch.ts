/**
 * Watches over everything that a test file makes the SDK say: log lines, measurements, errors, results, what is printed. Keys,
 * credentials and private attributes that the file uses must not be in it. `install-secret-watch.ts` taps the outputs of the
 * unit and contract suites; a hit fails the test in which it was seen, naming where.
 */

/** Shorter texts appear by chance. */
const shortestWatched = 8;

/** How much is shown on each side of a secret that was found. */
const excerptLength = 150;

/**
 * A private attribute is watched when this is part of its value: tests use plain words as well, which targets and names of
 * specs share, and which are then no secret.
 */
export const privateMark = 'private-mark';

const watched = new Map<string, string>();
const hits: string[] = [];

/** Watches for a secret from now on. @param what names it in the complaint: `SDK key` */
export function watchSecret(what: string, secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= shortestWatched) watched.set(secret, what);
}

/** Checks something that left the SDK. @param where names the output in the complaint: `log line` */
export function checkOutput(where: string, text: string): void {
  for (const [secret, what] of watched) {
    if (!text.includes(secret)) continue;
    const [before = '', after = ''] = text.split(secret);
    hits.push(`${what} in ${where}: ${before.slice(-excerptLength)}<${what}>${after.slice(0, excerptLength)}`);
  }
}

/** What was found since the last call. */
export function takeHits(): string[] {
  return hits.splice(0);
}
