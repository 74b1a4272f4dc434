import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { parseCmab } from './parse-cmab.js';
import { parseParamStore } from './parse-param-store.js';
import { parseRule, parseSpec } from './parse-spec.js';
import { asJson } from './json-value.js';
import type { ConditionSpec, ConfigMapping, Spec, SpecSnapshot } from './spec-snapshot.js';
import {
  type WireObject,
  asArray,
  asBoolean,
  asNumber,
  asObject,
  asString,
  field,
  optionalObject,
  optionalString,
  optionalWholeNumber,
  requireArray,
  requireBoolean,
  requireObject,
  requireString,
  requireWholeNumber,
  toMap,
} from './wire-reader.js';

/** What `parseSpecs` gives. */
export interface ParsedSpecs {
  readonly snapshot: SpecSnapshot;
  /** One complaint for each spec that was left out because it is malformed; it behaves as if it did not exist. */
  readonly skipped: readonly InvalidSpecsError[];
}

/**
 * Turns a downloaded document (format `dcs-v2`, already parsed from JSON) into an immutable snapshot.
 *
 * As tolerant as the official SDK (evaluation §1): unknown keys are ignored; a malformed gate, config or layer is left
 * out alone; a missing or wrongly typed top-level field, condition, parameter store, mapping or bandit rejects the
 * document as a whole, and so does `has_updates: false`, which brings nothing to apply.
 *
 * @throws InvalidSpecsError with the path, what was expected and what was found; nothing is half applied.
 */
export function parseSpecs(input: unknown): ParsedSpecs {
  const document = asObject(input, '');
  if (!requireBoolean(document, 'has_updates')) {
    throw new InvalidSpecsError({
      path: 'has_updates',
      expected: 'true',
      found: 'false: the document brings no specs',
    });
  }
  const skipped: InvalidSpecsError[] = [];
  checkUnusedFields(document);
  const mappings = optionalObject(document, 'overrides');
  const mappingRules = optionalObject(document, 'override_rules');
  const paramStores = optionalObject(document, 'param_stores');
  const cmabs = optionalObject(document, 'cmab_configs');
  const sdkConfigs = optionalObject(document, 'sdk_configs');

  const snapshot: SpecSnapshot = {
    time: requireWholeNumber(document, 'time'),
    checksum: optionalString(document, 'checksum'),
    featureGates: parseSpecMap(document, 'feature_gates', skipped),
    dynamicConfigs: parseSpecMap(document, 'dynamic_configs', skipped),
    layerConfigs: parseSpecMap(document, 'layer_configs', skipped),
    conditions: toMap(requireObject(document, 'condition_map'), parseCondition),
    paramStores: paramStores === undefined ? new Map() : toMap(paramStores, parseParamStore),
    cmabs: cmabs === undefined ? new Map() : toMap(cmabs, parseCmab),
    mappings: mappings && toMap(mappings, parseMappings),
    mappingRules: mappingRules && toMap(mappingRules, parseRule),
    defaultEnvironment: optionalString(document, 'default_environment'),
    appId: asJson(field(document, 'app_id') ?? null),
    sdkConfigs: sdkConfigs === undefined ? new Map() : toMap(sdkConfigs, asJson),
  };
  return { snapshot, skipped };
}

function parseSpecMap(document: WireObject, name: string, skipped: InvalidSpecsError[]): ReadonlyMap<string, Spec> {
  const source = requireObject(document, name);
  const specs = new Map<string, Spec>();
  for (const key of Object.keys(source.fields)) {
    try {
      specs.set(key, parseSpec(key, source));
    } catch (error) {
      if (!(error instanceof InvalidSpecsError)) throw error;
      skipped.push(error);
    }
  }
  return specs;
}

function parseCondition(value: unknown, path: string): ConditionSpec {
  const condition = asObject(value, path);
  const additional = optionalObject(condition, 'additionalValues');
  const additionalValues = additional && toMap(additional, asString);
  return {
    type: requireString(condition, 'type'),
    idType: requireString(condition, 'idType'),
    operator: optionalString(condition, 'operator'),
    field: optionalString(condition, 'field'),
    targetValue: asJson(field(condition, 'targetValue') ?? null),
    salt: additionalValues?.get('salt') ?? '',
  };
}

function parseMappings(value: unknown, path: string): readonly ConfigMapping[] {
  return asArray(value, path).map((item, index) => {
    const mapping = asObject(item, `${path}[${index}]`);
    return {
      newConfigName: requireString(mapping, 'new_config_name'),
      rules: requireArray(mapping, 'rules').map((entry, at) => {
        const rule = asObject(entry, `${path}[${index}].rules[${at}]`);
        return { ruleName: requireString(rule, 'rule_name'), startTime: optionalWholeNumber(rule, 'start_time') ?? 0 };
      }),
    };
  });
}

/** Fields that evaluation does not use, but whose type the official SDK insists on. */
function checkUnusedFields(document: WireObject): void {
  toMap(requireObject(document, 'experiment_to_layer'), asString);
  for (const name of ['sdk_flags', 'id_lists']) readEntries(document, name, asBoolean);
  readEntries(document, 'diagnostics', asNumber);
  for (const name of ['session_replay_info', 'auto_capture_settings', 'gcir_config']) optionalObject(document, name);
  for (const name of ['sdk_keys_to_app_ids', 'hashed_sdk_keys_to_app_ids']) optionalObject(document, name);
  for (const name of ['company_id', 'response_format']) optionalString(document, name);
}

function readEntries(document: WireObject, name: string, read: (value: unknown, path: string) => unknown): void {
  const object = optionalObject(document, name);
  if (object !== undefined) toMap(object, read);
}
