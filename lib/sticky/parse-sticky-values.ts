import type { SecondaryExposure } from '../evaluation/evaluation.js';
import type { KeptDecision } from '../evaluation/kept-decision.js';
import { type JsonObject, type JsonValue, asJson, isJsonObject } from '../specs/json-value.js';

/** The largest version that the official SDK takes. */
const largestVersion = 4_294_967_295;

/**
 * A kept decision in the form of the official SDK, read: undefined when it is malformed (evaluation §15). `value`,
 * `secondary_exposures` and `time` are required; `time` may be anything, and is not known when it is no time; what else is
 * there must have its type or be null. Throws only what a getter or proxy in it throws.
 */
export function parseStickyValues(input: unknown): KeptDecision | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const entry: { readonly [name in string]?: unknown } = input;
  const { value, time } = entry;
  const secondaryExposures = exposuresOf(entry['secondary_exposures']);
  const undelegated = optional(entry['undelegated_secondary_exposures'], exposuresOf);
  const ruleID = optional(entry['rule_id'], textOf);
  const groupName = optional(entry['group_name'], textOf);
  const delegate = optional(entry['config_delegate'], textOf);
  const explicitParameters = optional(entry['explicit_parameters'], textsOf);
  const version = optional(entry['config_version'], versionOf);
  if (typeof value !== 'boolean' || time === undefined || secondaryExposures === undefined) return undefined;
  if (!undelegated || !ruleID || !groupName || !delegate || !explicitParameters || !version) return undefined;
  return {
    value,
    json: valuesOf(entry['json_value']),
    ruleID: ruleID.value ?? '',
    groupName: groupName.value ?? null,
    secondaryExposures,
    undelegatedSecondaryExposures: undelegated.value,
    allocatedExperiment: delegate.value,
    explicitParameters: explicitParameters.value,
    timeMs: typeof time === 'number' && Number.isFinite(time) && time >= 0 ? Math.trunc(time) : null,
    version: version.value,
  };
}

/** What may be left out: undefined when it is there and has another type. */
function optional<Value>(
  input: unknown,
  read: (given: unknown) => Value | undefined,
): { readonly value: Value | undefined } | undefined {
  if (input === undefined || input === null) return { value: undefined };
  const value = read(input);
  return value === undefined ? undefined : { value };
}

function textOf(input: unknown): string | undefined {
  return typeof input === 'string' ? input : undefined;
}

function textsOf(input: unknown): readonly string[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const texts = input.filter((element) => typeof element === 'string');
  return texts.length === input.length ? texts : undefined;
}

function versionOf(input: unknown): number | undefined {
  if (typeof input !== 'number' || !Number.isInteger(input)) return undefined;
  return input >= 0 && input <= largestVersion ? input : undefined;
}

function exposuresOf(input: unknown): readonly SecondaryExposure[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const exposures = input.map((element) => exposureOf(element)).filter((exposure) => exposure !== undefined);
  return exposures.length === input.length ? exposures : undefined;
}

function exposureOf(input: unknown): SecondaryExposure | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { gate, gateValue, ruleID }: { readonly [name in string]?: unknown } = input;
  if (typeof gate !== 'string' || typeof gateValue !== 'string' || typeof ruleID !== 'string') return undefined;
  return { gate, gateValue: gateValue === 'true' ? 'true' : 'false', ruleID };
}

/** A copy of the values, in their JSON form, that nobody else holds; none when they are no object. */
function valuesOf(input: unknown): JsonObject {
  const text: unknown = JSON.stringify(input);
  const values: JsonValue | undefined = typeof text === 'string' ? asJson(JSON.parse(text)) : undefined;
  return isJsonObject(values) ? values : {};
}
