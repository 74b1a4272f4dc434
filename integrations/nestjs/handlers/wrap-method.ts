import 'reflect-metadata';

/** A method of a class, seen from outside. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts `make(method)` in the place of the method that a descriptor describes. Nest and others read a handler's name, length
 * and metadata, so these stay what they were.
 */
export function wrapMethod(descriptor: PropertyDescriptor, make: (method: Method) => Method): void {
  const method: Method = descriptor.value;
  const wrapped = make(method);
  Object.defineProperty(wrapped, 'name', { value: method.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: method.length, configurable: true });
  for (const key of Reflect.getOwnMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), wrapped);
  }
  descriptor.value = wrapped;
}
