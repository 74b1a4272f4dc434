import { type StatsigUser, memoryOf, userDataOf } from '../users/statsig-user.js';
import { specsOfKind } from './compile-specs.js';
import type { EvaluationContext } from './evaluation-context.js';
import { EvaluationRun } from './evaluation-run.js';
import { unevaluated } from './unevaluated.js';
import type { Evaluation, EvaluationKind } from './evaluation.js';

/** A result together with what its consumers noted of it. Kept with the user, so it is one user's, in one context. */
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

/**
 * The result of evaluating `name` for a user.
 *
 * A result that depends on nothing but user and context is remembered on the user object, and forgotten when a setter
 * changes the user or another context asks: a page that checks one gate twenty times hashes once. Never throws.
 */
export function evaluate(
  kind: EvaluationKind,
  name: string,
  user: StatsigUser,
  context: EvaluationContext,
): RememberedEvaluation {
  const spec = specsOfKind(context.specs, kind).get(name);
  if (spec === undefined) return remember(new EvaluationRun(userDataOf(user), context).conclude(kind, name));

  const memory = memoryOf(user, context);
  // An experiment and a dynamic config of one name share a spec, and differ in what may stand in for it.
  const key = kind === 'experiment' ? spec.rules : spec;
  // oxlint-disable-next-line no-unsafe-type-assertion -- this function alone writes under a spec as the key
  const remembered = memory.get(key) as RememberedEvaluation | undefined;
  if (remembered !== undefined) return remembered;
  const result = remember(new EvaluationRun(userDataOf(user), context, memory).conclude(kind, name));
  if (result.evaluation.isRepeatable) memory.set(key, result);
  return result;
}

/** The closed answer that stands in when an evaluation could not be made. */
export function failedEvaluation(kind: EvaluationKind, name: string): RememberedEvaluation {
  return remember(unevaluated(kind, name, 'failed'));
}

/** A result of which its consumers have noted nothing yet. */
export function remember(evaluation: Evaluation): RememberedEvaluation {
  return { evaluation, exposedDirectly: undefined, exposedIndirectly: undefined };
}
