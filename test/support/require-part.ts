/**
 * Whether a part that some tests need is on this machine: a Debian program, a native package, another server. For
 * `describe.skipIf(!requirePart(…))`. Elsewhere than in CI an absent part skips its tests with a line saying so.
 *
 * For parts that every CI machine can have. What only some clones have (reference data beside the repository) is no such
 * part: skip on it with `describe.skipIf` alone.
 *
 * @param part.name As a user would look for it, e.g. `redis-server`.
 * @param part.howToGet What to do about it, as a sentence.
 * @returns `part.available`, when it returns.
 * @throws in CI (`CI=true`) when the part is absent, so that its tests cannot vanish there unseen.
 */
export function requirePart(part: {
  readonly name: string;
  readonly available: boolean;
  readonly howToGet: string;
}): boolean {
  if (part.available) return true;
  const complaint = `${part.name} is missing. ${part.howToGet}`;
  if (process.env['CI'] === 'true') throw new Error(`${complaint} In CI every part must be there.`);
  process.stderr.write(`\nSKIPPED: the tests that need ${part.name}. ${complaint}\n`);
  return false;
}
