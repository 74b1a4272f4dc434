import type { GateExpression } from 'statsig-nodekit/request';

/**
 * An expression in words that can be read: `new_checkout and not legacy`, `color of the experiment button_color is "red"`.
 * Several parts within others stand in brackets.
 */
export function describeGate(expression: GateExpression): string {
  return describe(expression, false);
}

function describe(expression: GateExpression, isInner: boolean): string {
  if (typeof expression === 'string') return expression;
  if (isList(expression)) return joined(expression, ' and ', isInner);
  if ('all' in expression) return joined(expression.all, ' and ', isInner);
  if ('any' in expression) return joined(expression.any, ' or ', isInner);
  if ('not' in expression) return `not ${describe(expression.not, true)}`;
  const { param, equals } = expression;
  const holder = (['experiment', 'config', 'layer'] as const)
    .map((kind) => ({ kind, name: kind in expression ? String(Reflect.get(expression, kind)) : undefined }))
    .find(({ name }) => name !== undefined);
  return `${param} of the ${holder?.kind} ${holder?.name} is ${JSON.stringify(equals)}`;
}

function joined(parts: readonly GateExpression[], word: string, isInner: boolean): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return describe(only, isInner);
  const text = parts.map((part) => describe(part, true)).join(word);
  return isInner ? `(${text})` : text;
}

/** `Array.isArray` does not tell the compiler that other forms are no read-only lists. */
function isList(expression: GateExpression): expression is readonly GateExpression[] {
  return Array.isArray(expression);
}
