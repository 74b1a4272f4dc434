import { formatPath, type ProjectPath, showValue } from './complaint.js';
import type { KnownNames } from './check-references.js';
import type { JsonObject } from './project.js';
import { isMap, jsonObject } from './readers.js';
import type { Reading } from './reading.js';

/** The maps that a payload of the specs endpoint must have. */
const requiredMaps = ['feature_gates', 'dynamic_configs', 'layer_configs', 'condition_map'] as const;

/** Whether a value is meant as a wire-format payload rather than as a project. */
export function looksLikeRawSpecs(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && ('feature_gates' in value || 'dynamic_configs' in value || 'layer_configs' in value);
}

/**
 * Reads a wire-format payload (`dcs-v2`) as far as serving it needs: the maps it must have, with objects in them. What
 * is inside is passed on untouched, for SDKs to judge.
 */
export function readRawSpecs(value: unknown, reading: Reading): JsonObject | undefined {
  if (!isMap(value)) {
    reading.complain([], `expected specs (a map with \`feature_gates\`), found ${showValue(value)}`);
    return undefined;
  }
  const before = reading.complaints.length;
  for (const key of requiredMaps) checkMap(value[key], [key], reading);
  for (const key of ['experiment_to_layer', 'param_stores'] as const) {
    if (value[key] !== undefined && value[key] !== null) checkMap(value[key], [key], reading);
  }
  const { time } = value;
  if (time !== undefined && !(typeof time === 'number' && Number.isSafeInteger(time) && time >= 0)) {
    reading.complain(['time'], `expected milliseconds since 1970, found ${showValue(time)}`);
  }
  return reading.complaints.length === before ? jsonObject(value, [], reading) : undefined;
}

function checkMap(value: unknown, path: ProjectPath, reading: Reading): void {
  if (value === undefined) reading.complain([], `the specs have no \`${formatPath(path)}\``);
  else if (Array.isArray(value)) {
    reading.complain(
      path,
      'expected a map by name (the form of /v2/download_config_specs), found a list (that of /v1)',
    );
  } else if (!isMap(value)) reading.complain(path, `expected a map by name, found ${showValue(value)}`);
}

const segmentPrefix = 'segment:';

/** The parts of a payload that have names. */
export interface NamedParts {
  readonly feature_gates?: unknown;
  readonly dynamic_configs?: unknown;
  readonly layer_configs?: unknown;
  readonly param_stores?: unknown;
}

/** The names in a payload, by kind. */
export function namesOfSpecs(specs: NamedParts): KnownNames {
  const gates = entriesOf(specs.feature_gates);
  const configs = entriesOf(specs.dynamic_configs);
  const segments = namesOf(gates, ({ name }) => name.startsWith(segmentPrefix));
  return {
    gate: new Set(namesOf(gates, ({ name, entity }) => !name.startsWith(segmentPrefix) && entity !== 'holdout')),
    segment: new Set(segments.map((name) => name.slice(segmentPrefix.length))),
    holdout: new Set(namesOf(gates, ({ entity }) => entity === 'holdout')),
    'dynamic config': new Set(namesOf(configs, ({ entity }) => entity !== 'experiment')),
    experiment: new Set(namesOf(configs, ({ entity }) => entity === 'experiment')),
    layer: new Set(namesOf(entriesOf(specs.layer_configs))),
    'parameter store': new Set(namesOf(entriesOf(specs.param_stores))),
  };
}

interface NamedEntry {
  readonly name: string;
  readonly entity: unknown;
}

function namesOf(entries: readonly NamedEntry[], isWanted: (entry: NamedEntry) => boolean = () => true): string[] {
  return entries.filter(isWanted).map(({ name }) => name);
}

function entriesOf(value: unknown): NamedEntry[] {
  if (!isMap(value)) return [];
  return Object.entries(value).map(([name, spec]) => ({ name, entity: isMap(spec) ? spec['entity'] : undefined }));
}
