import type { ExecutionContext } from '@nestjs/common';
import type { StatsigUser } from 'statsig-nodekit';
import { defaultClientName, type RequestScope, RequestScopeError } from 'statsig-nodekit/request';
import { scopeOfContext } from '../requests/request-openers.js';

/**
 * What `use` makes of the current request's user; a promise only while the user is being found out.
 * @throws RequestScopeError outside of a request, naming the decorator
 */
export function withRequestUser<Result>(
  {
    clientName = defaultClientName,
    decorator,
    context,
  }: { readonly clientName?: string | undefined; readonly decorator: string; readonly context: ExecutionContext },
  use: (scope: RequestScope, user: StatsigUser) => Result,
): Result | Promise<Result> {
  const scope = scopeOfContext(context, clientName);
  if (scope === undefined) {
    throw new RequestScopeError(
      'request_scope_missing',
      `${decorator} ran without a request of the StatsigModule named "${clientName}". Import ` +
        'StatsigModule.forRoot(…) under that name in the root module; the decorator works on HTTP routes.',
    );
  }
  const user = scope.user();
  return user instanceof Promise ? user.then((resolved) => use(scope, resolved)) : use(scope, user);
}
