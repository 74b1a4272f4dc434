import type { JsonObject } from './json-value.js';
import { isJsonObject } from './json-value.js';
import type { RuleSpec, SpecSnapshot } from './spec-snapshot.js';

/** One group of an experiment. */
export interface ExperimentGroup {
  /** Empty when the group has no name. */
  readonly groupName: string;
  readonly ruleId: string;
  /** The ID type that the group is assigned by. */
  readonly idType: string;
  /** The group's values, as a copy; empty when it has none. */
  readonly returnValue: JsonObject;
}

/** The groups of an experiment. */
export interface ExperimentGroupsResult {
  /** Whether the experiment is running; left out when the name is not an experiment's. */
  readonly isExperimentActive?: boolean;
  /** In the order of the experiment's rules. */
  readonly groups: readonly ExperimentGroup[];
}

/** The names in one of the snapshot's maps whose entity is the given kind, sorted (evaluation §14). */
export function namesOf(
  specs: SpecSnapshot['featureGates'],
  entity: 'feature_gate' | 'dynamic_config' | 'experiment' | 'autotune',
): string[] {
  const names: string[] = [];
  for (const [name, spec] of specs) if (spec.entity === entity) names.push(name);
  return names.toSorted();
}

/** The groups that an experiment assigns users to. No user is involved, and nothing is logged. */
export function experimentGroups({ dynamicConfigs }: SpecSnapshot, name: string): ExperimentGroupsResult {
  const spec = dynamicConfigs.get(name);
  if (spec?.entity !== 'experiment') return { groups: [] };
  const groups = spec.rules
    .filter((rule) => rule.isExperimentGroup === true)
    .map(({ groupName, id, idType, returnValue }) => ({
      groupName: groupName ?? '',
      ruleId: id,
      idType,
      // A copy: what the specs hold is theirs alone.
      returnValue: typeof returnValue !== 'boolean' && isJsonObject(returnValue) ? structuredClone(returnValue) : {},
    }));
  return { isExperimentActive: spec.isActive ?? false, groups };
}

/** The first rule of an experiment, of whatever kind, that fits; undefined when there is none. */
export function findExperimentRule(
  { dynamicConfigs }: SpecSnapshot,
  name: string,
  fits: (rule: RuleSpec) => boolean,
): RuleSpec | undefined {
  return dynamicConfigs.get(name)?.rules.find(fits);
}
