/** What stands in the place of a removed secret. */
const mask = '*****';

/** A server secret key wherever it stands; the word is matched without regard to case, and dashes belong to the key. */
const secretRun = /secret-[A-Za-z0-9_-]+/gi;

/** Keys shorter than this are no secrets, and masking them would make every line unreadable. */
const shortestMaskedKey = 4;

/**
 * Returns a function that takes SDK keys out of a text: the given key wherever it appears, as it is or percent-encoded,
 * and every run of the form `secret-…`. Stricter than the official SDK, which leaves the first five characters and stops
 * at the next dash.
 */
export function createRedactor(sdkKey: string): (text: string) => string {
  // As it stands in a URL. The way through bytes replaces lone surrogates, on which encodeURIComponent would throw.
  const encoded = encodeURIComponent(Buffer.from(sdkKey).toString());
  const exact = sdkKey.length < shortestMaskedKey ? [] : [...new Set([sdkKey, encoded])];
  return (text) => {
    let clean = text;
    for (const secret of exact) clean = clean.replaceAll(secret, mask);
    return clean.replace(secretRun, `secret-${mask}`);
  };
}
