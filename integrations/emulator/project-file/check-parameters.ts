import { didYouMean } from 'statsig-nodekit/request';
import type { JsonObject, JsonValue, Parameter, Project } from './project.js';
import type { Reading } from './reading.js';

/**
 * Complains about parameters of a store that name no parameter of the config, experiment or layer they read, and about
 * values of mixed types: an SDK gives a reader of one type the fallback where the value has another.
 */
export function checkParameters(project: Project, reading: Reading): void {
  for (const [storeName, store] of Object.entries(project.parameterStores ?? {})) {
    for (const [name, parameter] of Object.entries(store)) {
      const path = ['parameterStores', storeName, name];
      if ('gate' in parameter && jsonType(parameter.pass) !== jsonType(parameter.fail)) {
        const types = `${jsonType(parameter.pass)} and ${jsonType(parameter.fail)}`;
        reading.complain([...path, 'fail'], `\`pass\` and \`fail\` must be of one type, found ${types}`);
      }
      const source = sourceOf(project, parameter);
      if (source === undefined || !('param' in parameter)) continue;
      const values = valuesOf(source, parameter.param);
      if (values.length === 0) {
        const suggestion = didYouMean(parameter.param, new Set(source.values.flatMap(Object.keys)));
        reading.complain([...path, 'param'], `${source.title} has no parameter \`${parameter.param}\`${suggestion}`);
      }
      const expected = jsonType(parameter.default ?? null);
      const other = values.map(jsonType).find((type) => type !== expected);
      if (parameter.default !== undefined && other !== undefined) {
        const found = `${source.title} has ${other} for \`${parameter.param}\``;
        reading.complain(
          [...path, 'default'],
          `expected a default of the parameter's type: ${found}, found ${expected}`,
        );
      }
    }
  }
}

/** The name that the wire gives a JSON type. */
export function jsonType(value: JsonValue): 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** What a parameter of a store reads. */
export interface Source {
  /** For complaints. */
  readonly title: string;
  readonly values: readonly JsonObject[];
}

/** What one parameter can be, where it is set at all. */
export function valuesOf(source: Source, param: string): JsonValue[] {
  return source.values.flatMap((value) => {
    const found = Object.hasOwn(value, param) ? value[param] : undefined;
    return found === undefined ? [] : [found];
  });
}

/** All values that what a parameter reads can have; `undefined` for names from elsewhere and for other kinds. */
export function sourceOf(project: Project, parameter: Parameter): Source | undefined {
  if ('dynamicConfig' in parameter) {
    const config = project.dynamicConfigs?.[parameter.dynamicConfig];
    const title = `dynamic config \`${parameter.dynamicConfig}\``;
    return config && { title, values: [config.default, ...(config.rules ?? []).map((rule) => rule.value)] };
  }
  if ('experiment' in parameter) {
    const experiment = project.experiments?.[parameter.experiment];
    if (experiment === undefined) return undefined;
    const layer = typeof experiment.layer === 'string' ? project.layers?.[experiment.layer]?.default : undefined;
    const values = [layer ?? {}, experiment.default ?? {}, ...experiment.groups.map((group) => group.value)];
    return { title: `experiment \`${parameter.experiment}\``, values };
  }
  if ('layer' in parameter) {
    const layer = project.layers?.[parameter.layer];
    return layer && { title: `layer \`${parameter.layer}\``, values: [layer.default] };
  }
  return undefined;
}
