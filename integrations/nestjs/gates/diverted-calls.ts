import { AsyncLocalStorage } from 'node:async_hooks';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { messageCarrierOf } from '../messages/message-scopes.js';

/** A call of a handler that a gate has denied, and which another method is to answer. */
interface Diversion {
  readonly requirement: object;
  isTaken: boolean;
}

/** What has denied, by the request or message, and by the handler: one operation of GraphQL has several. */
const denied = new WeakMap<object, Map<object, object>>();

/** The call that is being made. */
const diversions = new AsyncLocalStorage<Diversion>();

/** Has the handler, when it is called for what is being handled, hand over as `requirement` says. For guards. */
export function divert(context: ExecutionContext, requirement: object): void {
  const carrier = carrierOf(context);
  const byHandler = denied.get(carrier) ?? new Map<object, object>();
  denied.set(carrier, byHandler.set(context.getHandler(), requirement));
}

/**
 * Whether the method that asks is to hand over: true once for each call that was denied, and for the outermost method alone, so
 * that methods which call each other do not hand over again.
 */
export function takeDiversion(requirement: object): boolean {
  const diversion = diversions.getStore();
  if (diversion === undefined || diversion.isTaken || diversion.requirement !== requirement) return false;
  diversion.isTaken = true;
  return true;
}

/**
 * Brings what a guard has said of a call to the method that is called. It does not rely on requests being followed, which guards
 * of the application may keep from reaching handlers: a gate that nobody follows would be open.
 */
@Injectable()
export class DivertedCallInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const requirement = denied.get(carrierOf(context))?.get(context.getHandler());
    if (requirement === undefined) return next.handle();
    return diversions.run({ requirement, isTaken: false }, () => next.handle());
  }
}

/** The same object for guards and interceptors of one request or message. */
function carrierOf(context: ExecutionContext): object {
  return context.getType() === 'http' ? context.switchToHttp().getRequest<object>() : messageCarrierOf(context);
}
