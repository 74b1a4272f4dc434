import type { ProjectPath } from './complaint.js';
import type { ExperimentGroup, Project, Rule } from './project.js';
import type { Reading } from './reading.js';
import { ruleIdOf } from './rule-id.js';

/**
 * Rule ids with a meaning of their own: what SDKs report where no rule decided, and the rules that the compiler adds to
 * experiments and layers. Ids that end in `override` are read as override rules.
 */
const reservedIds = new Set([
  'default',
  'disabled',
  'targetingGate',
  'inlineTargetingRules',
  'layerAssignment',
  'experimentAssignment',
  'prestart',
]);

/** Complains about two rules or groups of one name, and about names that SDKs give a meaning of their own. */
export function checkRules(project: Project, reading: Reading): void {
  for (const kind of ['gates', 'segments', 'dynamicConfigs'] as const) {
    for (const [name, spec] of Object.entries(project[kind] ?? {})) {
      checkIds(ruleEntries(spec.rules), 'rule', { path: [kind, name, 'rules'], reading });
    }
  }
  for (const [name, experiment] of Object.entries(project.experiments ?? {})) {
    const groups = experiment.groups.map((group) => ({
      id: groupIdOf(group),
      key: group.id === undefined ? ('name' as const) : ('id' as const),
    }));
    checkIds(groups, 'group', { path: ['experiments', name, 'groups'], reading });
    checkGroupNames(experiment.groups, { path: ['experiments', name, 'groups'], reading });
  }
}

interface IdEntry {
  readonly id: string;
  /** The key that the id comes from; unnamed rules have none. */
  readonly key?: 'id' | 'name';
}

interface Place {
  readonly path: ProjectPath;
  readonly reading: Reading;
}

function ruleEntries(rules: readonly Rule[] | undefined): IdEntry[] {
  return (rules ?? []).map((rule, index) => {
    const id = ruleIdOf(rule, index);
    if (rule.id !== undefined) return { id, key: 'id' };
    return rule.name === undefined ? { id } : { id, key: 'name' };
  });
}

function checkIds(entries: readonly IdEntry[], what: 'rule' | 'group', { path, reading }: Place): void {
  const seen = new Map<string, number>();
  for (const [index, { id, key }] of entries.entries()) {
    const place = key === undefined ? [...path, index] : [...path, index, key];
    const first = seen.get(id);
    if (first !== undefined) {
      reading.complain(
        place,
        `${what} ${index + 1} has the same id \`${id}\` as ${what} ${first + 1}; give it another`,
      );
    }
    seen.set(id, first ?? index);
    if (reservedIds.has(id) || id.endsWith('override')) {
      reading.complain(place, `\`${id}\` has a meaning of its own in SDKs; give the ${what} another name or an \`id\``);
    }
  }
}

type NamedGroup = Pick<ExperimentGroup, 'name' | 'id'>;

function groupIdOf({ id, name }: NamedGroup): string {
  return id ?? name;
}

/** Two groups of one name and one id have been reported through the id. */
function checkGroupNames(groups: readonly NamedGroup[], { path, reading }: Place): void {
  for (const [index, group] of groups.entries()) {
    const first = groups.findIndex(({ name }) => name === group.name);
    const earlier = groups[first];
    if (first === index || earlier === undefined || groupIdOf(earlier) === groupIdOf(group)) continue;
    const message = `group ${index + 1} has the same name \`${group.name}\` as group ${first + 1}`;
    reading.complain([...path, index, 'name'], message);
  }
}
