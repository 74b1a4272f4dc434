/** A client initialize response as an object. What its maps hold depends on the options that it was made with. */
export interface ClientInitializeResponse {
  readonly feature_gates: Record<string, unknown>;
  readonly dynamic_configs: Record<string, unknown>;
  readonly layer_configs: Record<string, unknown>;
  readonly param_stores: Record<string, unknown>;
  /** When the project had last changed. Unit: milliseconds since the Unix epoch; 0 without specs. */
  readonly time: number;
  /** Whether there is anything in it for a browser to take. */
  readonly has_updates: boolean;
  /** The algorithm that hashed the names. */
  readonly hash_used: string;
  /** The user that was evaluated, without private attributes. */
  readonly user: Record<string, unknown>;
  readonly evaluated_keys: Record<string, unknown>;
  readonly sdkInfo: Record<string, unknown>;
  readonly sdkParams: Record<string, unknown>;
  readonly [other: string]: unknown;
}
