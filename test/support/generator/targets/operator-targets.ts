import type { Random } from '../random.js';
import type { Json } from '../wire-types.js';
import { ARRAY_OPERATORS, arrayTarget } from './array-targets.js';
import { EQUALITY_OPERATORS, equalityTarget } from './equality-targets.js';
import { ID_LIST_OPERATORS, idListTarget } from './id-list-targets.js';
import { NUMBER_OPERATORS, numberTarget } from './number-targets.js';
import { PATTERN_OPERATORS, patternTarget } from './pattern-targets.js';
import { TEXT_OPERATORS, textTarget } from './text-targets.js';
import { TIME_OPERATORS, timeTarget } from './time-targets.js';
import { VERSION_OPERATORS, versionTarget } from './version-targets.js';

type TargetMaker = (random: Random) => Json;

const families: readonly (readonly [readonly string[], TargetMaker])[] = [
  [NUMBER_OPERATORS, numberTarget],
  [VERSION_OPERATORS, versionTarget],
  [TEXT_OPERATORS, textTarget],
  [PATTERN_OPERATORS, patternTarget],
  [TIME_OPERATORS, timeTarget],
  [EQUALITY_OPERATORS, equalityTarget],
  [ARRAY_OPERATORS, arrayTarget],
  [ID_LIST_OPERATORS, idListTarget],
];

const makers = new Map(families.flatMap(([operators, make]) => operators.map((operator) => [operator, make] as const)));

/** Every operator. */
export const OPERATORS: readonly string[] = [...makers.keys()];

/** An operator and a target that its family understands most of the time. */
export function operatorWithTarget(random: Random): { readonly operator: string; readonly targetValue: Json } {
  const [operator, make] = random.pick([...makers]);
  return { operator, targetValue: make(random) };
}
