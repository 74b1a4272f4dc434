import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import {
  checkGateExpression,
  defaultClientName,
  filledText,
  flag,
  type GateExpression,
  oneOf,
} from 'statsig-nodekit/request';
import { checkDecoratorOptions, checkDecoratorPlace, type DecoratorArguments } from './check-decorator.js';
import { recordClientUse } from './client-uses.js';
import { FeatureGateGuard } from './feature-gate.guard.js';
import { addGateRequirement, type Otherwise, skipGatesKey } from './gate-requirements.js';

/** How `@FeatureGate` guards. */
export interface FeatureGateOptions {
  /** @default 'not-found' */
  readonly otherwise?: Otherwise;
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
}

/**
 * Lets requests through to a route, or to all routes of a controller, only when the expression holds for their user.
 *
 * Gates of the controller and of its method must both hold; only `@SkipFeatureGate()` on the method lifts those of the
 * controller. A gate that cannot be evaluated (unknown, no specs yet) denies, also under `not`. Put it above
 * `@UseGuards(…)` of authentication: of two guards at one place, Nest runs the lower one first.
 *
 * @throws GateExpressionError while the program starts, when the expression is written wrongly
 * @throws StatsigDecoratorError then too, when an option is, or when it stands on neither a class nor a method
 * @example
 * ```ts
 * @Get('new')
 * @FeatureGate('new_checkout')
 * show() {}
 *
 * @FeatureGate({ any: ['staff', { not: 'legacy' }] }, { otherwise: 'forbidden' })
 * class BetaController {}
 * ```
 */
export function FeatureGate(
  expression: GateExpression,
  options: FeatureGateOptions = {},
): ClassDecorator & MethodDecorator {
  const checkedExpression = checkGateExpression(expression);
  checkDecoratorOptions('@FeatureGate', options, optionChecks);
  const requirement = {
    expression: checkedExpression,
    otherwise: options.otherwise ?? 'not-found',
    exposure: options.exposure ?? true,
    client: options.client ?? defaultClientName,
  };
  const guard = applyDecorators(addGateRequirement(requirement), UseGuards(FeatureGateGuard));
  return <Method>(target: object, key?: string | symbol, descriptor?: TypedPropertyDescriptor<Method>): void => {
    const decorated: DecoratorArguments = [target, key, descriptor];
    // On anything else Nest would bind the guard to nothing, and the route would be open.
    checkDecoratorPlace('@FeatureGate', ['class', 'method'], decorated);
    recordClientUse(requirement.client, '@FeatureGate', decorated);
    guard(target, key, descriptor);
  };
}

const optionChecks = { otherwise: oneOf('not-found', 'forbidden'), exposure: flag, client: filledText };

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
