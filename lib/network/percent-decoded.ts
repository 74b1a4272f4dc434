/** A part of an address without its percent-encoding, or as it is when it is not encoded rightly. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: somebody wrote a password as it is.
    return text;
  }
}
