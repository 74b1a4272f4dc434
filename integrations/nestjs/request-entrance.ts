import type { MiddlewareConsumer } from '@nestjs/common';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import type { RequestLike, ResponseLike } from 'statsig-nodekit/request';
import { addFastifyHooks, type FastifyLike } from './fastify-hooks.js';

/** Opens a request's scope and runs the rest of the request in it. */
export type RequestEntrance = (request: RequestLike, response: ResponseLike | undefined, next: () => void) => void;

/**
 * Has every request of an application pass an entrance, in the cheapest way that its framework has. Construct it while the
 * application is put together, and call `bind` where modules configure their middleware.
 */
export class RequestEntrances {
  readonly #enter: RequestEntrance;
  readonly #host: HttpAdapterHost;
  #isHooked = false;

  constructor(host: HttpAdapterHost, enter: RequestEntrance) {
    this.#host = host;
    this.#enter = enter;
    // As soon as there is an adapter (in tests that is later), because hooks run in the order in which they were added:
    // later ones would come behind the middleware of other modules.
    host.init$.subscribe(() => this.#hook(host.httpAdapter));
  }

  /** Binds what has not been hooked already. */
  bind(consumer: MiddlewareConsumer): void {
    if (this.#isHooked) return;
    const { httpAdapter } = this.#host;
    // Before the middleware of all modules: those are bound once each module has been asked for them. Nest's own way
    // would match a pattern against each path, and wait for a promise.
    if (httpAdapter?.getType() === 'express') httpAdapter.use(this.#enter);
    // `{*splat}` is the one pattern that matches every path of every adapter, with and without a global prefix.
    else consumer.apply(this.#enter).forRoutes('{*splat}');
  }

  #hook(adapter: AbstractHttpAdapter | undefined): void {
    if (this.#isHooked || adapter?.getType() !== 'fastify') return;
    this.#isHooked = true;
    addFastifyHooks(adapter.getInstance<FastifyLike>(), this.#enter);
  }
}
