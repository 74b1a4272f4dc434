/** As much of a key as the official SDK shows, so that measurements of several projects can be told apart. */
const shownLength = 13;

/**
 * The beginning of an SDK key that may be shown in the tag `sdk_key`: its first 13 characters, as in the official SDK, but never
 * more than half of it. Nowhere else is any part of a key shown.
 */
export function sdkKeyPrefix(sdkKey: string): string {
  return sdkKey.slice(0, Math.min(shownLength, Math.floor(sdkKey.length / 2)));
}
