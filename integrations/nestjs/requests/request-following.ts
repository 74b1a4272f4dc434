import type { ModulesContainer } from '@nestjs/core';
import { hasRequestlessUses } from './requestless-uses.js';
import type { StatsigModuleOptions } from '../module/statsig-module-options.js';

/** From where on the requests of an application are followed through all that handles them. */
export type RequestFollowing = 'from the start' | 'from the first guard' | 'not at all';

/** As the option `middleware` says; without it, requests are followed where anything asks without having them at hand. */
export function requestFollowing(options: StatsigModuleOptions, modules: ModulesContainer): RequestFollowing {
  if (options.middleware === true) return 'from the start';
  const isNeeded = (options.context ?? undefined) !== undefined || hasRequestlessUses(modules);
  if (!isNeeded) return 'not at all';
  return options.middleware === false ? 'from the first guard' : 'from the start';
}
