import 'reflect-metadata';
import type { ExecutionContext, Type } from '@nestjs/common';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import type { GateExpression } from 'statsig-nodekit/request';
import type { Otherwise } from './otherwise.js';

/** One `@FeatureGate`, completed with its defaults. */
export interface GateRequirement {
  readonly expression: GateExpression;
  readonly otherwise: Otherwise;
  readonly exposure: boolean;
  readonly client: string;
  readonly onError: 'deny' | 'allow';
  readonly user: GateUserSource | undefined;
}

/** Tells for whom a gate is asked, where it is not the request's user; undefined for that one. */
export type GateUserSource = (
  context: ExecutionContext,
) => StatsigUser | StatsigUserFields | undefined | Promise<StatsigUser | StatsigUserFields | undefined>;

const requirementsKey = Symbol.for('statsig-nodekit.nestjs.gate-requirements');

/** Metadata key of `@SkipFeatureGate()`. */
export const skipGatesKey = Symbol.for('statsig-nodekit.nestjs.skip-gates');

/**
 * Adds a requirement to a class or a method. Nest's own metadata decorators replace what is there; here a second
 * decorator must add to the first, because another gate may never let more people in.
 */
export function addGateRequirement(requirement: GateRequirement): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const owner: object = descriptor?.value ?? target;
    // Decorators run bottom up, so the one written first ends up first.
    Reflect.defineMetadata(requirementsKey, [requirement, ...ownRequirements(owner)], owner);
  };
}

/** All that must hold for a handler: requirements of its class and the classes that one extends, then its own. */
export function gateRequirementsOf(controller: Type, handler: object): readonly GateRequirement[] {
  const ofMethod = ownRequirements(handler);
  if (Reflect.getMetadata(skipGatesKey, handler) === true) return ofMethod;
  const ofClasses: GateRequirement[] = [];
  for (let type: unknown = controller; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    ofClasses.unshift(...ownRequirements(type));
  }
  return ofClasses.length === 0 ? ofMethod : [...ofClasses, ...ofMethod];
}

function ownRequirements(owner: object): readonly GateRequirement[] {
  const own: readonly GateRequirement[] | undefined = Reflect.getOwnMetadata(requirementsKey, owner);
  return own ?? [];
}
