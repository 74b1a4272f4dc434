import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { RequestScope } from 'statsig-nodekit/request';
import { isDevelopment } from '../checks/development.js';
import { warnOfLateSignIn } from '../gates/gate-order-check.js';
import { scopeOfContext } from './request-openers.js';

/**
 * Waits for the request's user before the handler runs, so that questions without a user can be asked in it at once.
 * Bound to all routes by the module when users can be asynchronous, and in development, where it also sees what came too early.
 */
export class RequestUserInterceptor implements NestInterceptor {
  readonly #clientName: string;
  readonly #isDevelopment = isDevelopment();

  constructor(clientName: string) {
    this.#clientName = clientName;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const scope = scopeOfContext(context, this.#clientName);
    if (scope === undefined) return next.handle();
    if (this.#isDevelopment) warnOfLateSignIn(scope, context);
    const user = userOf(scope);
    return user instanceof Promise ? user.then(() => next.handle()) : next.handle();
  }
}

/** Not asked where nobody has to wait: then the user is made when it is needed, or never. */
function userOf(scope: RequestScope): unknown {
  return scope.owner.isUserAtOnce ? undefined : scope.user();
}
