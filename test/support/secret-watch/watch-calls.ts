import { checkOutput } from './secret-watch.js';

/**
 * The same object, whose method calls are looked through before they go on to it. Methods see the object itself as `this`.
 * @param where names the calls in the complaint
 */
export function watchCalls<Target extends object>(target: Target, where: string): Target {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        checkOutput(`${where} ${String(name)}()`, args.map(textOf).join(' '));
        return Reflect.apply(member, target, args);
      };
    },
  });
}

/** As it would be printed or sent. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Cycles and BigInts: nothing that the SDK sends, and no text to look through.
    return '';
  }
}
