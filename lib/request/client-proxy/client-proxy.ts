/**
 * `client-proxy/` lets pages ask their own server instead of the service: what their user gets is answered from this process,
 * and what they log is passed on. It is made of requests and responses of the fetch standard, and knows no framework.
 */
import { warnThrough } from '../../client/warn-through.js';
import { normalizeIP } from '../user-from-request.js';
import { AddressLimiter } from './address-limiter.js';
import { answerValues } from './answer-values.js';
import { isRecord, type JsonRecord } from './browser-user.js';
import { readClientBody } from './client-body.js';
import { type ClientProxyOptions, type ResolvedProxyOptions, resolveProxyOptions } from './client-proxy-options.js';
import { forwardEvents } from './forward-events.js';
import { OriginPolicy } from './origin-policy.js';
import { refusalAnswer } from './proxy-answer.js';
import { ProxyUsers } from './proxy-users.js';
import { RefusedRequest } from './refused-request.js';

/** What the server knows of a request beside the request itself. */
export interface ClientProxyContext {
  /**
   * The caller's address, by the framework's own rules about proxies before it. Without one, requests are not counted by address,
   * and users have no address.
   */
  readonly ip?: string | undefined;
  /** The framework's request, for the option `user`. */
  readonly frameworkRequest?: unknown;
}

/** A request that has passed the checks which all requests have to. */
export interface AdmittedRequest {
  readonly request: Request;
  readonly context: ClientProxyContext;
  readonly clientSdkKey: string;
  readonly body: JsonRecord;
}

/** What the two kinds of requests share to be answered. */
export interface ProxyParts {
  readonly options: ResolvedProxyOptions;
  readonly users: ProxyUsers;
}

type Serve = (admitted: AdmittedRequest, parts: ProxyParts) => Promise<Response>;

/** Requests for values hold a user, which takes much longer to evaluate than to send. Unit: bytes. */
const mostBytesOfUser = 65_536;

/**
 * Serves the SDK of browsers from this process, under paths of the application's own: the values of a user, and the events that
 * pages log. Cookies and authorisation are never read or passed on. No method throws or rejects.
 */
export class ClientProxy {
  /** For the option `networkConfig` of the browser's SDK: where it asks for values, and where it sends events. */
  readonly networkConfig: { readonly initializeUrl: string; readonly logEventUrl: string };
  readonly #parts: ProxyParts;
  readonly #origins: OriginPolicy;
  readonly #limiter: AddressLimiter | undefined;
  /** Names of errors that were told. */
  readonly #told = new Set<string>();

  /** @throws {ClientProxyOptionsError} when something is wrong with the options */
  constructor(givenOptions: ClientProxyOptions) {
    const options = resolveProxyOptions(givenOptions);
    const warn = (message: string): void => warnThrough(options.client, 'ClientProxy', message);
    this.#parts = {
      options,
      users: new ProxyUsers({ source: options.user, timeoutMs: options.userTimeoutMs, warn }),
    };
    this.#origins = new OriginPolicy(options.allowedOrigins);
    this.#limiter = options.rateLimit && new AddressLimiter(options.rateLimit);
    this.networkConfig = { initializeUrl: options.valuesPath, logEventUrl: options.eventsPath };
  }

  /** Answers a request for one of the two paths; undefined for any other, which is the application's. */
  async handle(request: Request, context: ClientProxyContext = {}): Promise<Response | undefined> {
    const { pathname } = new URL(request.url);
    const { valuesPath, eventsPath } = this.#parts.options;
    if (pathname === valuesPath) return this.values(request, context);
    return pathname === eventsPath ? this.events(request, context) : undefined;
  }

  /** Answers a browser that asks for the values of its user, whatever the path: for routers that choose by path themselves. */
  values(request: Request, context: ClientProxyContext = {}): Promise<Response> {
    return this.#serve(request, context, answerValues, mostBytesOfUser);
  }

  /** Takes the events that a browser has logged, whatever the path. */
  events(request: Request, context: ClientProxyContext = {}): Promise<Response> {
    return this.#serve(request, context, forwardEvents, Infinity);
  }

  async #serve(request: Request, context: ClientProxyContext, serve: Serve, mostBytes: number): Promise<Response> {
    let readable: Readonly<Record<string, string>> = {};
    let answer: Response;
    try {
      readable = this.#origins.check(request);
      if (request.method === 'OPTIONS') answer = this.#origins.preflight(request);
      else answer = await serve(await this.#admit(request, context, mostBytes), this.#parts);
    } catch (error) {
      answer = refusalAnswer(error instanceof RefusedRequest ? error : this.#unexpected(error));
    }
    for (const [name, value] of Object.entries(readable)) answer.headers.set(name, value);
    return answer;
  }

  /** Cheap checks first, and the body last. */
  async #admit(request: Request, given: ClientProxyContext, mostBytes: number): Promise<AdmittedRequest> {
    const { options } = this.#parts;
    if (request.method !== 'POST') {
      throw new RefusedRequest({ status: 405, allow: 'POST, OPTIONS' }, 'Only POST is answered here.');
    }
    // Some frameworks have null, or an empty text, where they do not know.
    const ip = typeof given.ip === 'string' && given.ip !== '' ? normalizeIP(given.ip) : undefined;
    const context = { ...given, ip };
    this.#count(ip);
    const { searchParams } = new URL(request.url);
    const clientSdkKey = searchParams.get('k') ?? request.headers.get('statsig-api-key') ?? '';
    if (!options.clientSdkKeys.has(clientSdkKey)) {
      throw new RefusedRequest({ status: 401 }, 'The client key is not one that this server serves.');
    }
    const maxBodyBytes = Math.min(options.maxBodyBytes, mostBytes);
    const body = await readClientBody(request, { maxBodyBytes, bodyTimeoutMs: options.bodyTimeoutMs });
    if (!isRecord(body)) throw new RefusedRequest({ status: 400 }, 'The body is not a JSON object.');
    return { request, context, clientSdkKey, body };
  }

  #count(ip: string | undefined): void {
    const waitMs = ip === undefined ? 0 : (this.#limiter?.take(ip) ?? 0);
    if (waitMs === 0) return;
    warnThrough(
      this.#parts.options.client,
      'ClientProxy',
      'Browsers are refused with 429, because one address asks more often than `rateLimit` allows. If all of them seem to have ' +
        'that address, a proxy stands before this server: give their own as `ip`. This is told once.',
      'browsers-limited',
    );
    const refusal = { status: 429, retryAfterS: Math.ceil(waitMs / 1000) } as const;
    throw new RefusedRequest(refusal, 'There were too many requests from this address.');
  }

  #unexpected(error: unknown): RefusedRequest {
    const { name } = error instanceof Error ? error : { name: typeof error };
    // The message may quote what the browser sent.
    const message = `Requests of browsers could not be answered, and got 500: ${name}. This is told once.`;
    if (!this.#told.has(name)) warnThrough(this.#parts.options.client, 'ClientProxy', message);
    this.#told.add(name);
    return new RefusedRequest({ status: 500 }, 'The request could not be answered.', { cause: error });
  }
}

/**
 * A proxy for the SDK of browsers, to be served by the application's own server.
 * @throws {ClientProxyOptionsError} when something is wrong with the options
 */
export function createClientProxy(options: ClientProxyOptions): ClientProxy {
  return new ClientProxy(options);
}
