import type { GateExpression } from 'statsig-nodekit/request';

/** The kinds of what a project has, as warnings call them. */
export type FlagKind = 'gate' | 'dynamic config' | 'experiment' | 'layer' | 'parameter store';

/** A name that the application asks about, known before it does. */
export interface FlagUse {
  /** Undefined where only the name is known. */
  readonly kind: FlagKind | undefined;
  readonly name: string;
}

/** What a gate expression asks about. */
export function flagsOfExpression(expression: GateExpression): FlagUse[] {
  if (typeof expression === 'string') return [{ kind: 'gate', name: expression }];
  if ('not' in expression) return flagsOfExpression(expression.not);
  if ('all' in expression) return expression.all.flatMap(flagsOfExpression);
  if ('any' in expression) return expression.any.flatMap(flagsOfExpression);
  if ('experiment' in expression) return [{ kind: 'experiment', name: expression.experiment }];
  if ('config' in expression) return [{ kind: 'dynamic config', name: expression.config }];
  if ('layer' in expression) return [{ kind: 'layer', name: expression.layer }];
  return expression.flatMap(flagsOfExpression);
}
