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
  /** The guard that decides. */
  readonly guard: Type;
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

const handOversKey = Symbol.for('statsig-nodekit.nestjs.gate-hand-overs');

/** Notes on a method that it hands over when `requirement` has denied. What wraps it takes such notes along, as it must for Nest. */
export function addHandOver(requirement: GateRequirement, { value: method }: PropertyDescriptor): void {
  Reflect.defineMetadata(handOversKey, [...handOversOf(method), requirement], method);
}

/** Whether a handler was noted by `addHandOver`; one of a class that extends the gated one may not be. */
export function handsOver(requirement: GateRequirement, handler: object): boolean {
  return handOversOf(handler).includes(requirement);
}

function handOversOf(method: object): readonly GateRequirement[] {
  const known: readonly GateRequirement[] | undefined = Reflect.getOwnMetadata(handOversKey, method);
  return known ?? [];
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

/** What was written at a class or a method itself. */
export function ownRequirements(owner: object): readonly GateRequirement[] {
  const own: readonly GateRequirement[] | undefined = Reflect.getOwnMetadata(requirementsKey, owner);
  return own ?? [];
}
