import type { OutputLoggerProvider } from '../observability/logger.js';
import { describeReceived } from './describe-received.js';
import type { OptionReader } from './option-readers.js';

const providerMethods = ['initialize', 'debug', 'info', 'warn', 'error', 'shutdown'] as const;

/** A logger: an object, or an instance of a class, whose methods of the known names are functions. */
export function loggerProvider(): OptionReader<OutputLoggerProvider | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value !== 'object' || value === null) {
        complain(
          `expected an object with logging methods, received ${describeReceived(value)}; standard error is used.`,
        );
        return undefined;
      }
      if (isProvider(value)) return value;
      const wrong = providerMethods.filter((method) => !isAbsentOrFunction(value, method)).join(', ');
      complain(`expected functions, but ${wrong} is not; standard error is used.`);
      return undefined;
    },
  };
}

function isProvider(value: object): value is OutputLoggerProvider {
  return providerMethods.every((method) => isAbsentOrFunction(value, method));
}

function isAbsentOrFunction(value: object, method: string): boolean {
  const member: unknown = Reflect.get(value, method);
  return member === undefined || member === null || typeof member === 'function';
}
