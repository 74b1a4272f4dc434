/** How many IDs are told apart at most before all are forgotten, and in how many places: few share one by chance. */
const mostSights = 2_048;
const sightPlaces = 8_192;

/** Tells, nearly always, which IDs were seen before, in one kilobyte. Takes some for seen that were not, and none the other way. */
export class FirstSights {
  #bits: Uint8Array | undefined;
  #count = 0;

  /** Whether an ID was seen before. It is from now on. */
  isAgain(id: string): boolean {
    const bits = (this.#bits ??= new Uint8Array(sightPlaces / 8));
    const place = placeOf(id);
    const index = place >>> 3;
    const bit = 1 << (place & 7);
    if (((bits[index] ?? 0) & bit) !== 0) return true;
    if (this.#count === mostSights) {
      bits.fill(0);
      this.#count = 0;
    }
    bits[index] = (bits[index] ?? 0) | bit;
    this.#count += 1;
    return false;
  }
}

/** How much of an ID is looked at: names differ in front, and numbers behind. */
const lookedAtInFront = 16;
const lookedAtBehind = 12;

function placeOf(id: string): number {
  let hash = id.length;
  const front = Math.min(id.length, lookedAtInFront);
  for (let index = 0; index < front; index += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(index)) | 0;
  for (let index = Math.max(front, id.length - lookedAtBehind); index < id.length; index += 1) {
    hash = (Math.imul(hash, 31) + id.charCodeAt(index)) | 0;
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % sightPlaces;
}
