import type { StatsigUser, StatsigUserArgs } from '../users/statsig-user.js';

/** A user as callers may give one: a `StatsigUser`, or a plain object with the same fields. */
export type UserInput = StatsigUser | StatsigUserArgs;
