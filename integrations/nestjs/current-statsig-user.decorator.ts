import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import { userOf } from 'statsig-nodekit/request';
import { withRequestUser } from './with-request-user.js';

/** A field of a user that `@CurrentStatsigUser(field)` can inject. */
export type StatsigUserField = keyof StatsigUserFields & keyof StatsigUser;

const userParam = createParamDecorator((field: StatsigUserField | undefined, _context: ExecutionContext) =>
  withRequestUser({ decorator: '@CurrentStatsigUser()' }, (_scope, user) =>
    field === undefined ? userOf(user) : user[field],
  ),
);

/**
 * Injects the request's user, or one of its fields (null when it has none). The user is a copy: changing it changes
 * nothing for others who handle the request; for that there is `StatsigService.setUser`.
 */
export function CurrentStatsigUser(field?: StatsigUserField): ParameterDecorator {
  return userParam(field);
}
