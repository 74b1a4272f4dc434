import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Thrown by the guard for `otherwise: { redirect }`, and answered by `GateRedirectFilter`. */
export class GateRedirect extends Error {
  override readonly name = 'GateRedirect';
  readonly url: string;
  readonly status: number;

  constructor(url: string, status: number) {
    super('A gate sends the caller to another address.');
    this.url = url;
    this.status = status;
  }
}

/** Sends callers where a gate's `otherwise: { redirect }` says; `@FeatureGate` binds it. */
@Catch(GateRedirect)
export class GateRedirectFilter implements ExceptionFilter<GateRedirect> {
  readonly #adapterHost: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  catch({ url, status }: GateRedirect, host: ArgumentsHost): void {
    this.#adapterHost.httpAdapter.redirect(host.switchToHttp().getResponse(), status, url);
  }
}
