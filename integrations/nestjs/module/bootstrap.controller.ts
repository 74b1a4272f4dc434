import { Controller, Get, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { bootstrapResponse, RequestScopeError } from 'statsig-nodekit/request';
import { scopeOfRequest } from '../requests/request-openers.js';

/**
 * A controller that answers what a browser starts from, for the user of the request, as JSON: GET, HEAD and POST of the path. No
 * cache keeps it; 503 while there are no specs. Guards, prefixes and versions of the application apply, as to any route.
 */
export function bootstrapController(path: string, clientName: string): Type {
  @Controller(path)
  class StatsigBootstrapController {
    readonly #adapterHost: HttpAdapterHost;

    constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
      this.#adapterHost = adapterHost;
    }

    @Get()
    get(@Req() request: unknown, @Res() response: unknown): Promise<void> {
      return this.#answer(request, response);
    }

    @Post()
    post(@Req() request: unknown, @Res() response: unknown): Promise<void> {
      return this.#answer(request, response);
    }

    async #answer(request: unknown, response: unknown): Promise<void> {
      const scope = scopeOfRequest(request, response, clientName);
      if (scope === undefined) {
        throw new RequestScopeError(
          'request_scope_missing',
          `The path "${path}" (bootstrapPath) was asked outside of a request of the StatsigModule named "${clientName}".`,
        );
      }
      const { httpAdapter } = this.#adapterHost;
      const method = String(httpAdapter.getRequestMethod(request));
      const answer = await bootstrapResponse(scope, { method });
      for (const [name, value] of answer.headers) httpAdapter.setHeader(response, name, value);
      httpAdapter.reply(response, await answer.text(), answer.status);
    }
  }
  return StatsigBootstrapController;
}
