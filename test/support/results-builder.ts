import type { EvaluationDetails } from '../../lib/evaluation/evaluation-details.js';
import type { Evaluation, EvaluationKind } from '../../lib/evaluation/evaluation.js';
import { type WireFields, buildContext, decide, everyone, passGate, rule } from './specs-builder.js';

/** Details as of specs from the network. */
export const someDetails: EvaluationDetails = {
  reason: 'Network:Recognized',
  lcut: 1000,
  receivedAt: 2000,
  version: 1,
};

/**
 * The evaluation of a config, experiment or layer `c` with these values, by the rule `r` for the group `G`; the gate
 * `nested` is consulted on the way.
 */
export function evaluationOf(kind: Exclude<EvaluationKind, 'gate'>, returnValue: WireFields): Evaluation {
  const gates = { nested: { rules: [rule('nr', [everyone])] } };
  const spec = { rules: [rule('r', [passGate('nested')], { returnValue, groupName: 'G' })] };
  return decide(buildContext({ gates, configs: { c: spec }, layers: { c: spec } }), kind, 'c');
}
