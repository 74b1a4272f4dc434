import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { type Response, asObject, canonicalResponse, parseObject, asText } from './canonical-response.js';
import { djb2Of } from './name-hashing.js';

const MAPS = ['feature_gates', 'dynamic_configs', 'layer_configs'] as const;
const EXPOSURE_KEYS = ['secondary_exposures', 'undelegated_secondary_exposures', 's', 'us'] as const;

/** A response with everything in its place, in whatever format it is. */
export function resolveReferences(text: string): Response {
  const response = canonicalResponse(text);
  if (response['exposures'] === undefined) return response;
  const { exposures, ...others } = response;
  const rest: Record<string, unknown> = { ...others };
  for (const map of MAPS) {
    rest[map] = mapEntities(rest[map], (entity) =>
      Object.fromEntries(
        Object.entries(entity).map(([key, value]) => [
          key,
          isExposureList(key, value) ? look(exposures, value) : value,
        ]),
      ),
    );
  }
  return rest;
}

/**
 * What is wrong with the references of one response: something in a list of its own that nothing refers to, or that is
 * there twice, or that has another key than its content gives it. What is referred to and not there throws elsewhere.
 *
 * @param mayHaveUnused - whether the first is in order: what a config refers to stays when an autotune takes its place
 */
export function referenceFaults(text: string, { mayHaveUnused }: { readonly mayHaveUnused: boolean }): string[] {
  const response = parseObject(text);
  const { exposures, values } = response;
  if (exposures === undefined) return [];
  const referred = new Set<string>();
  const referredValues = new Set<string>();
  for (const map of MAPS) {
    for (const entity of Object.values(asObject(response[map])).map(asObject)) {
      for (const key of EXPOSURE_KEYS) for (const id of (entity[key] as string[] | undefined) ?? []) referred.add(id);
      if (typeof entity['v'] === 'string') referredValues.add(entity['v']);
    }
  }
  const faults = listFaults('exposures', asObject(exposures), mayHaveUnused ? undefined : referred);
  if (values !== undefined) {
    return [...faults, ...listFaults('values', asObject(values), mayHaveUnused ? undefined : referredValues)];
  }
  for (const [key, exposure] of Object.entries(asObject(exposures))) {
    const { gate, gateValue, ruleID } = asObject(exposure);
    const expected = djb2Of(`${asText(gate)}:${asText(gateValue)}:${asText(ruleID)}`);
    if (key !== expected) faults.push(`exposures.${key} should be exposures.${expected}`);
  }
  return faults;
}

function listFaults(name: string, list: Response, referred: ReadonlySet<string> | undefined): string[] {
  const unused = referred === undefined ? [] : Object.keys(list).filter((id) => !referred.has(id));
  const texts = Object.values(list).map(canonicalJson);
  return [
    ...unused.map((id) => `nothing refers to ${name}.${id}`),
    ...(new Set(texts).size < texts.length ? [`something is twice in ${name}`] : []),
  ];
}

function mapEntities(map: unknown, convert: (entity: Response) => Response): Response {
  return Object.fromEntries(Object.entries(asObject(map)).map(([name, entity]) => [name, convert(asObject(entity))]));
}

function isExposureList(key: string, value: unknown): value is readonly string[] {
  return EXPOSURE_KEYS.some((one) => one === key) && Array.isArray(value);
}

function look(exposures: unknown, ids: readonly string[]): unknown[] {
  const found = asObject(exposures);
  return ids.map((id) => {
    if (!Object.hasOwn(found, id)) throw new TypeError(`Nothing stands for the exposure ${id}.`);
    return found[id];
  });
}
