import type { JsonObject, JsonValue } from '../project-file/project.js';

/** A payload of the specs endpoint, format `dcs-v2`, as far as the emulator writes or reads it. */
export interface WireSpecs {
  has_updates: true;
  time: number;
  checksum?: string;
  response_format: 'dcs-v2';
  feature_gates: Record<string, WireSpec>;
  dynamic_configs: Record<string, WireSpec>;
  layer_configs: Record<string, WireSpec>;
  condition_map: Record<string, WireCondition>;
  experiment_to_layer: Record<string, string>;
  param_stores?: Record<string, WireParameterStore>;
  id_lists?: Record<string, boolean>;
  default_environment?: string;
  company_id?: string;
  app_id?: JsonValue;
  sdk_keys_to_app_ids?: Record<string, string>;
  hashed_sdk_keys_to_app_ids?: Record<string, string>;
}

/** A gate, dynamic config, experiment or layer. */
export interface WireSpec {
  type: 'feature_gate' | 'dynamic_config';
  entity: 'feature_gate' | 'segment' | 'holdout' | 'dynamic_config' | 'experiment' | 'layer';
  salt: string;
  enabled: boolean;
  defaultValue: boolean | JsonObject;
  rules: WireRule[];
  idType: string;
  version: number;
  isActive?: boolean;
  hasSharedParams?: boolean;
  explicitParameters?: readonly string[];
  targetAppIDs?: string[];
  forwardAllExposures?: boolean;
  fieldsUsed?: string[];
}

/** One rule of a {@link WireSpec}. */
export interface WireRule {
  name: string;
  id: string;
  salt: string;
  passPercentage: number;
  conditions: string[];
  returnValue: boolean | JsonObject;
  idType: string;
  groupName?: string;
  configDelegate?: string;
  isExperimentGroup?: boolean;
  samplingRate?: number;
}

/** One condition, referred to by rules through its id in `condition_map`. */
export interface WireCondition {
  type: string;
  targetValue: JsonValue;
  operator: string | null;
  field: string | null;
  additionalValues: Record<string, string>;
  idType: string;
}

/** The parameters of one store. */
export interface WireParameterStore {
  parameters: Record<string, JsonObject>;
  targetAppIDs?: string[];
  version: number;
}
