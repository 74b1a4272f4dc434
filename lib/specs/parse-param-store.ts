import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { type JsonValue, asJson } from './json-value.js';
import type { ParamStoreSpec, ParameterLabels, ParameterSpec } from './spec-snapshot.js';
import {
  asObject,
  field,
  optionalString,
  optionalStrings,
  requireObject,
  requireString,
  toMap,
} from './wire-reader.js';

/**
 * Reads one parameter store.
 *
 * @throws InvalidSpecsError when a parameter has none of the known shapes.
 */
export function parseParamStore(value: unknown, path: string): ParamStoreSpec {
  const store = asObject(value, path);
  optionalString(store, 'checksum');
  const parameters = requireObject(store, 'parameters');
  return {
    parameters: toMap(parameters, parseParameter),
    labels: toMap(parameters, parseLabels),
    targetAppIDs: optionalStrings(store, 'targetAppIDs'),
  };
}

/**
 * Reads one parameter. The first shape whose fields are all there decides; `ref_type` is not looked at, as in the
 * official SDK (evaluation §12): a parameter with a `value` is static whatever else it says.
 */
function parseParameter(value: unknown, path: string): ParameterSpec {
  const parameter = asObject(value, path);
  requireString(parameter, 'ref_type');
  requireString(parameter, 'param_type');
  const any = (name: string): JsonValue | undefined => {
    const found = field(parameter, name);
    return found === undefined ? undefined : asJson(found);
  };
  const text = (name: string): string | undefined => {
    const found = field(parameter, name);
    return typeof found === 'string' ? found : undefined;
  };

  const staticValue = any('value');
  if (staticValue !== undefined) return { kind: 'static', value: staticValue };

  const gate = text('gate_name');
  const passValue = any('pass_value');
  const failValue = any('fail_value');
  if (gate !== undefined && passValue !== undefined && failValue !== undefined) {
    return { kind: 'gate', gate, passValue, failValue };
  }

  const param = text('param_name');
  if (param !== undefined) {
    const config = text('config_name');
    if (config !== undefined) return { kind: 'dynamic-config', source: config, param };
    const experiment = text('experiment_name');
    if (experiment !== undefined) return { kind: 'experiment', source: experiment, param };
    const layer = text('layer_name');
    if (layer !== undefined) return { kind: 'layer', source: layer, param };
  }
  throw new InvalidSpecsError({
    path,
    expected: 'a parameter that is static or refers to a gate, dynamic config, experiment or layer',
    found: `an object with ${Object.keys(parameter.fields).join(', ') || 'no fields'}`,
  });
}

function parseLabels(value: unknown, path: string): ParameterLabels {
  const parameter = asObject(value, path);
  return { refType: requireString(parameter, 'ref_type'), paramType: requireString(parameter, 'param_type') };
}

/** A parameter as an override gives it: one of the shapes of the wire format, or else the static value itself. */
export function parseParameterOverride(value: JsonValue): ParameterSpec {
  try {
    return parseParameter(value, '');
  } catch (error) {
    if (!(error instanceof InvalidSpecsError)) throw error;
    return { kind: 'static', value };
  }
}
