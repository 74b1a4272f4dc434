/** How much of a value is looked at: the rest of an endless one says nothing new. */
const MOST_CONTAINERS = 300;

/** Freezes a value and what it holds, without calling its getters. Proxies and functions stay as they are. */
export function freezeDeeply(value: unknown): void {
  visit(value, (object) => Object.freeze(object));
}

/**
 * What a value holds, without calling its getters: keys, descriptors, and the identity of what is within. Two shapes of
 * one value are equal when nothing has changed in between.
 */
export function shapeOf(value: unknown): readonly unknown[] {
  const shape: unknown[] = [value];
  visit(value, (object) => {
    shape.push(Object.isExtensible(object), Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      shape.push(key, ...(descriptor === undefined ? [] : Object.values(descriptor)));
    }
  });
  return shape;
}

/** Where two shapes differ, or -1. */
export function firstChange(before: readonly unknown[], after: readonly unknown[]): number {
  if (before.length !== after.length) return Math.min(before.length, after.length);
  return before.findIndex((entry, index) => !Object.is(entry, after[index]));
}

function visit(root: unknown, see: (object: object) => void): void {
  const waiting: unknown[] = [root];
  const seen = new Set<object>();
  while (waiting.length > 0 && seen.size < MOST_CONTAINERS) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    try {
      for (const key of Reflect.ownKeys(value).slice(0, MOST_CONTAINERS)) {
        waiting.push(Object.getOwnPropertyDescriptor(value, key)?.value);
      }
      see(value);
    } catch {
      // A proxy that throws at every look can neither be changed nor compared.
    }
  }
}
