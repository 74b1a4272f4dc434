import { Logger } from '@nestjs/common';
import { isObservable, tap } from 'rxjs';
import type { EventMetadata, StatsigUser } from 'statsig-nodekit';
import {
  currentRequestScope,
  defaultClientName,
  expecting,
  filledText,
  oneOf,
  type RequestScope,
} from 'statsig-nodekit/request';
import { checkDecoratorName, checkDecoratorOptions, checkDecoratorPlace } from './check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import { wrapMethod } from './wrap-method.js';

/** A call of a method that `@LogEvent` stands on, after it has ended. */
export interface LoggedCall {
  readonly args: readonly unknown[];
  /** What the method returned or resolved to, or the last value of its observable; undefined when it failed. */
  readonly result?: unknown;
  /** What the method threw or rejected with; undefined when it succeeded. */
  readonly error?: unknown;
}

/** What `@LogEvent` logs, and when. */
export interface LogEventOptions {
  /** The event's value, or how to find it from the call. */
  readonly value?: string | number | null | ((call: LoggedCall) => string | number | null | undefined);
  /** The event's metadata, or how to find it from the call. */
  readonly metadata?: EventMetadata | ((call: LoggedCall) => EventMetadata | null | undefined);
  /**
   * After which calls the event is logged.
   * @default 'success'
   */
  readonly when?: 'success' | 'error' | 'always';
  /**
   * The name of the module whose client logs.
   * @default 'default'
   */
  readonly client?: string;
}

/**
 * Logs an event of the request's user after the method has ended: after its promise settled or its observable
 * completed. Works on handlers and on methods of services that handlers call.
 *
 * The method's own outcome never changes: a callback that throws is reported in the log, and outside of a request the
 * method runs and nothing is logged but a warning.
 *
 * @throws StatsigDecoratorError while the program starts, when the name is empty, an option is wrong, or it stands on
 * anything but a method
 * @example
 * ```ts
 * @Post('signup')
 * @LogEvent('visited_signup', { metadata: ({ args: [form] }) => ({ plan: String(form) }) })
 * signup(@Body('plan') plan: string) {}
 * ```
 */
export function LogEvent(eventName: string, options: LogEventOptions = {}): MethodDecorator {
  checkDecoratorName('@LogEvent', eventName);
  const decorator = `@LogEvent('${eventName}')`;
  checkDecoratorOptions(decorator, options, optionChecks);
  return (target, key, descriptor: PropertyDescriptor): void => {
    checkDecoratorPlace(decorator, ['method'], [target, key, descriptor]);
    recordClientUse(options.client ?? defaultClientName, decorator, [target, key, descriptor], { isRequestless: true });
    wrapMethod(descriptor, (method) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        return observeCall(() => method.apply(this, args), eventLogger(eventName, options, args));
      };
    });
  };
}

const optionChecks = {
  value: expecting(
    'a text, a number, null or a function',
    (value) => value === null || ['string', 'number', 'function'].includes(typeof value),
  ),
  metadata: expecting('an object or a function', (value) => ['object', 'function'].includes(typeof value)),
  when: oneOf('success', 'error', 'always'),
  client: filledText,
};

/** How a call ended. */
interface Ending {
  succeeded(result: unknown): void;
  failed(error: unknown): void;
}

/** Makes the call and tells when it has ended, passing on whatever it gives or throws. */
function observeCall(call: () => unknown, ending: Ending): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    ending.failed(error);
    throw error;
  }
  if (isObservable(result)) {
    let last: unknown;
    return result.pipe(
      tap({
        next: (value) => (last = value),
        complete: () => ending.succeeded(last),
        error: (error: unknown) => ending.failed(error),
      }),
    );
  }
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => {
        ending.succeeded(value);
        return value;
      },
      (error: unknown) => {
        ending.failed(error);
        throw error;
      },
    );
  }
  ending.succeeded(result);
  return result;
}

/** Logs the event for the request in which it is made. */
function eventLogger(eventName: string, options: LogEventOptions, args: readonly unknown[]): Ending {
  const { when = 'success', client: clientName = defaultClientName } = options;
  const scope = currentRequestScope(clientName);
  const log = (call: LoggedCall): void => {
    if (scope === undefined) {
      reportProblem(eventName, `the method was called outside of a request of the StatsigModule "${clientName}"`);
    } else {
      logFor(scope, eventName, options, call);
    }
  };
  return {
    succeeded: (result) => (when === 'error' ? undefined : log({ args, result })),
    failed: (error) => (when === 'success' ? undefined : log({ args, error })),
  };
}

function logFor(scope: RequestScope, eventName: string, options: LogEventOptions, call: LoggedCall): void {
  try {
    const value = typeof options.value === 'function' ? options.value(call) : options.value;
    const metadata = typeof options.metadata === 'function' ? options.metadata(call) : options.metadata;
    const send = (user: StatsigUser): void => scope.client.logEvent(user, eventName, value, metadata);
    const user = scope.user();
    // Neither the user of a request nor `logEvent` ever fails, so nothing can be left unhandled here.
    if (user instanceof Promise) void user.then(send);
    else send(user);
  } catch (error) {
    reportProblem(
      eventName,
      `its \`value\` or \`metadata\` threw: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

function reportProblem(eventName: string, problem: string): void {
  new Logger('Statsig').warn(`@LogEvent('${eventName}') logged nothing: ${problem}.`);
}
