import type { CheckedUser, PerUser } from './test-definitions.js';

// Registered symbols: what one copy of the package makes, another one knows.
const groupToken: unique symbol = Symbol.for('statsig-nodekit.testing.group');
const allocationToken: unique symbol = Symbol.for('statsig-nodekit.testing.allocation');

/** A group of an experiment; made by {@link group}. */
export interface TestGroup<Values extends object = object> {
  readonly [groupToken]: true;
  readonly groupName: string;
  /** Undefined: those that the group has in `specs`. */
  readonly values: Values | undefined;
}

/** That a layer gets its parameters from an experiment; made by {@link allocatedTo}. */
export interface TestAllocation {
  readonly [allocationToken]: true;
  readonly experimentName: string;
}

/**
 * The answer of an experiment: the user is in that group.
 *
 * @param values the group's values, or some of them. Left out, they are those that the group has in `specs`.
 */
export function group<Values extends object>(groupName: string, values?: Values): TestGroup<Values> {
  return { [groupToken]: true, groupName, values };
}

/** The answer of a layer: the user takes part in that experiment, whose values are the layer's parameters. */
export function allocatedTo(experimentName: string): TestAllocation {
  return { [allocationToken]: true, experimentName };
}

/** Answers by the user's `userID`. @param otherwise the answer for all others. @default none, see `PerUser` */
export function byUserID<Answer>(answers: Readonly<Record<string, Answer>>, otherwise?: Answer): PerUser<Answer> {
  const known = new Map(Object.entries(answers));
  return ({ userID }: CheckedUser) => (userID === undefined ? undefined : known.get(userID)) ?? otherwise;
}

/** Whether an answer was made by {@link group}. */
export function isTestGroup(answer: unknown): answer is TestGroup {
  return typeof answer === 'object' && answer !== null && groupToken in answer;
}

/** Whether an answer was made by {@link allocatedTo}. */
export function isTestAllocation(answer: unknown): answer is TestAllocation {
  return typeof answer === 'object' && answer !== null && allocationToken in answer;
}
