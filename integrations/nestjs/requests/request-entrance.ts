import { ServerResponse } from 'node:http';
import type { MiddlewareConsumer } from '@nestjs/common';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import type { RequestLike, RequestScope, ResponseLike } from 'statsig-nodekit/request';
import { addFastifyHooks, fastifyResponse } from './fastify-hooks.js';
import { addRequestOpener } from './request-openers.js';

/** Opens a request's scope and runs the rest of the request in it. */
export type RequestEntrance = (request: RequestLike, response: ResponseLike | undefined, next: () => void) => void;

/** How the requests of an application get their scopes for one client. */
export interface RequestEntranceParts {
  readonly clientName: string;
  /** Whether each is followed from the start; otherwise its scope is opened by the first who has it and asks. */
  readonly follows: boolean;
  readonly enter: RequestEntrance;
  readonly open: (request: RequestLike, response: ResponseLike | undefined) => RequestScope;
}

/**
 * Has the requests of an application get their scopes in the cheapest way that their framework has. Construct it while the
 * application is put together, and call `bind` where modules configure their middleware.
 */
export class RequestEntrances {
  readonly #parts: RequestEntranceParts;
  readonly #host: HttpAdapterHost;
  #isHooked = false;

  constructor(host: HttpAdapterHost, parts: RequestEntranceParts) {
    this.#parts = parts;
    this.#host = host;
    // As soon as there is an adapter (in tests that is later), because hooks run in the order in which they were added:
    // later ones would come behind the middleware of other modules.
    host.init$.subscribe(() => this.#hook(host.httpAdapter));
  }

  /** Binds what has not been hooked already. */
  bind(consumer: MiddlewareConsumer): void {
    const { httpAdapter } = this.#host;
    const { follows, enter } = this.#parts;
    if (this.#isHooked || (!follows && isKnown(httpAdapter))) return;
    // Before the middleware of all modules: those are bound once each module has been asked for them. Nest's own way
    // would match a pattern against each path, and wait for a promise.
    if (httpAdapter?.getType() === 'express') httpAdapter.use(enter);
    // `{*splat}` is the one pattern that matches every path of every adapter, with and without a global prefix.
    else consumer.apply(enter).forRoutes('{*splat}');
  }

  #hook(adapter: AbstractHttpAdapter | undefined): void {
    if (this.#isHooked || !isKnown(adapter)) return;
    const { clientName, follows, enter, open } = this.#parts;
    const isFastify = adapter.getType() === 'fastify';
    addRequestOpener(adapter, clientName, (request, response) =>
      open(request, isFastify ? fastifyResponse(response) : expressResponse(response)),
    );
    if (!isFastify || !follows) return;
    this.#isHooked = true;
    addFastifyHooks(adapter, enter);
  }
}

/** Whether requests of this framework tell which application they are of. */
function isKnown(adapter: AbstractHttpAdapter | undefined): adapter is AbstractHttpAdapter {
  return ['express', 'fastify'].includes(adapter?.getType() ?? '');
}

function expressResponse(response: unknown): ResponseLike | undefined {
  return response instanceof ServerResponse ? response : undefined;
}
