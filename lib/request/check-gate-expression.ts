import type { GateExpression, ValueCondition, ValueKind } from './gate-expression.js';

/** An expression was written wrongly: the application must be changed, so it is thrown while the program starts. */
export class GateExpressionError extends Error {
  override readonly name = 'GateExpressionError';
  readonly code = 'gate_expression_invalid';
}

/**
 * The expression, checked: names are not empty, lists are not empty (an empty one would let everyone through), and objects
 * have exactly one of `all`, `any`, `not`, or are a value condition, which is complete.
 *
 * @throws GateExpressionError naming the place, what stands there, and what was expected
 */
export function checkGateExpression(expression: unknown, path = 'expression'): GateExpression {
  if (typeof expression === 'string') {
    if (expression.trim() === '') throw invalid(path, 'an empty name');
    return expression;
  }
  if (Array.isArray(expression)) return checkList(expression, path);
  if (typeof expression !== 'object' || expression === null) throw invalid(path, described(expression));
  const kind = valueKinds.find((candidate) => candidate in expression);
  if (kind !== undefined) return checkCondition(expression, kind, path);
  const [key, ...others] = Object.keys(expression);
  if (others.length > 0) throw invalid(path, `an object with ${[key, ...others].join(', ')}`);
  if ('all' in expression) return { all: checkList(expression.all, `${path}.all`) };
  if ('any' in expression) return { any: checkList(expression.any, `${path}.any`) };
  if ('not' in expression) return { not: checkGateExpression(expression.not, `${path}.not`) };
  throw invalid(path, key === undefined ? 'an empty object' : `an object with ${key}`);
}

const valueKinds = ['experiment', 'config', 'layer'] as const satisfies readonly ValueKind[];

function checkCondition(condition: object, kind: ValueKind, path: string): ValueCondition {
  const keys = Object.keys(condition);
  const wanted = [kind, 'param', 'equals'];
  if (keys.length !== wanted.length || !wanted.every((key) => keys.includes(key))) {
    throw invalid(path, `an object with ${keys.join(', ')}`, `{ ${kind}: …, param: …, equals: … }`);
  }
  const [name, param, equals]: unknown[] = wanted.map((key) => Reflect.get(condition, key));
  for (const [key, text] of [
    [kind, name],
    ['param', param],
  ] as const) {
    if (typeof text !== 'string' || text.trim() === '') {
      throw invalid(`${path}.${key}`, text === '' ? 'an empty text' : described(text), 'a text that is not empty');
    }
  }
  if (!['string', 'number', 'boolean'].includes(typeof equals)) {
    throw invalid(`${path}.equals`, described(equals), 'a text, a number, true or false');
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each of its members was checked above
  return { [kind]: name, param, equals } as unknown as ValueCondition;
}

function checkList(list: unknown, path: string): readonly GateExpression[] {
  if (!Array.isArray(list)) throw invalid(path, described(list), 'a list of expressions');
  if (list.length === 0) throw invalid(path, 'an empty list', 'at least one gate');
  return list.map((part, index) => checkGateExpression(part, `${path}[${index}]`));
}

function described(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

function invalid(
  path: string,
  found: string,
  expected = 'a gate name, a list, { all: […] }, { any: […] }, { not: … } or { experiment, param, equals }',
): GateExpressionError {
  return new GateExpressionError(`Gate ${path} is ${found}; expected ${expected}.`);
}
