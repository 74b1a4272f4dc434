import type { ExecutionContext } from '@nestjs/common';
import type { StatsigUser } from 'statsig-nodekit';
import { defaultClientName, type RequestScope, RequestScopeError } from 'statsig-nodekit/request';
import { scopeOfContext } from '../requests/request-openers.js';

/** A decorator that asks for the user of a request. */
export interface UserDecorator {
  /** The name of the module whose client is asked. @default 'default' */
  readonly clientName?: string | undefined;
  /** As it stands in the code, for errors. */
  readonly decorator: string;
}

/**
 * What `use` makes of the current request's user; a promise only while the user is being found out.
 * @throws RequestScopeError outside of a request, naming the decorator
 */
export function withRequestUser<Asking extends UserDecorator, Result>(
  asking: Asking,
  context: ExecutionContext,
  use: (scope: RequestScope, user: StatsigUser, asking: Asking) => Result,
): Result | Promise<Result> {
  const { clientName = defaultClientName } = asking;
  const scope = scopeOfContext(context, clientName);
  if (scope === undefined) {
    throw new RequestScopeError(
      'request_scope_missing',
      `${asking.decorator} ran without a request of the StatsigModule named "${clientName}". Import ` +
        'StatsigModule.forRoot(…) under that name in the root module; the decorator works on HTTP routes.',
    );
  }
  const user = scope.user();
  return user instanceof Promise ? user.then((resolved) => use(scope, resolved, asking)) : use(scope, user, asking);
}
