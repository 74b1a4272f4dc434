import type { Random } from '../support/generator/random.js';
import { hostileText } from './hostile-texts.js';

class Throwing {
  get value(): never {
    throw new Error('a getter of the caller');
  }
  toJSON(): never {
    throw new Error('a toJSON of the caller');
  }
  toString(): never {
    throw new Error('a toString of the caller');
  }
  valueOf(): never {
    throw new Error('a valueOf of the caller');
  }
}

/** Throws whatever is done to it. */
function throwingProxy(): object {
  const fail = (): never => {
    throw new Error('a proxy of the caller');
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail });
}

/** Throws because it was switched off. */
function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Has another value, of another type, at each look. */
function restlessObject(): object {
  let looks = 0;
  return {
    get a() {
      looks += 1;
      return looks % 2 === 0 ? 'text' : { looks };
    },
  };
}

/** Contains itself, directly and by way of a list, many times over. */
function circle(): object {
  const object: Record<string, unknown> = { name: 'circle' };
  object['self'] = object;
  object['list'] = [object, object, [object]];
  return object;
}

function nested(depth: number): unknown {
  let value: unknown = 'innermost';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** A property of that name, where an assignment would set the prototype. */
const withOwnProto = (): unknown => JSON.parse('{"__proto__":{"polluted":true},"a":1}');

/** A value that has no business in a user: of no JSON form, throwing, endless, or at the limits of its type. */
export function hostileValue(random: Random): unknown {
  return random.weighted<unknown>([
    [5, () => hostileText(random)],
    [4, () => random.pick([Number.NaN, Infinity, -Infinity, -0, 1e308, -1e308, 5e-324, 2 ** 64, 2 ** 53 + 2, 1e21])],
    [2, () => random.pick([null, undefined, true, false])],
    [2, () => random.pick([Symbol('s'), Symbol.iterator, 10n ** 400n, -1n, () => 'called', Throwing, async () => 1])],
    [1, () => new Throwing()],
    [1, throwingProxy],
    [0.5, revokedProxy],
    [0.5, restlessObject],
    [0.25, circle],
    [1, () => nested(random.pick([3, 17, 200, 5000]))],
    [
      1,
      () =>
        random.pick([new Date(Number.NaN), new Map([['a', 1]]), new Set([1]), /a/g, new Uint8Array(8), new Error('e')]),
    ],
    [
      1,
      () => random.pick([Object('boxed'), Object(5), Object(1n), Object.create(null), Object.create({ inherited: 1 })]),
    ],
    [1, withOwnProto],
    [
      1,
      () =>
        random.pick<unknown>([
          Object.assign([], { 1: 'a', length: 3 }),
          Object.assign([], { length: 1000 }),
          Object.assign(['a'], { extra: 1 }),
          [[[[]]]],
        ]),
    ],
    [0.02, () => Array.from({ length: 20_000 }, (_item, index) => index)],
    [0.02, () => Object.fromEntries(Array.from({ length: 5000 }, (_item, index) => [`key_${index}`, index]))],
    [1, () => Object.freeze({ frozen: Object.freeze(['a', Object.freeze({ b: 1 })]) })],
  ]);
}
