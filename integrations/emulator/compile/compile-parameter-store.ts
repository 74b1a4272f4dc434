import { jsonType, sourceOf, valuesOf } from '../project-file/check-parameters.js';
import type { JsonObject, Parameter, Project } from '../project-file/project.js';
import type { WireParameterStore } from './wire.js';

/** A parameter store: each parameter says where its value comes from. */
export function compileParameterStore(
  store: Readonly<Record<string, Parameter>>,
  project: Project,
): WireParameterStore {
  const parameters = Object.entries(store).map(([name, parameter]) => [
    name,
    compileParameter(name, parameter, project),
  ]);
  return { parameters: Object.fromEntries(parameters), version: 1 };
}

function compileParameter(name: string, parameter: Parameter, project: Project): JsonObject {
  const base = { name, param_type: typeOf(parameter, project) };
  if ('static' in parameter) return { ...base, ref_type: 'static', value: parameter.static };
  if ('gate' in parameter) {
    const { gate, pass, fail } = parameter;
    return { ...base, ref_type: 'gate', gate_name: gate, pass_value: pass, fail_value: fail };
  }
  const { param } = parameter;
  if ('dynamicConfig' in parameter) {
    return { ...base, ref_type: 'dynamic_config', config_name: parameter.dynamicConfig, param_name: param };
  }
  if ('experiment' in parameter) {
    return { ...base, ref_type: 'experiment', experiment_name: parameter.experiment, param_name: param };
  }
  return { ...base, ref_type: 'layer', layer_name: parameter.layer, param_name: param };
}

/** The wire wants a type for every parameter: the written default's, else that of the values there are. */
function typeOf(parameter: Parameter, project: Project): string {
  if ('static' in parameter) return jsonType(parameter.static);
  if ('gate' in parameter) return jsonType(parameter.pass);
  if (parameter.default !== undefined) return jsonType(parameter.default);
  const source = sourceOf(project, parameter);
  const [first = null] = source === undefined ? [] : valuesOf(source, parameter.param);
  return jsonType(first);
}
