import type { Holdout, JsonObject } from '../project-file/project.js';
import type { Compilation } from './compilation.js';
import { everyoneCondition } from './compile-condition.js';
import { builtRule, everyone } from './compile-rule.js';
import { deriveSalt } from './derive.js';
import type { WireRule, WireSpec } from './wire.js';

/** The sections of a project whose entries a holdout can hold back. */
export type HoldableSection = 'gates' | 'dynamicConfigs' | 'experiments' | 'layers';

/** A holdout is a gate that passes for those who are held out. */
export function compileHoldout(name: string, holdout: Holdout, compilation: Compilation): WireSpec {
  const idType = holdout.idType ?? 'userID';
  const id = holdout.id ?? name;
  return {
    type: 'feature_gate',
    entity: 'holdout',
    salt: holdout.salt ?? deriveSalt('holdout', name),
    enabled: true,
    defaultValue: false,
    idType,
    version: 1,
    rules: [
      {
        name: id,
        id,
        salt: deriveSalt('rule', 'holdout', name, id),
        passPercentage: holdout.percentage,
        conditions: [everyone(idType, compilation)],
        returnValue: true,
        idType,
      },
    ],
  };
}

/** The names of the holdouts that hold an entry back, in the order of the file. */
export function holdoutsOf(section: HoldableSection, name: string, { project }: Compilation): string[] {
  const listing = Object.entries(project.holdouts ?? {}).filter(([, holdout]) => holdout[section]?.includes(name));
  const fromLayer = section === 'layers' ? (project.layers?.[name]?.holdouts ?? []) : [];
  return [...new Set([...listing.map(([holdout]) => holdout), ...fromLayer])];
}

/**
 * The rules that come before all others where holdouts apply: whoever is in the holdout gets `returnValue`, and the
 * holdout's rule id is reported.
 */
export function holdoutRules(
  names: readonly string[],
  { returnValue, idType }: { returnValue: boolean | JsonObject; idType: string },
  { project, conditions }: Compilation,
): WireRule[] {
  return names.map((name) => {
    const condition = conditions.idOf({ ...everyoneCondition, type: 'pass_gate', targetValue: name, idType });
    return builtRule(project.holdouts?.[name]?.id ?? name, { condition, returnValue, idType });
  });
}
