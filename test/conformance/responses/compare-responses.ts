import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { type Response, asObject, asText } from './canonical-response.js';
import type { CheckAnswer } from './check-answers.mjs';
import { entityFaults } from './entity-faults.js';
import { hashedName } from './name-hashing.js';
import { referenceFaults, resolveReferences } from './resolve-references.js';
import type { EntityCauses, EntityMap, ResponseCauses } from './response-causes.js';
import { type ResponseDifference, type ResponsePlace, explainField, withoutMissingGates } from './response-masks.js';

/** The answers to one request, and what they are judged by. */
export interface ComparedResponses {
  readonly ours: string;
  readonly theirs: string;
  readonly causes: ResponseCauses;
  /** Whether gates are left out that are off by default. */
  readonly removesDefaults?: boolean | undefined;
  /** What the official core's checks say of entities that its responses decide otherwise. */
  readonly checks?: Readonly<Record<EntityMap, Readonly<Record<string, CheckAnswer>>>> | undefined;
}

/** How two responses to one request compare. */
export interface ResponseComparison {
  /** How many entities, and other members of the response, were compared. */
  readonly compared: number;
  /** How many entities were compared with the official core's checks. */
  readonly checked: number;
  /** The known differences that were met. */
  readonly known: readonly ResponseDifference[];
  /** What is not known, in words. */
  readonly unexplained: readonly string[];
}

const MAPS = ['feature_gates', 'dynamic_configs', 'layer_configs'] as const;

/** Compares our response with the official core's, entity by entity. */
export function compareResponses({
  ours: ourText,
  theirs: theirText,
  causes,
  checks,
  removesDefaults = false,
}: ComparedResponses): ResponseComparison {
  const [ours, theirs] = [resolveReferences(ourText), resolveReferences(theirText)];
  const known = new Set<ResponseDifference>();
  const unexplained = referenceFaults(ourText, { mayHaveUnused: causes.hasReplacedConfigs });
  let [compared, checked] = [0, 0];
  const complain = (place: string, our: unknown, their: unknown): void => {
    unexplained.push(`${place}\n  ours   ${canonicalJson(our)}\n  theirs ${canonicalJson(their)}`);
  };
  if (ours['has_updates'] !== true) {
    return { compared, checked, known: [], unexplained: [`ours is empty: ${ourText}`] };
  }
  const algorithm = asText(ours['hash_used']);
  const compareEntity = (map: EntityMap, hashed: string, our: unknown, their: unknown): void => {
    compared += 1;
    if (our !== undefined) {
      const name = causes.nameOf(hashed, algorithm);
      const faults = entityFaults({ map, name, entity: asObject(our), algorithm, project: causes });
      if (faults.length > 0) unexplained.push(`${map}.${hashed}: ${faults.join(', ')} in ${canonicalJson(our)}`);
    }
    if (canonicalJson(our) === canonicalJson(their)) return;
    const own = causes.of(map, hashed, algorithm);
    if (our === undefined || their === undefined) {
      // A gate that is off by default for one of the two, and so left out.
      if (removesDefaults && map === 'feature_gates' && own.hasGroupConditions)
        known.add('responses-know-groups-of-users');
      else if (
        removesDefaults &&
        map === 'feature_gates' &&
        isKeptForMissingGates(our, their, algorithm, { own, causes })
      )
        known.add('missing-gates-are-no-exposures');
      else complain(`${map}.${hashed}`, our, their);
      return;
    }
    const place = { ours: asObject(our), theirs: asObject(their), algorithm, project: causes };
    const reasons = explainEntity({ ...place, causes: own });
    if (reasons === undefined) complain(`${map}.${hashed}`, our, their);
    else for (const reason of reasons) known.add(reason);
  };
  const compareCheck = (map: EntityMap, hashed: string, our: unknown): void => {
    const answer = checks?.[map][causes.nameOf(hashed, algorithm)];
    if (answer === undefined || our === undefined) return;
    checked += 1;
    const own = causes.of(map, hashed, algorithm);
    const place = { map, ours: asObject(our), algorithm, project: causes, causes: own };
    const said = outcomeOf(place);
    const expected = checkedOutcome(answer, place);
    if (canonicalJson(said) !== canonicalJson(expected))
      complain(`${map}.${hashed}, against the check`, said, expected);
  };
  for (const key of keysOf(ours, theirs)) {
    const map = MAPS.find((one) => one === key);
    if (map !== undefined) {
      const [our, their] = [asObject(ours[key] ?? {}), asObject(theirs[key] ?? {})];
      for (const name of keysOf(our, their)) {
        compareEntity(map, name, our[name], their[name]);
        compareCheck(map, name, our[name]);
      }
    } else if (key === 'param_stores') {
      const [our, their] = [asObject(ours[key] ?? {}), asObject(theirs[key] ?? {})];
      for (const name of keysOf(our, their)) {
        compared += 1;
        if (canonicalJson(our[name]) !== canonicalJson(their[name])) complain(`${key}.${name}`, our[name], their[name]);
      }
    } else {
      compared += 1;
      if (canonicalJson(ours[key]) === canonicalJson(theirs[key])) continue;
      const reason = explainMember(key, { ours, theirs, causes, checks });
      if (reason === undefined) complain(key, ours[key], theirs[key]);
      else known.add(reason);
    }
  }
  return { compared, checked, known: [...known], unexplained };
}

/** A gate that is off by default stays in the official core's response where nothing but a missing gate is its exposure. */
function isKeptForMissingGates(
  our: unknown,
  their: unknown,
  algorithm: string,
  { own, causes }: { readonly own: EntityCauses; readonly causes: ResponseCauses },
): boolean {
  if (our !== undefined || !own.hasMissingGates) return false;
  const { rule_id, r, value, v, secondary_exposures, s } = asObject(their);
  const isOffByDefault = (rule_id ?? r ?? 'default') === 'default' && (value ?? v ?? false) === false;
  return isOffByDefault && withoutMissingGates(secondary_exposures ?? s, causes, algorithm).length === 0;
}

/** What does not depend on how an entity is decided, unless another one decides for it. */
const UNDECIDED_FIELDS: ReadonlySet<string> = new Set(['id_type', 'i', 'is_device_based', 'is_in_layer']);

/** What explains each field that differs; undefined when one is left. */
function explainEntity(place: Omit<ResponsePlace, 'field'>): ResponseDifference[] | undefined {
  const { ours, theirs, causes } = place;
  const isCompared = (field: string): boolean =>
    !causes.hasGroupConditions || field === 'name' || (!causes.hasDelegates && UNDECIDED_FIELDS.has(field));
  const differing = keysOf(ours, theirs).filter(
    (field) => isCompared(field) && canonicalJson(ours[field]) !== canonicalJson(theirs[field]),
  );
  const reasons = differing.map((field) => explainField({ ...place, field }));
  if (!reasons.every((reason) => reason !== undefined)) return undefined;
  // The whole decision is another one: what checks say stands in for it.
  return causes.hasGroupConditions ? [...reasons, 'responses-know-groups-of-users'] : reasons;
}

/** The triggers that stand for every gate and every experiment. */
const RESERVED = ['statsig::session_recording_all_gates', 'statsig::session_recording_all_experiments'];

function explainMember(
  key: string,
  { ours, theirs, causes, checks }: Pick<ComparedResponses, 'causes' | 'checks'> & Record<'ours' | 'theirs', Response>,
): ResponseDifference | undefined {
  const [our, their] = [ours[key], theirs[key]];
  if (key === 'passes_session_recording_targeting' || key === 'can_record_session') {
    // What it evaluated before has made the official core give up on every gate.
    const { targetingGate } = causes.snapshot.sessionReplay ?? {};
    const check = targetingGate === undefined ? undefined : checks?.feature_gates[targetingGate];
    const isOurs = check === undefined || ours['passes_session_recording_targeting'] === check.value;
    return causes.hasGroupConditions && targetingGate !== undefined && isOurs
      ? 'session-recording-goes-by-the-project'
      : undefined;
  }
  if (key === 'full_checksum') {
    const areTexts = typeof our === 'string' && typeof their === 'string';
    const isForm = areTexts && /^[\w+/=-]{40,}$/.test(our) && /^\d+$/.test(their);
    return isForm ? 'response-checksums-are-own' : undefined;
  }
  if (key === 'session_recording_exposure_triggers') {
    const algorithm = asText(ours['hash_used']);
    const renamed = new Map(RESERVED.map((name) => [name, hashedName(name, algorithm)]));
    const asTheirs = Object.entries(asObject(our)).map(([name, trigger]) => [renamed.get(name) ?? name, trigger]);
    return canonicalJson(Object.fromEntries(asTheirs)) === canonicalJson(their)
      ? 'session-recording-goes-by-the-project'
      : undefined;
  }
  return undefined;
}

/** One entity of our response, for comparing it with a check. */
type CheckedPlace = Omit<ResponsePlace, 'field' | 'theirs'> & { readonly map: EntityMap };

/** What an entity says of the decision, in the form of {@link checkedOutcome}. */
function outcomeOf(place: CheckedPlace): Response {
  const { map, ours: entity } = place;
  const allocated = entity['allocated_experiment_name'] ?? entity['ae'];
  const value = entity['value'] ?? entity['v'] ?? false;
  return {
    // Of a layer the check does not tell parameters that are null.
    value: map === 'layer_configs' ? withoutNulls(value) : value,
    rule_id: entity['rule_id'] ?? entity['r'] ?? 'default',
    secondary_exposures: exposuresToCompare(entity['secondary_exposures'] ?? entity['s'], place),
    ...(allocated === undefined ? {} : { allocated_experiment_name: allocated }),
    group_name: entity['group_name'] ?? entity['gn'],
  };
}

/** What the entity should say, going by the check. */
function checkedOutcome(answer: CheckAnswer, place: CheckedPlace): Response {
  const { ours, algorithm } = place;
  const hashed = answer.secondary_exposures.map((exposure) => ({
    ...exposure,
    gate: hashedName(exposure.gate, algorithm),
  }));
  const distinct = new Map(hashed.map((exposure) => [canonicalJson(exposure), exposure]));
  const allocated = answer.allocated_experiment_name;
  const { value } = answer;
  const ownGroup = ours['group_name'] ?? ours['gn'];
  return {
    value: typeof value === 'boolean' || (typeof value === 'object' && value !== null) ? value : {},
    rule_id: answer.rule_id,
    secondary_exposures: exposuresToCompare([...distinct.values()], place),
    ...(allocated === undefined ? {} : { allocated_experiment_name: hashedName(allocated, algorithm) }),
    // In checks a gate that was asked for can leave its group behind.
    group_name: ownGroup === undefined ? undefined : answer.group_name,
  };
}

/**
 * Exposures as far as a check tells them: those of gates and configs do not, a gate that is redirected wipes what was gathered
 * before, and one that does not exist may have the rule of another.
 */
function exposuresToCompare(exposures: unknown, { map, causes, project, algorithm }: CheckedPlace): unknown {
  if (map !== 'layer_configs' || causes.hasRedirectedGates) return undefined;
  return causes.hasMissingGates ? withoutMissingGates(exposures, project, algorithm) : (exposures ?? []);
}

function withoutNulls(value: unknown): Response {
  return Object.fromEntries(Object.entries(asObject(value)).filter(([, parameter]) => parameter !== null));
}

function keysOf(left: object, right: object): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}
