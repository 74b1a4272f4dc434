import type { OptionReader } from './option-readers.js';
import { describeReceived } from './describe-received.js';

/** What an object of the application's own must look like. */
export interface PortShape<Port extends object> {
  /** In words, as they read after “expected”: `an object with logging methods`. */
  readonly expected: string;
  /** Methods that it cannot do without. */
  readonly required?: readonly (keyof Port & string)[];
  /** Methods that are called where they are present. */
  readonly optional?: readonly (keyof Port & string)[];
  /** What happens without it, as a clause: `standard error is used`. */
  readonly otherwise: string;
}

/**
 * An object of the application's own, or an instance of a class, whose methods of the known names are functions. It is kept
 * as it is, neither copied nor frozen, so that its methods can be called with their `this`.
 */
export function port<Port extends object>(shape: PortShape<Port>): OptionReader<Port | undefined> {
  const { expected, required = [], optional = [], otherwise } = shape;
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value !== 'object' || value === null) {
        complain(`expected ${expected}, received ${describeReceived(value)}; ${otherwise}.`);
        return undefined;
      }
      if ([...required, ...optional].every((method) => isAbsent(value, method))) {
        complain(`expected ${expected}, but it has none of them; ${otherwise}.`);
        return undefined;
      }
      if (fits(value, shape)) return value;
      const missing = required.filter((method) => isAbsent(value, method));
      if (missing.length > 0) complain(`expected ${expected}, but ${listed(missing, 'missing')}; ${otherwise}.`);
      const wrong = [...required, ...optional].filter((method) => !isAbsentOrFunction(value, method));
      if (wrong.length > 0) complain(`expected functions, but ${listed(wrong, 'not')}; ${otherwise}.`);
      return undefined;
    },
  };
}

function fits<Port extends object>(value: object, shape: PortShape<Port>): value is Port {
  const { required = [], optional = [] } = shape;
  return (
    required.every((method) => !isAbsent(value, method)) &&
    [...required, ...optional].every((method) => isAbsentOrFunction(value, method))
  );
}

function isAbsent(value: object, method: string): boolean {
  const member: unknown = Reflect.get(value, method);
  return member === undefined || member === null;
}

function isAbsentOrFunction(value: object, method: string): boolean {
  return isAbsent(value, method) || typeof Reflect.get(value, method) === 'function';
}

function listed(methods: readonly string[], lack: string): string {
  return `${methods.join(', ')} ${methods.length === 1 ? 'is' : 'are'} ${lack}`;
}
