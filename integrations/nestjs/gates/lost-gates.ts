import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { type DecoratorArguments, decoratedClass, placeName } from '../handlers/check-decorator.js';
import { StatsigDecoratorError } from '../handlers/decorator-error.js';
import { type GateRequirement, ownRequirements } from './gate-requirements.js';

/** A method that a gate was written at. */
interface GatedMethod {
  readonly key: string | symbol;
  readonly requirement: GateRequirement;
  /** For example `Shop.checkout`. */
  readonly place: string;
}

const gatedMethodsKey = Symbol.for('statsig-nodekit.nestjs.gated-methods');

/** Remembers with the class that a gate stands on one of its methods. */
export function recordGatedMethod(requirement: GateRequirement, decorated: DecoratorArguments): void {
  const [target, key] = decorated;
  if (key === undefined) return;
  const owner = decoratedClass(target);
  const gated: GatedMethod = { key, requirement, place: placeName(decorated) };
  Reflect.defineMetadata(gatedMethodsKey, [...gatedMethodsOf(owner), gated], owner);
}

/**
 * @throws StatsigDecoratorError when a method no longer is the one that a gate was written at: Nest would find no guard at it, and
 * the route would be open
 */
export function refuseLostGates(modules: ModulesContainer): void {
  for (const { controllers, providers } of modules.values()) {
    for (const { metatype } of [...controllers.values(), ...providers.values()]) {
      for (let owner: unknown = metatype; typeof owner === 'function'; owner = Object.getPrototypeOf(owner)) {
        refuseLostGatesOf(owner);
      }
    }
  }
}

function refuseLostGatesOf(owner: CallableFunction): void {
  for (const { key, requirement, place } of gatedMethodsOf(owner)) {
    const method: unknown = Reflect.get(Object(owner.prototype), key);
    if (typeof method === 'function' && ownRequirements(method).includes(requirement)) continue;
    throw new StatsigDecoratorError(
      `@FeatureGate on ${place} is lost: another decorator has put a method in the place of the gated one without its metadata, ` +
        'so that the gate would hold for nobody. Write @FeatureGate above that decorator.',
    );
  }
}

function gatedMethodsOf(owner: object): readonly GatedMethod[] {
  const own: readonly GatedMethod[] | undefined = Reflect.getOwnMetadata(gatedMethodsKey, owner);
  return own ?? [];
}
