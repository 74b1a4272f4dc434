import { expect, test } from 'vitest';
import { firstChange, freezeDeeply, shapeOf } from './unchanged.js';

const user = () => ({ custom: { list: ['a', { b: 1 }], name: 'x' } });

test.each<[what: string, change: (value: ReturnType<typeof user>) => void]>([
  ['an added property', (value) => Object.assign(value.custom, { added: 1 })],
  ['a removed property', (value) => Reflect.deleteProperty(value.custom, 'name')],
  ['another value', (value) => Object.assign(value.custom, { name: 'y' })],
  ['an added element', (value) => value.custom.list.push('c')],
  ['a change deep within', (value) => Object.assign(Object(value.custom.list[1]), { b: 2 })],
  ['frozen', (value) => Object.freeze(value.custom)],
  ['another prototype', (value) => Object.setPrototypeOf(value.custom, null)],
])('%s is noticed', (_what, change) => {
  const value = user();
  const before = shapeOf(value);
  expect(firstChange(before, shapeOf(value))).toBe(-1);
  change(value);
  expect(firstChange(before, shapeOf(value))).not.toBe(-1);
});

test('getters are not called, and circles end', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  Object.defineProperty(circle, 'throwing', {
    enumerable: true,
    get: () => {
      throw new Error('called');
    },
  });
  freezeDeeply(circle);
  expect(Object.isFrozen(circle)).toBe(true);
  expect(firstChange(shapeOf(circle), shapeOf(circle))).toBe(-1);
});

test('freezing reaches what is deep within', () => {
  const value = user();
  freezeDeeply(value);
  expect(() => Object.assign(Object(value.custom.list[1]), { b: 2 })).toThrow(TypeError);
});
