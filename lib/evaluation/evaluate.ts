import { type StatsigUser, memoryOf, userDataOf } from '../users/statsig-user.js';
import { specsOfKind } from './compile-specs.js';
import type { EvaluationContext } from './evaluation-context.js';
import { EvaluationRun } from './evaluation-run.js';
import { SharedAnswers } from './shared-answers.js';
import { unevaluated } from './unevaluated.js';
import type { Evaluation, EvaluationKind } from './evaluation.js';

/**
 * A result together with what its consumers noted of it. One user's, in one context: kept with the user object, or by the `userID`
 * for all users without other IDs, who are one user to exposures, too.
 */
export interface RememberedEvaluation {
  readonly evaluation: Evaluation;
  /** When a direct call logged this very result last; for the one who logs (`exposures`), and so is the next one. */
  exposedDirectly: ExposureNote | undefined;
  /** When a parameter store did. */
  exposedIndirectly: ExposureNote | undefined;
}

/** That a result was logged: in the same window it needs no look-up to be recognised as a duplicate. */
export interface ExposureNote {
  /** The number of the exposure window. */
  readonly window: number;
  /** Layers: the parameters that were logged in it. */
  readonly parameters: Set<string> | undefined;
}

/** By context: what was answered there no longer holds in another. */
const answersOf = new WeakMap<EvaluationContext, SharedAnswers>();

/**
 * The result of evaluating `name` for a user.
 *
 * A result that depends on nothing but user and context is remembered on the user object, and forgotten when a setter changes the
 * user or another context asks: a page that checks one gate twenty times hashes once. Where it looks at no more of a user than the
 * `userID`, it is remembered for all users of that ID, from the second of them on (`SharedAnswers`). Never throws.
 */
export function evaluate(
  kind: EvaluationKind,
  name: string,
  user: StatsigUser,
  context: EvaluationContext,
): RememberedEvaluation {
  const data = userDataOf(user);
  const { userID } = data;
  // A setter can take the userID away. That is another unit than the empty one.
  const isShareable = userID !== undefined && data.customIDs === undefined && data.statsigEnvironment === undefined;
  const shared = isShareable ? sharedAnswersOf(context).of(kind, name) : undefined;
  const known = isShareable ? shared?.get(userID) : undefined;
  if (known !== undefined) return known;

  const spec = specsOfKind(context.specs, kind).get(name);
  if (spec === undefined) return remember(new EvaluationRun(data, context).conclude(kind, name));
  const memory = memoryOf(user, context);
  // An experiment and a dynamic config of one name share a spec, and differ in what may stand in for it.
  const key = kind === 'experiment' ? spec.rules : spec;
  // oxlint-disable-next-line no-unsafe-type-assertion -- this function alone writes under a spec as the key
  const remembered = memory.get(key) as RememberedEvaluation | undefined;
  if (remembered !== undefined) return remembered;
  const result = remember(shared?.forEverybody ?? new EvaluationRun(data, context, memory).conclude(kind, name));
  if (!result.evaluation.isRepeatable) return result;
  if (shared?.isSameForAll === true) shared.forEverybody = result.evaluation;
  if (isShareable && shared?.isSeenAgain(userID) === true) shared.set(userID, result);
  else memory.set(key, result);
  return result;
}

function sharedAnswersOf(context: EvaluationContext): SharedAnswers {
  const known = answersOf.get(context);
  if (known !== undefined) return known;
  const answers = new SharedAnswers(context);
  answersOf.set(context, answers);
  return answers;
}

/** The closed answer that stands in when an evaluation could not be made. */
export function failedEvaluation(kind: EvaluationKind, name: string): RememberedEvaluation {
  return remember(unevaluated(kind, name, 'failed'));
}

/** A result of which its consumers have noted nothing yet. */
export function remember(evaluation: Evaluation): RememberedEvaluation {
  return { evaluation, exposedDirectly: undefined, exposedIndirectly: undefined };
}
