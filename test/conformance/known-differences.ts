import type { Difference } from './compare-answers.js';

/** A difference from the official core that is meant. */
export interface KnownDifference {
  /** Names the difference in reports and is its heading in `docs/known-differences.md`. */
  readonly id: string;
  /** One sentence: what ours does, and why. */
  readonly reason: string;
  /** Whether this entry, and nothing more than it, accounts for the difference. */
  readonly explains: (difference: Difference) => boolean;
}

/** The whole list. Anything else that differs fails the suite. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    id: 'unsupported-closes-the-gate',
    reason:
      'A rule with a condition or operator that the SDK does not know gives `false`, where the official core keeps the result of the condition before it and may open the gate.',
    explains: ({ api, ours, theirs, theirReason }) => {
      if (theirReason?.endsWith(':Unsupported') !== true) return false;
      if (api === 'checkGate') return ours === false && theirs === true;
      if (api === 'getFeatureGate') return differOnlyIn({ ours, theirs }, ['value'], false, true);
      if (api !== 'exposure') return false;
      return (
        differOnlyIn({ ours, theirs }, ['metadata', 'gateValue'], 'false', 'true') ||
        differOnlyIn({ ours, theirs }, ['metadata', 'rulePassed'], 'false', 'true')
      );
    },
  },
];

/** Whether two values are equal except for one member, which has the given value in each. */
function differOnlyIn(
  { ours, theirs }: Pick<Difference, 'ours' | 'theirs'>,
  path: readonly string[],
  ourMember: unknown,
  theirMember: unknown,
): boolean {
  if (memberAt(ours, path) !== ourMember || memberAt(theirs, path) !== theirMember) return false;
  return JSON.stringify(withMember(ours, path, null)) === JSON.stringify(withMember(theirs, path, null));
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function withMember(value: unknown, [key, ...rest]: readonly string[], member: unknown): unknown {
  if (key === undefined || !isRecord(value)) return member;
  return { ...value, [key]: withMember(value[key], rest, member) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
