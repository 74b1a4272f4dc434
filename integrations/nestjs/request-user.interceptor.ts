import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { currentRequestScope } from 'statsig-nodekit/request';

/**
 * Waits for the request's user before the handler runs, so that questions without a user can be asked in it at once.
 * Bound to all routes by the module when its `user` option could be asynchronous.
 */
export class RequestUserInterceptor implements NestInterceptor {
  readonly #clientName: string;

  constructor(clientName: string) {
    this.#clientName = clientName;
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const user = currentRequestScope(this.#clientName)?.user();
    return user instanceof Promise ? user.then(() => next.handle()) : next.handle();
  }
}
