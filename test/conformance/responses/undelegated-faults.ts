import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { asObject, asText } from './canonical-response.js';
import { hashedName } from './name-hashing.js';
import type { ResponseCauses } from './response-causes.js';

type Snapshot = ResponseCauses['snapshot'];
type Rule = NonNullable<ReturnType<Snapshot['layerConfigs']['get']>>['rules'][number];

/** A layer of the old style that an experiment decided for, with what it asked for. */
export interface DelegatedLayer {
  readonly layer: string;
  /** The experiment that it says has decided. */
  readonly experiment: string;
  /** All exposures, and those of the layer itself. */
  readonly all: readonly unknown[];
  readonly undelegated: readonly unknown[];
  readonly algorithm: string;
  readonly project: ResponseCauses;
}

/**
 * What is wrong with the list of a layer's own exposures: it is the beginning of the list of all, no shorter than what its rules
 * surely ask for up to the one that left the decision to the experiment, and no longer than what they may. This goes by the
 * project alone: where gates are redirected, the official core's list tells little.
 */
export function undelegatedFaults(one: DelegatedLayer): string[] {
  const { layer, experiment, all, undelegated, algorithm, project } = one;
  const { snapshot } = project;
  if (canonicalJson(all.slice(0, undelegated.length)) !== canonicalJson(undelegated)) return ['exposures of its own'];
  // What was gathered before an experiment was redirected, or left it to a third, counts otherwise.
  const isLast = snapshot.dynamicConfigs.get(experiment)?.rules.every(({ delegate }) => delegate === undefined);
  if (isLast !== true || snapshot.mappings?.has(experiment) === true) return [];

  const rules = snapshot.layerConfigs.get(layer)?.rules ?? [];
  const isDeciding = ({ delegate }: Rule): boolean => delegate === experiment;
  const gatesUntil = (last: number): string[] => rules.slice(0, last + 1).flatMap((rule) => gatesOf(rule, snapshot));
  const asked = gatesUntil(rules.findIndex(isDeciding));
  // One that does not exist is exposed where it has a local override.
  const mayAsk = gatesUntil(rules.findLastIndex(isDeciding));

  const hashed = (gates: readonly string[]): ReadonlySet<string> =>
    new Set(gates.map((gate) => hashedName(gate, algorithm)));
  const named = undelegated.map(gateOf);
  const listed = new Set(named);
  const surely = hashed(asked.filter((gate) => snapshot.featureGates.has(gate) && isAlwaysExposed(gate, snapshot)));
  const missing = [...surely].filter((gate) => !listed.has(gate));
  if (missing.length > 0) return [`no own exposure of ${missing.join(', ')}`];
  // What comes after it is what the experiment asked for. A gate that does not exist has no name here.
  const { gates, hasMissingGates } = project.of('dynamic_configs', hashedName(experiment, algorithm), algorithm);
  const reached = hashed(gates.map(({ name }) => name));
  const foreign = all.slice(undelegated.length).find((exposure) => !reached.has(gateOf(exposure)));
  if (!hasMissingGates && foreign !== undefined) return [`no own exposure of ${gateOf(foreign)}`];
  // What a gate asks for comes before it: the last is one that the layer itself asks for.
  const mayEnd = mayAsk.every((gate) => isAlwaysExposed(gate, snapshot)) ? hashed(mayAsk) : undefined;
  const last = named.at(-1);
  return last === undefined || mayEnd === undefined || mayEnd.has(last) ? [] : [`an own exposure of ${last}`];
}

function gateOf(exposure: unknown): string {
  return asText(asObject(exposure)['gate']);
}

function gatesOf(rule: Rule, { conditions }: Snapshot): string[] {
  return rule.conditionIds.flatMap((id) => {
    const condition = conditions.get(id);
    const asks = condition?.type === 'pass_gate' || condition?.type === 'fail_gate';
    return asks && typeof condition.targetValue === 'string' ? [condition.targetValue] : [];
  });
}

/** Segments, and what is decided by a rule without an ID, are no exposures; a redirection may lead to such a rule. */
function isAlwaysExposed(gate: string, { featureGates, mappings }: Snapshot): boolean {
  if (gate.startsWith('segment:')) return false;
  const deciding = [gate, ...(mappings?.get(gate) ?? []).map(({ newConfigName }) => newConfigName)];
  const ids = deciding.flatMap((name) => featureGates.get(name)?.rules.map(({ id }) => id) ?? []);
  return !ids.includes('');
}
