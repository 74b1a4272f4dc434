import { ServerResponse } from 'node:http';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import {
  beginToFollow,
  currentRequestScope,
  type RequestLike,
  requestScopeOf,
  resumeRequest,
} from 'statsig-nodekit/request';
import type { StatsigService } from '../service/statsig.service.js';
import { fastifyResponse } from './fastify-hooks.js';

/** Gives each HTTP request its scope where no middleware does (`middleware: false`). Bound to all routes by the module. */
export class RequestScopeGuard implements CanActivate {
  readonly #service: StatsigService;
  readonly #clientName: string;

  constructor(service: StatsigService, clientName: string) {
    this.#service = service;
    this.#clientName = clientName;
    beginToFollow();
  }

  // Not asynchronous: what is entered before the first `await` of the guards is seen by all that follows them.
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<RequestLike>();
    const known = requestScopeOf(request, this.#clientName);
    if (known !== undefined && currentRequestScope(this.#clientName) === known) return true;
    const response: unknown = context.switchToHttp().getResponse();
    const raw: unknown = response instanceof ServerResponse ? response : Reflect.get(Object(response), 'raw');
    const end = this.#service.stayInRequest(
      request,
      response instanceof ServerResponse ? response : fastifyResponse(response),
    );
    if (raw instanceof ServerResponse) {
      // As soon as all has been said, and before the caller can have read it; or when the caller is gone.
      // cspell:ignore prefinish -- an event of Node's
      raw.once('prefinish', end);
      raw.once('close', end);
    }
    return true;
  }
}

/** Runs handlers in the scopes of their request, which guards of the application that take their time may have lost. */
export class RequestScopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<object>();
    // Handlers that stream run when somebody subscribes to what they give.
    return new Observable((subscriber) => resumeRequest(request, () => next.handle().subscribe(subscriber)));
  }
}
