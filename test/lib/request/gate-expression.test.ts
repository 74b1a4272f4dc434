import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGateExpression, type FlagAnswers, type GateExpression } from '../../../lib/request/gate-expression.js';

/** Names that begin with `on` and `off` are known, others unknown; gates are on by their name. Remembers what was asked. */
function asker(values: Readonly<Record<string, unknown>> = {}): FlagAnswers & { readonly asked: string[] } {
  const asked: string[] = [];
  const reasonOf = (name: string): string => `Network:${/^o(?:n|ff)/.test(name) ? 'Recognized' : 'Unrecognized'}`;
  return {
    asked,
    gate: (name) => {
      asked.push(name);
      return { value: name.startsWith('on'), reason: reasonOf(name) };
    },
    value: ({ kind, name, param }) => {
      asked.push(`${kind} ${name}.${param}`);
      return { value: values[param] ?? null, reason: reasonOf(name) };
    },
  };
}

const isAllowed = (expression: GateExpression): boolean => decideGateExpression(expression, asker()).allowed;

describe('decideGateExpression', () => {
  it.each<[GateExpression, boolean]>([
    ['on', true],
    ['off', false],
    [['on', 'on2'], true],
    [['on', 'off'], false],
    [{ all: ['on', 'on2'] }, true],
    [{ all: ['on', 'off'] }, false],
    [{ any: ['off', 'on'] }, true],
    [{ any: ['off', 'off2'] }, false],
    [{ not: 'off' }, true],
    [{ not: 'on' }, false],
    [{ any: ['off', { not: ['on', 'off2'] }] }, true],
    [[{ any: ['off', 'on'] }, { not: { all: ['on', 'on2'] } }], false],
  ])('decides %j as %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  it('asks left to right and no further than needed', () => {
    const all = asker();
    decideGateExpression(['on', 'off', 'on2'], all);
    expect(all.asked).toEqual(['on', 'off']);
    const any = asker();
    decideGateExpression({ any: ['off', 'on', 'on2'] }, any);
    expect(any.asked).toEqual(['off', 'on']);
  });

  it.each<[GateExpression]>([
    ['unknown'],
    [{ not: 'unknown' }],
    [{ any: ['unknown', 'on'] }],
    [{ not: { any: ['off', 'unknown'] } }],
    [['on', { not: { not: { not: 'unknown' } } }]],
  ])('denies %j as a whole, because a gate in it cannot be evaluated', (expression) => {
    expect(decideGateExpression(expression, asker())).toEqual({
      allowed: false,
      gate: 'unknown',
      reason: 'Network:Unrecognized',
      decided: false,
    });
  });

  it.each(['Uninitialized', 'NoValues', 'Network:Unsupported', 'Error:Statsig Evaluation Depth Exceeded'])(
    'denies under `not` when the reason is %s',
    (reason) => {
      const answer = { value: false, reason };
      const answers = { gate: () => answer, value: () => answer };
      expect(decideGateExpression({ not: 'gate' }, answers).allowed).toBe(false);
      const condition = { experiment: 'e', param: 'p', equals: true } as const;
      expect(decideGateExpression({ not: condition }, answers).allowed).toBe(false);
    },
  );

  it.each<[GateExpression, boolean]>([
    [{ experiment: 'on', param: 'color', equals: 'red' }, true],
    [{ experiment: 'on', param: 'color', equals: 'blue' }, false],
    [{ config: 'on', param: 'size', equals: 3 }, true],
    [{ config: 'on', param: 'size', equals: '3' }, false],
    [{ layer: 'on', param: 'wide', equals: true }, true],
    [{ layer: 'on', param: 'missing', equals: false }, false],
    [{ not: { layer: 'on', param: 'missing', equals: false } }, true],
    [{ any: ['off', { experiment: 'on', param: 'color', equals: 'red' }] }, true],
    [['on', { experiment: 'on', param: 'color', equals: 'blue' }], false],
    [{ experiment: 'unknown', param: 'color', equals: 'red' }, false],
    [{ not: { experiment: 'unknown', param: 'color', equals: 'blue' } }, false],
  ])('decides the values of %j as %s', (expression, allowed) => {
    const answers = asker({ color: 'red', size: 3, wide: true });
    expect(decideGateExpression(expression, answers).allowed).toBe(allowed);
  });

  it('asks for the parameter of the kind that is named', () => {
    const answers = asker();
    decideGateExpression(
      {
        any: [
          { experiment: 'one', param: 'a', equals: 1 },
          { config: 'on2', param: 'b', equals: 1 },
          { layer: 'on3', param: 'c', equals: 1 },
        ],
      },
      { ...answers, value: (question) => ({ ...answers.value(question), reason: 'Network:Recognized' }) },
    );
    expect(answers.asked).toEqual(['experiment one.a', 'config on2.b', 'layer on3.c']);
  });

  it('names the gate that decided', () => {
    expect(decideGateExpression(['on', 'off'], asker())).toEqual({
      allowed: false,
      gate: 'off',
      reason: 'Network:Recognized',
      decided: true,
    });
  });

  it('agrees with boolean algebra when all gates are known', () => {
    fc.assert(
      fc.property(expressions(), (expression) => {
        expect(isAllowed(expression)).toBe(algebra(expression));
      }),
    );
  });
});

function expressions(): fc.Arbitrary<GateExpression> {
  const { tree } = fc.letrec<{ tree: GateExpression }>((tie) => {
    const list = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('on', 'off'),
        list,
        list.map((all) => ({ all })),
        list.map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    };
  });
  return tree;
}

function algebra(expression: GateExpression): boolean {
  if (typeof expression === 'string') return expression === 'on';
  if (isList(expression)) return expression.every((part) => algebra(part));
  if ('not' in expression) return !algebra(expression.not);
  if ('any' in expression) return expression.any.some((part) => algebra(part));
  return 'all' in expression && expression.all.every((part) => algebra(part));
}

function isList(expression: GateExpression): expression is readonly GateExpression[] {
  return Array.isArray(expression);
}
