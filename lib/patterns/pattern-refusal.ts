/**
 * Why a pattern cannot be run. Thrown while a pattern is read, and caught again within this folder.
 *
 * The message completes the sentence "The pattern … never matches, because …".
 */
export class PatternRefusal extends Error {
  override readonly name = 'PatternRefusal';
}
