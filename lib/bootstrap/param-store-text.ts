import type { ParamStoreSpec, ParameterSpec } from '../specs/spec-snapshot.js';

/**
 * A parameter store as browsers resolve it (bootstrap §2.8): names of parameters as they are.
 *
 * @param nameText how the names are written of what they refer to
 */
export function paramStoreText({ parameters, labels }: ParamStoreSpec, nameText: (name: string) => string): string {
  const members: string[] = [];
  for (const [name, parameter] of parameters) {
    const quoted = JSON.stringify(name);
    const label = labels.get(name);
    const kind =
      label === undefined
        ? ''
        : `,"ref_type":${JSON.stringify(label.refType)},"param_type":${JSON.stringify(label.paramType)}`;
    members.push(`${quoted}:{"name":${quoted}${kind},${sourceText(parameter, nameText)}}`);
  }
  return `{${members.join(',')}}`;
}

function sourceText(parameter: ParameterSpec, nameText: (name: string) => string): string {
  if (parameter.kind === 'static') return `"value":${JSON.stringify(parameter.value)}`;
  if (parameter.kind === 'gate') {
    const [pass, fail] = [JSON.stringify(parameter.passValue), JSON.stringify(parameter.failValue)];
    return `"gate_name":${nameText(parameter.gate)},"pass_value":${pass},"fail_value":${fail}`;
  }
  const key = parameter.kind === 'dynamic-config' ? 'config_name' : `${parameter.kind}_name`;
  return `"${key}":${nameText(parameter.source)},"param_name":${JSON.stringify(parameter.param)}`;
}
