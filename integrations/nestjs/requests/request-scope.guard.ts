import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { beginToFollow, currentRequestScope, type RequestLike, requestScopeOf } from 'statsig-nodekit/request';
import type { StatsigService } from '../service/statsig.service.js';

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
    if (known === undefined || currentRequestScope(this.#clientName) !== known) this.#service.stayInRequest(request);
    return true;
  }
}
