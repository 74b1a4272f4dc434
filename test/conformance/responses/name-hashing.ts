import { createHash } from 'node:crypto';

/** A name as browsers look it up in a response with that algorithm: a second reading of the rule, for checking the first. */
export function hashedName(name: string, algorithm: string): string {
  switch (algorithm) {
    case 'djb2':
      return djb2Of(name);
    case 'sha256':
      return createHash('sha256').update(name).digest('base64');
    case 'none':
      return name;
    default:
      throw new RangeError(`There is no algorithm "${algorithm}".`);
  }
}

/** The djb2 hash of a text in UTF-16 code units, as a decimal number. */
export function djb2Of(text: string): string {
  let hash = 0n;
  for (const unit of text.split('')) hash = (hash * 31n + BigInt(unit.charCodeAt(0))) % 2n ** 32n;
  return hash.toString();
}
