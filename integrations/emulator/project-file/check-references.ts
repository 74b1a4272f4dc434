import { didYouMean } from 'statsig-nodekit/request';
import type { Project } from './project.js';
import type { Reading } from './reading.js';
import { type EntityKind, type Reference, referencesOf } from './references.js';

/** The names that exist, by kind. */
export type KnownNames = Readonly<Record<EntityKind, ReadonlySet<string>>>;

/** The names that a project defines, together with those that come with its `raw` payload. */
function knownNames(project: Project, raw?: KnownNames): KnownNames {
  const names = (own: object | undefined, kind: EntityKind): ReadonlySet<string> =>
    new Set([...Object.keys(own ?? {}), ...(raw?.[kind] ?? [])]);
  return {
    gate: names(project.gates, 'gate'),
    segment: names(project.segments, 'segment'),
    holdout: names(project.holdouts, 'holdout'),
    'dynamic config': names(project.dynamicConfigs, 'dynamic config'),
    experiment: names(project.experiments, 'experiment'),
    layer: names(project.layers, 'layer'),
    'parameter store': names(project.parameterStores, 'parameter store'),
  };
}

const sections: readonly (readonly [keyof Project, EntityKind])[] = [
  ['gates', 'gate'],
  ['segments', 'segment'],
  ['holdouts', 'holdout'],
  ['dynamicConfigs', 'dynamic config'],
  ['experiments', 'experiment'],
  ['layers', 'layer'],
  ['parameterStores', 'parameter store'],
];

/** Complains about names that the project and its `raw` payload both define. */
export function checkClashes(project: Project, raw: KnownNames, reading: Reading): void {
  for (const [section, kind] of sections) {
    // A holdout and a gate share one map of the wire format, and so do experiments and dynamic configs.
    const rivals = sharingOneMap.find((kinds) => kinds.includes(kind)) ?? [kind];
    for (const name of Object.keys(project[section] ?? {})) {
      const rival = rivals.find((other) => raw[other].has(name));
      if (rival === undefined) continue;
      const message = `${kind} \`${name}\` is also a ${rival} in ${project.raw}; rename or remove one of the two`;
      reading.complainAboutKey([section, name], message);
    }
  }
}

/** Complains about a gate and a holdout, or a dynamic config and an experiment, of one name. */
export function checkSharedNames(project: Project, reading: Reading): void {
  for (const name of Object.keys(project.holdouts ?? {})) {
    if (project.gates?.[name] === undefined) continue;
    reading.complainAboutKey(['holdouts', name], `there is a gate of the same name \`${name}\`; rename one of the two`);
  }
  for (const name of Object.keys(project.experiments ?? {})) {
    if (project.dynamicConfigs?.[name] === undefined) continue;
    const message = `there is a dynamic config of the same name \`${name}\`; rename one of the two`;
    reading.complainAboutKey(['experiments', name], message);
  }
}

const sharingOneMap: readonly (readonly EntityKind[])[] = [
  ['gate', 'holdout'],
  ['dynamic config', 'experiment'],
];

/** Complains about every name that is referred to and does not exist, and about gates that refer to themselves. */
export function checkReferences(project: Project, raw: KnownNames | undefined, reading: Reading): void {
  const references = [...referencesOf(project)];
  const own = knownNames(project);
  const all = knownNames(project, raw);
  for (const { kinds, name, path, isOwn } of references) {
    const known = isOwn ? own : all;
    if (kinds.some((kind) => known[kind].has(name))) continue;
    const candidates = kinds.flatMap((kind) => [...known[kind]]);
    reading.complain(path, `there is no ${kinds[0]} \`${name}\`${didYouMean(name, candidates)}`);
  }
  checkCircles(references, reading);
  checkLists(project, references, reading);
}

/** `in_segment_list` reads an ID list: a segment of rules has none. */
function checkLists(project: Project, references: readonly Reference[], reading: Reading): void {
  for (const { name, path } of references) {
    const key = path.at(-1);
    if (key !== 'in_segment_list' && key !== 'not_in_segment_list') continue;
    if (project.segments?.[name]?.rules === undefined) continue;
    reading.complain(path, `segment \`${name}\` is made of rules, not of an id list; write \`segment: ${name}\``);
  }
}

/** An evaluation that comes back to where it started ends as an error in every SDK, so a circle is a mistake. */
function checkCircles(references: readonly Reference[], reading: Reading): void {
  const outgoing = new Map<string, Reference[]>();
  for (const reference of references) {
    if (reference.from === undefined) continue;
    const from = nodeOf(reference.from.kind, reference.from.name);
    outgoing.set(from, [...(outgoing.get(from) ?? []), reference]);
  }
  const finished = new Set<string>();
  const walk = (node: string, trail: readonly string[]): void => {
    for (const reference of outgoing.get(node) ?? []) {
      const next = nodeOf(reference.kinds[0] ?? 'gate', reference.name);
      const start = trail.indexOf(next);
      if (start >= 0) {
        const circle = [...trail.slice(start), next].map((step) => `\`${step.slice(step.indexOf(':') + 1)}\``);
        const [kind] = next.split(':');
        reading.complain(reference.path, `${kind} ${circle[0]} depends on itself: ${circle.join(' → ')}`);
      } else if (!finished.has(next)) {
        walk(next, [...trail, next]);
      }
    }
    finished.add(node);
  };
  for (const node of outgoing.keys()) if (!finished.has(node)) walk(node, [node]);
}

function nodeOf(kind: EntityKind, name: string): string {
  return `${kind}:${name}`;
}
