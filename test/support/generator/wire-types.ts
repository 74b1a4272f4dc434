/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A condition as `condition_map` holds it. */
export interface WireCondition extends JsonObject {
  readonly type: string;
  readonly idType: string;
}

/** A rule; `conditions` are IDs of `condition_map`. */
export interface WireRule extends JsonObject {
  readonly id: string;
  readonly conditions: readonly string[];
  readonly returnValue: Json;
}

/** A gate, config, experiment or layer. */
export interface WireSpec extends JsonObject {
  readonly entity: string;
  readonly rules: readonly WireRule[];
  readonly defaultValue: Json;
}

/** What the service calls `dcs-v2`: the document that a server SDK downloads. */
export interface WireProject {
  readonly has_updates: true;
  readonly time: number;
  readonly feature_gates: Readonly<Record<string, Json>>;
  readonly dynamic_configs: Readonly<Record<string, Json>>;
  readonly layer_configs: Readonly<Record<string, Json>>;
  readonly condition_map: Readonly<Record<string, WireCondition>>;
  readonly experiment_to_layer: Readonly<Record<string, string>>;
  readonly [optionalField: string]: Json;
}
