import type { ProjectPath } from './complaint.js';
import { didYouMean } from 'statsig-nodekit/request';
import type { Experiment, Project } from './project.js';
import type { Reading } from './reading.js';

/** Complains about weights and allocations that do not add up, and about parameters that a layer does not have. */
export function checkExperiments(project: Project, reading: Reading): void {
  const taken = new Map<string, number>();
  for (const [name, experiment] of Object.entries(project.experiments ?? {})) {
    const path = ['experiments', name];
    checkWeights(experiment, path, reading);
    checkParameters(project, experiment, { path, reading });
    checkOverrides(experiment, path, reading);
    if (typeof experiment.layer !== 'string') continue;
    checkIdType(project.layers?.[experiment.layer]?.idType, experiment, { path, reading });
    const before = taken.get(experiment.layer) ?? 0;
    // Tenths of a percent are whole buckets: summed as integers, 33.3 + 33.3 + 33.4 is exactly 100.
    const sum = before + Math.round((experiment.allocation ?? 100) * 10);
    taken.set(experiment.layer, sum);
    if (sum > 1000) {
      const place = experiment.allocation === undefined ? path : [...path, 'allocation'];
      const free = `${(1000 - Math.min(before, 1000)) / 10} % of layer \`${experiment.layer}\` is free`;
      reading.complain(place, `experiment \`${name}\` takes ${experiment.allocation ?? 100} %, but only ${free}`);
    }
  }
}

function checkWeights(experiment: Experiment, path: ProjectPath, reading: Reading): void {
  const sum = experiment.groups.reduce((total, group) => total + Math.round(group.weight * 10), 0) / 10;
  if (experiment.groups.length === 0) reading.complain([...path, 'groups'], 'an experiment needs at least one group');
  else if (sum !== 100)
    reading.complain([...path, 'groups'], `the weights of the groups add up to ${sum}, expected 100`);
}

interface Place {
  readonly path: ProjectPath;
  readonly reading: Reading;
}

/** A layer hands out its units once: an experiment that counted by another unit would overlap with its neighbours. */
function checkIdType(layerIdType: string | undefined, experiment: Experiment, { path, reading }: Place): void {
  const expected = layerIdType ?? 'userID';
  if (experiment.idType === undefined || experiment.idType === expected) return;
  const message = `expected the idType of layer \`${experiment.layer}\`, "${expected}", found "${experiment.idType}"`;
  reading.complain([...path, 'idType'], message);
}

function checkParameters(project: Project, experiment: Experiment, { path, reading }: Place): void {
  const layer = typeof experiment.layer === 'string' ? project.layers?.[experiment.layer] : undefined;
  const own = [experiment.default ?? {}, ...experiment.groups.map((group) => group.value)].flatMap(Object.keys);
  const known = new Set(layer === undefined ? own : Object.keys(layer.default));
  const owner = layer === undefined ? 'the experiment' : `layer \`${experiment.layer}\``;
  const check = (parameter: string, place: ProjectPath, part: 'key' | 'value'): void => {
    if (known.has(parameter)) return;
    const message = `${owner} has no parameter \`${parameter}\`${didYouMean(parameter, known)}`;
    if (part === 'key') reading.complainAboutKey(place, message);
    else reading.complain(place, message);
  };
  for (const [index, parameter] of (experiment.explicitParameters ?? []).entries()) {
    check(parameter, [...path, 'explicitParameters', index], 'value');
  }
  for (const parameter of Object.keys(experiment.default ?? {}))
    check(parameter, [...path, 'default', parameter], 'key');
  for (const [index, group] of experiment.groups.entries()) {
    for (const parameter of Object.keys(group.value)) {
      check(parameter, [...path, 'groups', index, 'value', parameter], 'key');
    }
  }
}

/** One id cannot be in two groups. */
function checkOverrides(experiment: Experiment, path: ProjectPath, reading: Reading): void {
  const groupOf = new Map<string, string>();
  for (const [index, group] of experiment.groups.entries()) {
    for (const [idType, ids] of Object.entries(group.overrides ?? {})) {
      for (const [position, id] of ids.entries()) {
        const other = groupOf.get(`${idType}:${id}`);
        if (other !== undefined) {
          const place = [...path, 'groups', index, 'overrides', idType, position];
          reading.complain(place, `${idType} \`${id}\` is already overridden into group \`${other}\``);
        }
        groupOf.set(`${idType}:${id}`, group.name);
      }
    }
  }
}
