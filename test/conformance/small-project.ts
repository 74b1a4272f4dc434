import type { Json, JsonObject, WireCondition, WireProject } from '../support/generator/wire-types.js';

/** Builds small payloads by hand for table tests; every field that a test does not name is the plainest one. */
export interface SmallProject {
  readonly gates?: Readonly<Record<string, JsonObject>>;
  readonly configs?: Readonly<Record<string, JsonObject>>;
  readonly layers?: Readonly<Record<string, JsonObject>>;
  readonly conditions: Readonly<Record<string, JsonObject>>;
  readonly appID?: Json;
}

/** The payload of a small project. */
export function smallProject({ gates, configs, layers, conditions, appID = null }: SmallProject): WireProject {
  return {
    has_updates: true,
    time: 1000,
    app_id: appID,
    feature_gates: mapValues(gates ?? {}, (gate) => ({
      ...frame('feature_gate', 'feature_gate'),
      defaultValue: false,
      ...gate,
    })),
    dynamic_configs: mapValues(configs ?? {}, (config) => ({
      ...frame('dynamic_config', 'experiment'),
      defaultValue: {},
      ...config,
    })),
    layer_configs: mapValues(layers ?? {}, (layer) => ({
      ...frame('dynamic_config', 'layer'),
      defaultValue: {},
      ...layer,
    })),
    condition_map: mapValues(conditions, condition),
    experiment_to_layer: {},
  };
}

/** A rule that everyone passes who meets its conditions. */
export function rule(id: string, conditions: readonly string[], fields: JsonObject = {}): JsonObject {
  return { name: id, id, salt: id, passPercentage: 100, conditions, returnValue: true, idType: 'userID', ...fields };
}

function frame(type: string, entity: string): JsonObject {
  return { type, entity, salt: 'salt', enabled: true, idType: 'userID', rules: [] };
}

function condition(fields: JsonObject): WireCondition {
  return { type: 'public', idType: 'userID', targetValue: null, operator: null, field: null, ...fields };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, convert: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
