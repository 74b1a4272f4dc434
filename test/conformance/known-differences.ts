import { READS_OF_UNSET_PARAMETER } from '../support/oracle/evaluation-plan.mjs';
import type { Difference } from './compare-answers.js';

/** A difference from the official core that is meant. */
export interface KnownDifference {
  /** Names the difference in reports and is its heading in `docs/known-differences.md`. */
  readonly id: string;
  /** What ours does, what the official core does, and why; the first paragraph under the heading. */
  readonly reason: string;
  /** Where it shows: in the differential runs, or in a test of its own under `test/conformance`. */
  readonly shownBy: 'differential' | `${string}.test.ts`;
  /** Whether this entry, and nothing more than it, accounts for a difference that a differential run met. */
  readonly explains?: (difference: Difference) => boolean;
}

/** The whole list. Anything else that differs fails the suite. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    id: 'unsupported-closes-the-gate',
    reason:
      'When a rule holds a condition type or an operator that this version does not know, the gate is `false`. The official core keeps the result of the condition before the unknown one, so a rule "everyone, and something new" opens the gate for everyone. Likewise a layer is empty, where the official core may return what other rules have put together. The reason is the same: `…:Unsupported`.',
    shownBy: 'differential',
    explains: ({ api, ours, theirs, theirReason }) => {
      if (theirReason?.endsWith(':Unsupported') !== true) return false;
      if (api === 'checkGate') return ours === false && theirs === true;
      if (api === 'layer.get') return JSON.stringify(ours) === READS_OF_UNSET_PARAMETER;
      if (api === 'getFeatureGate') return differOnlyIn({ ours, theirs }, ['value'], false, true);
      if (api !== 'exposure') return false;
      return (
        differOnlyIn({ ours, theirs }, ['metadata', 'gateValue'], 'false', 'true') ||
        differOnlyIn({ ours, theirs }, ['metadata', 'rulePassed'], 'false', 'true')
      );
    },
  },
  {
    id: 'too-deep-gate-keeps-its-name',
    reason:
      'When gates refer to each other in a circle, `checkGate` gives `false` and logs an exposure with the name of the gate. The official core logs one with an empty name, from which nobody can tell the faulty gate.',
    shownBy: 'differential',
    explains: ({ api, ours, theirs }) => {
      if (api !== 'exposure') return false;
      // Events are paired by the gate's name, so each side has one that the other lacks.
      const event = theirs === undefined ? ours : ours === undefined ? theirs : undefined;
      return (
        memberAt(event, ['eventName']) === 'statsig::gate_exposure' &&
        memberAt(event, ['metadata', 'reason']) === 'Error:Statsig Evaluation Depth Exceeded' &&
        memberAt(event, ['secondaryExposures']) === null &&
        (memberAt(event, ['metadata', 'gate']) === '') === (ours === undefined)
      );
    },
  },
  {
    id: 'quiet-calls-log-nothing',
    reason:
      'With `disableExposureLogging`, `getFeatureGate` logs nothing at all. The official core still logs the exposure of an experiment whose group a condition of the gate asks for.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'null-elements-match-nothing',
    reason:
      'An element of a user’s list that has no text, such as null, never matches a condition such as `array_contains_any` with an empty text in its list. In the official core it does so at random, about once in 128 times.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'colliding-lists-are-unequal',
    reason:
      'A condition `eq` with a list whose elements differ in case alone is false. The official core aborts the whole process when it meets one.',
    shownBy: 'deliberate-differences.test.ts',
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
