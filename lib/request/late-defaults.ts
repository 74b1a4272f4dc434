import type { ShownUser } from './shown-user.js';
import type { RequestUserFields } from './user-from-request.js';

/**
 * What a request shows of its user, as an object like any other whose properties are read from the request when one of them is
 * first looked at. For the functions of applications, which are handed it at each request; few of them look.
 */
export function lateDefaults(shown: ShownUser): RequestUserFields {
  return new Proxy<object>(new Defaults(shown), whenLookedAt);
}

/** The properties, once somebody has looked. */
class Defaults {
  #shown: ShownUser | undefined;

  constructor(shown: ShownUser) {
    this.#shown = shown;
  }

  static filled(target: object): object {
    if (target instanceof Defaults && target.#shown !== undefined) {
      const shown = target.#shown;
      target.#shown = undefined;
      Object.assign(target, shown.all());
    }
    return target;
  }

  /** What `console.log` shows: it looks past the proxy. */
  [Symbol.for('nodejs.util.inspect.custom')](): unknown {
    return { ...Defaults.filled(this) };
  }
}

const whenLookedAt: ProxyHandler<object> = {
  get: (target, key) => Reflect.get(Defaults.filled(target), key) as unknown,
  has: (target, key) => Reflect.has(Defaults.filled(target), key),
  ownKeys: (target) => Reflect.ownKeys(Defaults.filled(target)),
  getPrototypeOf: () => Object.prototype,
  set: (target, key, value) => Reflect.set(Defaults.filled(target), key, value),
  getOwnPropertyDescriptor: (target, key) => Reflect.getOwnPropertyDescriptor(Defaults.filled(target), key),
};
