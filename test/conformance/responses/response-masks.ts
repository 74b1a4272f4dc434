import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { type Response, asObject, asText } from './canonical-response.js';
import { hashedName } from './name-hashing.js';
import type { EntityCauses, ResponseCauses } from './response-causes.js';

/** What may explain that a response differs: see `docs/known-differences.md`. */
export type ResponseDifference =
  | 'responses-tell-own-groups'
  | 'redirected-gates-change-nothing-else'
  | 'responses-know-groups-of-users'
  | 'missing-gates-are-no-exposures'
  | 'values-in-responses-are-objects'
  | 'autotune-exposures-are-hashed'
  | 'layers-list-all-their-exposures'
  | 'session-recording-goes-by-the-project'
  | 'response-checksums-are-own';

/** One field of one entity in which two responses differ. */
export interface ResponsePlace {
  readonly field: string;
  readonly ours: Response;
  readonly theirs: Response;
  readonly causes: EntityCauses;
  readonly algorithm: string;
  readonly project: ResponseCauses;
}

/** A field of the official core's that a known difference accounts for, and nothing more than it. */
interface ResponseMask {
  readonly id: ResponseDifference;
  readonly fields: readonly string[];
  readonly explains: (place: ResponsePlace) => boolean;
}

/** In the order in which they are asked. */
const MASKS: readonly ResponseMask[] = [
  {
    id: 'responses-tell-own-groups',
    fields: ['group_name', 'gn'],
    explains: ({ field, ours, theirs, causes }) =>
      ours[field] === undefined &&
      !isDecided(ours, causes) &&
      causes.gates.some(({ rules }) => rules.some(({ groupName }) => groupName === theirs[field])),
  },
  {
    id: 'responses-tell-own-groups',
    fields: ['is_experiment_active', 'ea'],
    explains: ({ field, ours, theirs, causes }) =>
      !isDecided(ours, causes) && causes.gates.some(({ isActive }) => (isActive ?? false) === theirs[field]),
  },
  {
    id: 'responses-tell-own-groups',
    fields: ['is_user_in_experiment', 'ue'],
    explains: ({ field, ours, theirs, causes }) =>
      !isDecided(ours, causes) &&
      ours[field] === false &&
      theirs[field] === true &&
      causes.gates.some(({ rules }) => rules.some(({ isExperimentGroup }) => isExperimentGroup === true)),
  },
  {
    id: 'redirected-gates-change-nothing-else',
    fields: ['id_type', 'i'],
    // None at all after a local override.
    explains: ({ field, theirs, causes: { gates, hasRedirectedGates, hasOverriddenGates } }) =>
      hasRedirectedGates &&
      ((theirs[field] ?? '') === '' ? hasOverriddenGates : gates.some(({ idType }) => idType === theirs[field])),
  },
  {
    id: 'redirected-gates-change-nothing-else',
    fields: ['is_device_based'],
    explains: ({ theirs, causes: { gates, hasRedirectedGates } }) =>
      hasRedirectedGates && gates.some(({ idType }) => /^stable(?:ID|id)$/.test(idType) === theirs['is_device_based']),
  },
  {
    id: 'redirected-gates-change-nothing-else',
    fields: ['explicit_parameters', 'ep', 'is_in_layer'],
    explains: ({ field, theirs, causes: { hasRedirectedGates } }) =>
      hasRedirectedGates && canonicalJson(theirs[field] ?? []) === '[]',
  },
  {
    // Any part of all exposures that were gathered.
    id: 'redirected-gates-change-nothing-else',
    fields: ['undelegated_secondary_exposures', 'us'],
    explains: ({ field, ours, theirs, causes: { hasRedirectedGates } }) =>
      hasRedirectedGates && isPart(theirs[field] ?? [], ours['secondary_exposures'] ?? ours['s']),
  },
  {
    // Of a layer that no experiment decided for: all exposures, or none.
    id: 'layers-list-all-their-exposures',
    fields: ['undelegated_secondary_exposures', 'us'],
    explains: ({ field, ours, theirs, causes: { hasOverriddenGates, hasMissingGates } }) =>
      (hasOverriddenGates || hasMissingGates) &&
      canonicalJson(theirs[field] ?? []) === '[]' &&
      canonicalJson(ours[field]) === canonicalJson(ours['secondary_exposures'] ?? ours['s']),
  },
  {
    // In format 2, of an autotune: the same exposures, with the gates as they are, and some of them twice.
    id: 'autotune-exposures-are-hashed',
    fields: ['s'],
    explains: ({ ours, theirs, algorithm, causes: { isAutotune } }) =>
      isAutotune && canonicalJson(ours['s']) === canonicalJson(distinct(hashGates(theirs['s'], algorithm))),
  },
  {
    id: 'missing-gates-are-no-exposures',
    fields: ['secondary_exposures', 's', 'undelegated_secondary_exposures', 'us'],
    explains: ({ field, ours, theirs, causes: { hasMissingGates }, project, algorithm }) =>
      hasMissingGates &&
      canonicalJson(ours[field] ?? []) === canonicalJson(withoutMissingGates(theirs[field], project, algorithm)),
  },
  {
    id: 'values-in-responses-are-objects',
    fields: ['value', 'v'],
    explains: ({ field, ours, theirs, causes: { oddValues, hasGroupOverrides } }) =>
      canonicalJson(ours[field]) === '{}' &&
      (oddValues.has(theirs[field]) ||
        (hasGroupOverrides && isOverridden(ours) && theirs[field] === null) ||
        // In a list of values all that are no objects are one.
        (field === 'v' && !isObject(theirs['v']) && (oddValues.size > 0 || (hasGroupOverrides && isOverridden(ours))))),
  },
];

/** What explains that a field differs; undefined when nothing that is known does. */
export function explainField(place: ResponsePlace): ResponseDifference | undefined {
  return MASKS.find(({ fields, explains }) => fields.includes(place.field) && explains(place))?.id;
}

/** Exposures without gates that the project does not have. */
export function withoutMissingGates(exposures: unknown, project: ResponseCauses, algorithm: string): unknown[] {
  return listOf(exposures).filter((exposure) => {
    const { gate, gateValue, ruleID } = asObject(exposure);
    // Without a rule it is the targeting gate of an autotune, which counts whether it exists or not.
    return gateValue !== 'false' || ruleID === '' || project.hasGate(asText(gate), algorithm);
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isOverridden(entity: Response): boolean {
  return (entity['rule_id'] ?? entity['r']) === 'override';
}

/** The rule IDs of what no rule decided; in format 2 the first of them is left out. */
const UNDECIDED: ReadonlySet<unknown> = new Set(['default', 'disabled', 'override']);

/** Whether a rule decided: then the official core has set group and state anew. Autotunes do not. */
function isDecided(entity: Response, { isNewLayer, mayAutotuneDecide }: EntityCauses): boolean {
  if (isNewLayer || mayAutotuneDecide) return false;
  const rule = entity['rule_id'] ?? entity['r'];
  return rule !== undefined && !UNDECIDED.has(rule);
}

function isPart(some: unknown, all: unknown): boolean {
  const found = new Set(listOf(all).map(canonicalJson));
  return listOf(some).every((one) => found.has(canonicalJson(one)));
}

function distinct(exposures: unknown[]): unknown[] {
  return [...new Map(exposures.map((exposure) => [canonicalJson(exposure), exposure])).values()];
}

function hashGates(exposures: unknown, algorithm: string): unknown[] {
  return listOf(exposures).map((exposure) => {
    const { gate, ...rest } = asObject(exposure);
    return { ...rest, gate: hashedName(asText(gate), algorithm) };
  });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
