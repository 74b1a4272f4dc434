import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import {
  type ClientProxy,
  type ClientProxyOptions,
  createClientProxy,
  type NodeRequest,
  sendWebResponse,
  toWebRequest,
} from 'statsig-nodekit/request';

/** What the module's option `clientProxy` takes; the client is the module's. */
export type ModuleClientProxyOptions = Omit<ClientProxyOptions, 'client'>;

/** What is used of Fastify. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): void;
}
interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly ip: string;
}
interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): void;
}

/** Express's request. */
interface ExpressRequestLike extends NodeRequest {
  readonly ip?: string;
}

/**
 * Serves the SDK of browsers from the application's own server; see `docs/client-proxy.md`. Its two paths are whole ones: no
 * prefix of the application, no guard and no middleware applies to them. They are answered before bodies are parsed, because
 * browsers send theirs in forms that parsers refuse.
 *
 * @throws ClientProxyOptionsError when something is wrong with the options
 */
export function mountClientProxy(host: HttpAdapterHost, options: ClientProxyOptions): void {
  const proxy = createClientProxy(options);
  // As soon as there is an adapter, which in tests is later: before Nest adds its parsers.
  host.init$.subscribe(() => mountOn(host.httpAdapter, proxy));
}

function mountOn(adapter: AbstractHttpAdapter | undefined, proxy: ClientProxy): void {
  const served = new Set(Object.values(proxy.networkConfig));
  const isServed = (url = ''): boolean => served.has(url.split('?', 1)[0] ?? '');
  if (adapter?.getType() === 'fastify') {
    adapter.getInstance<FastifyLike>().addHook('onRequest', (request, reply, done) => {
      if (!isServed(request.raw.url)) {
        done();
        return;
      }
      reply.hijack();
      answer(proxy, { request: request.raw, response: reply.raw, ip: request.ip, frameworkRequest: request });
    });
  } else if (adapter?.getType() === 'express') {
    adapter.use((request: ExpressRequestLike, response: ServerResponse, next: () => void) => {
      if (isServed(request.url)) answer(proxy, { request, response, ip: request.ip, frameworkRequest: request });
      else next();
    });
  }
}

interface Exchange {
  readonly request: NodeRequest;
  readonly response: ServerResponse;
  readonly ip: string | undefined;
  readonly frameworkRequest: unknown;
}

/** Answers, and breaks off a connection whose answer cannot be made: nobody else answers it. */
function answer(proxy: ClientProxy, { request, response, ip, frameworkRequest }: Exchange): void {
  const respond = async (): Promise<void> => {
    const made = await proxy.handle(toWebRequest(request, response), { ip, frameworkRequest });
    await sendWebResponse(made ?? new Response(null, { status: 404 }), response);
  };
  respond().catch(() => response.destroy());
}
