import { cookies, headers } from 'next/headers.js';
import { NextRequest } from 'next/server.js';
import { cache } from 'react';
import type { RequestLike } from 'statsig-nodekit/request';
import type { AppCookies, AppRequestOptions } from './app-options.js';
import { NoRequestError } from './no-request-error.js';
import { StaticPageError } from './static-page-error.js';

/** A request of the App Router, in the form that users are read from. */
export class AppRequest implements RequestLike {
  /** Its headers as they came. */
  readonly web: Headers;
  readonly cookies: AppCookies;
  #headers: RequestLike['headers'] | undefined;

  constructor(web: Headers, jar: AppCookies) {
    this.web = web;
    this.cookies = jar;
  }

  /** Made when they are first read: each question of a page comes by here, and the first one alone needs them. */
  get headers(): RequestLike['headers'] {
    return (this.#headers ??= Object.fromEntries(this.web));
  }
}

/** The request that is being handled. */
export interface CurrentRequest {
  readonly request: AppRequest;
  /** The same object for all that belongs together: one rendering, or one request. */
  readonly identity: object;
  /** The same object throughout a request, also where what it causes is rendered several times. */
  readonly headers: object;
  /** Whether components are being rendered, and not a route handler or a server function at work. */
  readonly isRendering: boolean;
  /** Whether a page is being rendered once for everybody, without a visitor. */
  readonly isStatic: boolean;
}

const anew = (): object => ({});

/** Components that are rendered together get the same object; outside of a rendering, React remembers nothing. React 18 never does. */
const perRendering = typeof cache === 'function' ? cache(anew) : anew;

/**
 * The request that is being handled: the one that is given, or the one that Next follows. Nothing is asked of a clock before that
 * is known, so that Next can tell which parts of a page depend on the visitor.
 *
 * @throws StaticPageError in a static page, unless that is allowed
 * @throws NoRequestError where there is none; what Next throws to end a rendering passes unchanged
 */
export async function currentRequest({ request, allowStatic }: AppRequestOptions): Promise<CurrentRequest> {
  if (request !== undefined) return givenRequest(request);
  const [shown, jar] = await requestOfNext();
  // Every request that comes by HTTP has headers; Next hands out none where it renders for everybody.
  const isStatic = shown.keys().next().done === true;
  if (isStatic && allowStatic !== true) throw new StaticPageError();
  const rendering = perRendering();
  const isRendering = rendering === perRendering();
  return {
    request: new AppRequest(shown, jar),
    // What a server function has changed of the cookies is seen by what is rendered after it.
    identity: isRendering ? rendering : shown,
    headers: shown,
    isRendering,
    isStatic,
  };
}

async function requestOfNext(): Promise<[Headers, AppCookies]> {
  try {
    return [await headers(), await cookies()];
  } catch (error) {
    if (isControlFlow(error)) throw error;
    throw new NoRequestError(error);
  }
}

/**
 * What Next throws to end a rendering, and looks for where it comes out. Told by its marks: `unstable_rethrow` of `next/navigation`
 * cannot be had in route handlers by the name that Node knows the module by.
 */
function isControlFlow(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { digest, code, $$typeof } = error as { digest?: unknown; code?: unknown; $$typeof?: unknown };
  return (
    typeof digest === 'string' ||
    (typeof code === 'string' && code.startsWith('NEXT_')) ||
    $$typeof === Symbol.for('react.postpone')
  );
}

function givenRequest(request: Request): CurrentRequest {
  const jar =
    request instanceof NextRequest
      ? request.cookies
      : new NextRequest(request.url, { headers: request.headers }).cookies;
  return {
    request: new AppRequest(request.headers, jar),
    identity: request,
    headers: request,
    isRendering: false,
    isStatic: false,
  };
}
