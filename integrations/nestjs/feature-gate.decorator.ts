import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { FeatureGateGuard } from './feature-gate.guard.js';
import { checkGateExpression, type GateExpression } from './gate-expression.js';
import { addGateRequirement, type Otherwise, skipGatesKey } from './gate-requirements.js';
import { defaultClientName } from './request-scope.js';

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
  const requirement = {
    expression: checkGateExpression(expression),
    otherwise: options.otherwise ?? 'not-found',
    exposure: options.exposure ?? true,
    client: options.client ?? defaultClientName,
  };
  return applyDecorators(addGateRequirement(requirement), UseGuards(FeatureGateGuard));
}

/** Lifts the gates of the controller from one of its methods. Gates of the method itself still hold. */
export function SkipFeatureGate(): MethodDecorator {
  return SetMetadata(skipGatesKey, true);
}
