import { explain } from '../../lib/evaluation/explain/explain.js';
import type { ExplainOptions } from '../../lib/evaluation/explain/explaining-run.js';
import type { ConditionExplanation, Explanation } from '../../lib/evaluation/explain/explanation.js';
import type { EvaluationKind } from '../../lib/evaluation/evaluation.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../lib/users/statsig-user.js';
import { type ContextParts, type ProjectParts, type WireFields, buildContext, rule } from './specs-builder.js';

/** What is explained: something of a project, for a user. */
export interface ExplainCase extends ProjectParts {
  readonly kind?: EvaluationKind;
  readonly name?: string;
  readonly user?: StatsigUserArgs;
  readonly context?: ContextParts;
  readonly options?: ExplainOptions;
  /** Where the specs came from. @default 'Network' */
  readonly source?: string;
}

/** Explains something of a project, by default the gate `g` for the user `u`; the specs are of 1,000 ms. */
export function explainCase({
  kind = 'gate',
  name = 'g',
  user,
  context,
  options,
  source = 'Network',
  ...parts
}: ExplainCase): Explanation {
  return explain({
    kind,
    name,
    user: userDataOf(new StatsigUser(user ?? { userID: 'u' })),
    context: buildContext(parts, context),
    origin: { source, lcut: 1000, receivedAt: 2000 },
    ...options,
  });
}

/** Explains a gate of one rule with this condition. */
export function explainCondition(
  one: WireFields,
  others: ExplainCase = {},
): Explanation & { condition: ConditionExplanation } {
  const explanation = explainCase({ ...others, gates: { ...others.gates, g: { rules: [rule('r', [one])] } } });
  const condition = explanation.decision.rules[0]?.conditions[0];
  if (condition === undefined) throw new Error('The condition was not explained.');
  return { ...explanation, condition };
}
