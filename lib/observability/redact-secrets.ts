/** What stands in the place of a removed secret. */
const mask = '*****';

/** A server secret key wherever it stands; the word is matched without regard to case, and dashes belong to the key. */
const secretRun = /secret-[A-Za-z0-9_-]+/gi;

/** User and password of a URL. Bounded, so that a long text without any costs no more than its length. */
const urlCredentials = /:\/\/[^\s/?#]{1,500}@/g;

/** Credentials of a header, as a library writes them that quotes the headers it sent. */
const authorization = /(authorization\W{1,4}(?:basic|bearer) )[\w+/=.~-]+/gi;

/** Shorter texts are no secrets, and masking them would make every line unreadable. */
const shortestMasked = 4;

/**
 * Returns a function that takes secrets out of a text: those given wherever they appear, as they are, percent-encoded or in
 * base64, and what is secret by its form: runs of the form `secret-…`, users and passwords of URLs, and values of
 * authorization headers. Stricter than the official SDK, which leaves the first five characters of a key and stops at the next
 * dash.
 */
export function createRedactor(secrets: string | readonly string[]): (text: string) => string {
  const given = (typeof secrets === 'string' ? [secrets] : secrets).filter((text) => text.length >= shortestMasked);
  // The longest goes first: a secret may contain another, and what is left of it would still be readable.
  const exact = [...new Set(given.flatMap(writtenForms))].toSorted((one, other) => other.length - one.length);
  return (text) => {
    let clean = text;
    for (const secret of exact) clean = clean.replaceAll(secret, mask);
    return clean
      .replace(secretRun, `secret-${mask}`)
      .replace(urlCredentials, `://${mask}@`)
      .replace(authorization, `$1${mask}`);
  };
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // As it stands in a URL. The way through bytes replaces lone surrogates, on which encodeURIComponent would throw.
  return [secret, encodeURIComponent(bytes.toString()), bytes.toString('base64')];
}
