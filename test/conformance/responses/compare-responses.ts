import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { type Response, asObject, canonicalResponse } from './canonical-response.js';

/** What may explain that an entity differs: see `docs/known-differences.md`. */
export type ResponseDifference =
  | 'responses-tell-own-groups'
  | 'values-in-responses-are-objects'
  | 'autotune-exposures-are-hashed'
  | 'layers-list-overridden-gates';

/** How two responses to one request compare. */
export interface ResponseComparison {
  /** How many entities, and other members of the response, were compared. */
  readonly compared: number;
  /** The known differences that were met. */
  readonly known: readonly ResponseDifference[];
  /** What is not known, in words. */
  readonly unexplained: readonly string[];
}

const MAPS = new Set(['feature_gates', 'dynamic_configs', 'layer_configs', 'param_stores', 'exposures']);

/** The fields that a consulted gate leaves behind in the official core, by their names in all formats. */
const LEFT_BEHIND = new Set(['group_name', 'is_experiment_active', 'is_user_in_experiment', 'gn', 'ea', 'ue']);

/** Compares our response with the official core's, entity by entity. */
export function compareResponses(oursText: string, theirsText: string): ResponseComparison {
  const [ours, theirs] = [canonicalResponse(oursText), canonicalResponse(theirsText)];
  const known: ResponseDifference[] = [];
  const unexplained: string[] = [];
  let compared = 0;
  const compare = (place: string, our: unknown, their: unknown): void => {
    compared += 1;
    if (canonicalJson(our) === canonicalJson(their)) return;
    const reasons = explain(our, their);
    if (reasons === undefined)
      unexplained.push(`${place}\n  ours   ${canonicalJson(our)}\n  theirs ${canonicalJson(their)}`);
    else known.push(...reasons);
  };
  for (const key of keysOf(ours, theirs)) {
    if (!MAPS.has(key)) compare(key, ours[key], theirs[key]);
    else {
      const [our, their] = [asObject(ours[key] ?? {}), asObject(theirs[key] ?? {})];
      for (const name of keysOf(our, their)) compare(`${key}.${name}`, our[name], their[name]);
    }
  }
  return { compared, known, unexplained };
}

function explain(ours: unknown, theirs: unknown): ResponseDifference[] | undefined {
  if (!isRecord(ours) || !isRecord(theirs)) return undefined;
  const differing = keysOf(ours, theirs).filter((key) => canonicalJson(ours[key]) !== canonicalJson(theirs[key]));
  const reasons = differing.map((key) => explainField(key, ours, theirs));
  return reasons.every((reason) => reason !== undefined) ? [...new Set(reasons)] : undefined;
}

function explainField(key: string, ours: Response, theirs: Response): ResponseDifference | undefined {
  if (LEFT_BEHIND.has(key)) return leavesRoom(key, ours) ? 'responses-tell-own-groups' : undefined;
  if (key === 'value' || key === 'v') {
    return canonicalJson(ours[key]) === '{}' && !isRecord(theirs[key]) ? 'values-in-responses-are-objects' : undefined;
  }
  // Of a layer that no experiment decided for: all exposures, or none.
  if (key === 'undelegated_secondary_exposures' || key === 'us') {
    const consulted = ours['secondary_exposures'] ?? ours['s'];
    const hasNone = canonicalJson(theirs[key] ?? []) === '[]';
    return hasNone && canonicalJson(ours[key]) === canonicalJson(consulted)
      ? 'layers-list-overridden-gates'
      : undefined;
  }
  // Of an autotune, in format 2: the same exposures, with the gate as it is.
  if (key === 's' && isAutotune(ours)) {
    return canonicalJson(withoutGates(ours[key])) === canonicalJson(withoutGates(theirs[key]))
      ? 'autotune-exposures-are-hashed'
      : undefined;
  }
  return undefined;
}

/** Whether no rule set that field: only then has the official core something of another spec to tell. */
function leavesRoom(key: string, ours: Response): boolean {
  const isInGroup = (ours['is_user_in_experiment'] ?? ours['ue']) === true;
  if (key !== 'group_name' && key !== 'gn') return !isInGroup;
  // Where a layer's own rule says that the user takes part, the group is still the experiment's.
  const isOfLayer = 'allocated_experiment_name' in ours || 'ae' in ours;
  return ours[key] === undefined && (!isInGroup || isOfLayer);
}

function isAutotune(entity: Response): boolean {
  return typeof entity['v'] === 'object' && !('ea' in entity) && !('p' in entity);
}

function withoutGates(exposures: unknown): unknown {
  return Array.isArray(exposures) ? exposures.map((exposure) => ({ ...asObject(exposure), gate: '' })) : exposures;
}

function keysOf(left: object, right: object): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}

function isRecord(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
