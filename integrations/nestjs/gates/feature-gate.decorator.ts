import { applyDecorators, SetMetadata, type Type, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  checkGateExpression,
  defaultClientName,
  expecting,
  filledText,
  flag,
  type GateExpression,
  oneOf,
} from 'statsig-nodekit/request';
import { checkDecoratorOptions, checkDecoratorPlace, type DecoratorArguments } from '../handlers/check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import { flagsOfExpression } from '../checks/flag-uses.js';
import { DivertedCallInterceptor, takeDiversion } from './diverted-calls.js';
import { FeatureGateGuard } from './feature-gate.guard.js';
import { GateRedirectFilter } from './gate-redirect.filter.js';
import {
  addGateRequirement,
  addHandOver,
  type GateRequirement,
  type GateUserSource,
  skipGatesKey,
} from './gate-requirements.js';
import { recordGatedMethod } from './lost-gates.js';
import { type HandlerOtherwise, isHandler, isRedirect, type Otherwise, otherwiseComplaint } from './otherwise.js';
import { callSibling, checkSibling, refuseInjectedResponse, type WithMethod } from './sibling-methods.js';
import { wrapMethod } from '../handlers/wrap-method.js';

/** How `@FeatureGate` guards. */
export interface FeatureGateOptions {
  /** @default 'not-found' */
  readonly otherwise?: Otherwise;
  /**
   * What happens when the expression cannot be evaluated: a gate that the project does not have, no specs yet.
   * @default 'deny'
   */
  readonly onError?: 'deny' | 'allow';
  /**
   * Whether the gates that are asked log an exposure.
   * @default true
   */
  readonly exposure?: boolean;
  /**
   * The name of the module whose client is asked.
   * @default 'default'
   */
  readonly client?: string;
  /** For whom the gate is asked, where it is not the request's user: a tenant for example. */
  readonly user?: GateUserSource;
  /**
   * The guard that decides, for those who extend it.
   * @default FeatureGateGuard
   */
  readonly guard?: Type<FeatureGateGuard>;
}

/** Stands on a class, or on a method of a class, that has a public method of this name. */
export interface SiblingDecorator<Name extends string> {
  (target: { readonly prototype: WithMethod<Name> }): void;
  (target: WithMethod<Name>, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/**
 * Lets requests through to a route, or to all routes of a controller, only when the expression holds for their user.
 *
 * Gates of the controller and of its method must both hold; only `@SkipFeatureGate()` on the method lifts those of the
 * controller. A gate that cannot be evaluated (unknown, no specs yet) denies, also under `not`. Put it above
 * `@UseGuards(…)` of authentication: of two guards at one place, Nest runs the lower one first.
 *
 * @throws GateExpressionError while the program starts, when the expression is written wrongly
 * @throws StatsigDecoratorError then too, when an option is, when it stands on neither a class nor a method, or when the
 * handler of `otherwise` does not exist or cannot answer in the place of the gated one
 * @example
 * ```ts
 * @Get('new')
 * @FeatureGate('new_checkout')
 * show() {}
 *
 * @FeatureGate({ any: ['staff', { not: 'legacy' }] }, { otherwise: 'forbidden' })
 * class BetaController {}
 *
 * @Get('list')
 * @FeatureGate('new_list', { otherwise: { handler: 'oldList' } })
 * list() {}
 * ```
 */
export function FeatureGate<Name extends string>(
  expression: GateExpression,
  options: Omit<FeatureGateOptions, 'otherwise'> & { readonly otherwise: HandlerOtherwise<Name> },
  // Not inferred from what is decorated, where any name would do.
): SiblingDecorator<NoInfer<Name>>;
export function FeatureGate(expression: GateExpression, options?: FeatureGateOptions): ClassDecorator & MethodDecorator;
export function FeatureGate(
  expression: GateExpression,
  options: FeatureGateOptions = {},
): ClassDecorator & MethodDecorator {
  const checkedExpression = checkGateExpression(expression);
  checkDecoratorOptions('@FeatureGate', options, optionChecks);
  const requirement: GateRequirement = {
    expression: checkedExpression,
    otherwise: options.otherwise ?? 'not-found',
    exposure: options.exposure ?? true,
    client: options.client ?? defaultClientName,
    onError: options.onError ?? 'deny',
    user: options.user,
    guard: options.guard ?? FeatureGateGuard,
  };
  const bind = applyDecorators(
    addGateRequirement(requirement),
    UseGuards(requirement.guard),
    ...(isRedirect(requirement.otherwise) ? [UseFilters(GateRedirectFilter)] : []),
    ...(isHandler(requirement.otherwise) ? [UseInterceptors(DivertedCallInterceptor)] : []),
  );
  return <Decorated>(target: object, key?: string | symbol, descriptor?: TypedPropertyDescriptor<Decorated>): void => {
    const decorated: DecoratorArguments = [target, key, descriptor];
    // On anything else Nest would bind the guard to nothing, and the route would be open.
    checkDecoratorPlace('@FeatureGate', ['class', 'method'], decorated);
    recordClientUse(requirement.client, '@FeatureGate', decorated, { flags: flagsOfExpression(checkedExpression) });
    recordGatedMethod(requirement, decorated);
    // Before the metadata is set: it belongs on the method that Nest finds.
    if (isHandler(requirement.otherwise)) handOver(requirement, requirement.otherwise.handler, decorated);
    bind(target, key, descriptor);
  };
}

const optionChecks = {
  otherwise: otherwiseComplaint,
  onError: oneOf('deny', 'allow'),
  exposure: flag,
  client: filledText,
  user: expecting('a function', (value) => typeof value === 'function'),
  guard: expecting('a class that extends FeatureGateGuard', (value) => isGuardClass(value)),
};

function isGuardClass(value: unknown): boolean {
  return value === FeatureGateGuard || (typeof value === 'function' && value.prototype instanceof FeatureGateGuard);
}

/** Has the method, or all methods of the class, hand over to the sibling in requests that the gate has denied. */
function handOver(requirement: GateRequirement, sibling: string, decorated: DecoratorArguments): void {
  const [target, key, descriptor] = decorated;
  checkSibling('@FeatureGate', sibling, decorated);
  if (key !== undefined && typeof descriptor === 'object') {
    handOverMethod(requirement, sibling, descriptor);
    return;
  }
  const prototype: object = Object(Reflect.get(target, 'prototype'));
  for (const [name, method] of methodsOf(prototype)) {
    if (name === sibling) continue;
    refuseInjectedResponse('@FeatureGate', [prototype, name, method]);
    handOverMethod(requirement, sibling, method);
    Object.defineProperty(prototype, name, method);
  }
}

function handOverMethod(requirement: GateRequirement, sibling: string, descriptor: PropertyDescriptor): void {
  wrapMethod(descriptor, (method) => {
    return function (this: unknown, ...args: unknown[]): unknown {
      return takeDiversion(requirement) ? callSibling(this, sibling, args) : method.apply(this, args);
    };
  });
  addHandOver(requirement, descriptor);
}

/** The methods of a class and of those that it extends. */
function methodsOf(prototype: object): Map<string, PropertyDescriptor> {
  const methods = new Map<string, PropertyDescriptor>();
  for (let owner: unknown = prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (typeof owner !== 'object' || owner === null) break;
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const isMethod = typeof descriptor.value === 'function' && name !== 'constructor';
      if (isMethod && !methods.has(name)) methods.set(name, descriptor);
    }
  }
  return methods;
}

/**
 * Lifts the gates of the controller from one of its methods. Gates of the method itself still hold.
 * @throws StatsigDecoratorError while the program starts, when it stands on anything but a method
 */
export function SkipFeatureGate(): MethodDecorator {
  const skip = SetMetadata(skipGatesKey, true);
  return (target, key, descriptor): void => {
    checkDecoratorPlace('@SkipFeatureGate', ['method'], [target, key, descriptor]);
    skip(target, key, descriptor);
  };
}
