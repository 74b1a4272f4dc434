import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Observable, type Subscription } from 'rxjs';
import { beginToFollow, enterRequest, type RequestEntry, stayInRequest } from 'statsig-nodekit/request';
import { messageClientsOf } from './message-clients.js';
import { type MessageClient, messageCarrierOf, messageEntries } from './message-scopes.js';

/** What ends the guards' part of a message, by the message. */
const guarded = new WeakMap<object, (() => void)[]>();

/** The scopes of messages, for the clients of one application. */
class MessageEntrance {
  readonly #modules: ModulesContainer;
  #clients: readonly MessageClient[] | undefined;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /** Empty for requests of HTTP, which have theirs from the beginning. */
  entriesOf(context: ExecutionContext): readonly RequestEntry[] {
    if (context.getType() === 'http') return [];
    // At the first message, and not before: the application is then put together.
    return messageEntries(context, (this.#clients ??= messageClientsOf(this.#modules)));
  }
}

/**
 * Gives each message its scopes before guards run: there is no middleware for messages. Bound by `StatsigModule` in front of
 * the guards of each gateway, resolver and controller of messages.
 */
@Injectable()
export class MessageScopeGuard implements CanActivate {
  readonly #entrance: MessageEntrance;

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.#entrance = new MessageEntrance(modules);
    beginToFollow();
  }

  canActivate(context: ExecutionContext): true {
    const ends = this.#entrance.entriesOf(context).map((entry) => stayInRequest(entry));
    if (ends.length > 0) guarded.set(messageCarrierOf(context), ends);
    return true;
  }
}

/**
 * Runs the handler of each message in its scopes, whatever asynchronous guards came before, and not before its user is known,
 * so that questions without a user can be asked in it at once. Bound as `MessageScopeGuard` is.
 */
@Injectable()
export class MessageScopeInterceptor implements NestInterceptor {
  readonly #entrance: MessageEntrance;

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.#entrance = new MessageEntrance(modules);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const entries = this.#entrance.entriesOf(context);
    // Handlers that stream run when somebody subscribes to what they give.
    const handle = (): Observable<unknown> =>
      new Observable((subscriber) =>
        entries.reduceRight<() => Subscription>(
          (inner, entry) => () => enterRequest(entry, inner),
          () => next.handle().subscribe(subscriber),
        )(),
      );
    // The handler has the scopes on its own. Left where guards have entered them, they would be those of the connection, and the
    // next message would begin in them. One operation of GraphQL has many handlers, whose guards may not have ended.
    if (context.getType<string>() !== 'graphql' && entries.length > 0) {
      for (const end of guarded.get(messageCarrierOf(context)) ?? []) end();
    }
    const pending = entries.map(({ scope }) => scope.owner.prepare(scope)).filter((promise) => promise !== undefined);
    return pending.length === 0 ? handle() : Promise.all(pending).then(handle);
  }
}
