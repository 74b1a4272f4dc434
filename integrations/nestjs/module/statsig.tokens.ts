import { Inject, type InjectionToken } from '@nestjs/common';
import { defaultClientName } from 'statsig-nodekit/request';

// All tokens are `Symbol.for(…)`: an ES module and a CommonJS copy of this package in one process must agree on them.

/** Token of the options a `StatsigModule` was given, for tests that override them. Not exported by the module. */
export const STATSIG_OPTIONS = Symbol.for('statsig-nodekit.nestjs.options');

/** Token of a module's name, inside that module. */
export const STATSIG_CLIENT_NAME = Symbol.for('statsig-nodekit.nestjs.client-name');

/** `StatsigService` of the module that asks, whatever its name. Not visible outside of it. */
export const OWN_SERVICE = Symbol.for('statsig-nodekit.nestjs.own-service');

/** The options of a module, checked once they are there. Not visible outside of it. */
export const CHECKED_OPTIONS = Symbol.for('statsig-nodekit.nestjs.checked-options');

/** The injection token of the `StatsigService` of the module with that name. */
export function getStatsigToken(name: string = defaultClientName): InjectionToken {
  return Symbol.for(`statsig-nodekit.nestjs.service.${name}`);
}

/** Injects the `StatsigService` of the module with that name, without need for emitted type metadata. */
export function InjectStatsig(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getStatsigToken(name));
}
