import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import {
  checkGateExpression,
  currentRequestScope,
  decideGates,
  defaultClientName,
  expecting,
  filledText,
  flag,
  type GateExpression,
} from 'statsig-nodekit/request';
import { checkDecoratorOptions } from '../handlers/check-decorator.js';
import { requestless } from '../requests/requestless-uses.js';

/** Two implementations, and what chooses between them. */
export interface ProvideByGateOptions {
  /** The gate, or the expression, that is asked for the user of the current request. */
  readonly gate: GateExpression;
  /** The provider that is used while it holds. */
  readonly on: InjectionToken;
  /** The provider that is used otherwise: also outside of requests, and while the gate cannot be evaluated. */
  readonly off: InjectionToken;
  /**
   * Whether choosing logs an exposure, once per request.
   * @default true
   */
  readonly exposure?: boolean;
  /**
   * The name of the module whose client is asked.
   * @default 'default'
   */
  readonly client?: string;
}

const isToken = expecting('a class or another injection token', (value) =>
  ['function', 'string', 'symbol'].includes(typeof value),
);

const optionChecks = {
  // Checked by `checkGateExpression`, which says more.
  gate: () => undefined,
  on: isToken,
  off: isToken,
  exposure: flag,
  client: filledText,
};

/**
 * A provider that stands for one of two others, chosen whenever it is used, for the user of the current request. Both must be
 * providers that the module can see. Nothing becomes request-scoped, and within one request the choice stays the same,
 * unless the user changes.
 *
 * With an asynchronous `user` option the user is known once handlers run; in guards, `await statsig.user()` first.
 *
 * @throws GateExpressionError while the program starts, when the expression is written wrongly
 * @throws StatsigDecoratorError then too, when an option is wrong
 * @example
 * ```ts
 * providers: [
 *   NewPayments,
 *   OldPayments,
 *   provideByGate(Payments, { gate: 'new_payments', on: NewPayments, off: OldPayments }),
 * ]
 * ```
 */
export function provideByGate(token: InjectionToken, options: ProvideByGateOptions): FactoryProvider<object> {
  // Options that are left out are not complained of by themselves.
  const isObject = typeof options === 'object' && options !== null;
  checkDecoratorOptions(
    'provideByGate()',
    isObject ? { ...options, on: options.on ?? null, off: options.off ?? null } : options,
    optionChecks,
  );
  const question = { expression: checkGateExpression(options.gate), exposure: options.exposure ?? true };
  const { client = defaultClientName } = options;
  const holds = (): boolean => {
    const scope = currentRequestScope(client);
    return scope !== undefined && decideGates(scope, scope.currentUser(), question).allowed;
  };
  return {
    provide: token,
    inject: [options.on, options.off],
    useFactory: requestless((on: object, off: object) => standIn(() => (holds() ? on : off))),
  };
}

/** What Nest asks of each provider when it starts and ends; the two implementations get these calls themselves. */
const lifecycle: ReadonlySet<string | symbol> = new Set([
  // Asked of everything that is awaited.
  'then',
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/** An object that passes everything on to the one that `choose` gives at that moment. */
function standIn(choose: () => object): object {
  const bound = new WeakMap<object, WeakMap<object, unknown>>();
  // An empty target, because what a frozen one has could not be answered for.
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        if (lifecycle.has(key)) return undefined;
        const chosen = choose();
        const value: unknown = Reflect.get(chosen, key);
        // Private members are reached through the object itself alone.
        return typeof value === 'function' && key !== 'constructor' ? boundOnce(bound, chosen, value) : value;
      },
      set: (_target, key, value) => Reflect.set(choose(), key, value),
      has: (_target, key) => !lifecycle.has(key) && Reflect.has(choose(), key),
      getPrototypeOf: () => Reflect.getPrototypeOf(choose()),
    },
  );
}

/** The same function each time, so that listeners that were added can be taken away. */
function boundOnce(known: WeakMap<object, WeakMap<object, unknown>>, owner: object, method: CallableFunction): unknown {
  const ofOwner = known.get(owner) ?? new WeakMap<object, unknown>();
  known.set(owner, ofOwner);
  if (!ofOwner.has(method)) ofOwner.set(method, (...args: unknown[]) => Reflect.apply(method, owner, args));
  return ofOwner.get(method);
}
