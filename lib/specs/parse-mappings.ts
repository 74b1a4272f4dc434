import type { ConfigMapping } from './spec-snapshot.js';
import { asArray, asObject, optionalInteger, requireArray, requireString } from './wire-reader.js';

/**
 * Reads the redirections of one name.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseMappings(value: unknown, path: string): readonly ConfigMapping[] {
  return asArray(value, path).map((item, index) => {
    const mapping = asObject(item, `${path}[${index}]`);
    return {
      newConfigName: requireString(mapping, 'new_config_name'),
      rules: requireArray(mapping, 'rules').map((entry, at) => {
        const rule = asObject(entry, `${path}[${index}].rules[${at}]`);
        return { ruleName: requireString(rule, 'rule_name'), startTime: optionalInteger(rule, 'start_time') ?? 0 };
      }),
    };
  });
}
