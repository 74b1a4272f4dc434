import type {
  BeforeApplicationShutdown,
  ExecutionContext,
  LoggerService,
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleInit,
} from '@nestjs/common';
import {
  type BootstrapOptions,
  type BootstrapResult,
  type ClientStatus,
  type RenderBootstrapOptions,
  Statsig,
  type StatsigUser,
  type UserInput,
} from 'statsig-nodekit';
import {
  addRequestPlace,
  attachToRequest,
  currentRequestScope,
  defaultClientName,
  enterRequest,
  type RequestClient,
  type RequestContextPlace,
  type RequestLike,
  type RequestOrigin,
  type RequestScope,
  RequestScopeError,
  requestScopeOf,
  type RequestView,
  type ResponseLike,
  stayInRequest,
  type UserSource,
} from 'statsig-nodekit/request';
import { ClientLifecycle } from '../module/client-lifecycle.js';
import { requestOfMessage } from '../messages/message-request.js';
import { moduleLogger, nestOutputLogger } from '../module/nest-output-logger.js';
import { openRequests } from '../requests/open-requests.js';
import { RequestCalls } from './request-calls.js';
import type { StatsigModuleOptions } from '../module/statsig-module-options.js';

const defaultShutdownTimeoutMs = 3_000;

/**
 * Statsig for the application's classes: one client per process, started before the first request and closed after the
 * last one.
 *
 * Every question can be asked for a given user, or without one for the user of the request that is being handled.
 * Questions never throw, but for one case: asked without a user outside of a request (`RequestScopeError`, with the call
 * to write instead). Gates are off and everything else empty while there are no specs.
 */
export class StatsigService
  extends RequestCalls
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  /** The client itself, for what this class does not offer. */
  readonly client: Statsig;
  readonly #clientName: string;
  readonly #options: StatsigModuleOptions;
  readonly #isFollowing: boolean;
  readonly #ownsClient: boolean;
  readonly #lifecycle: ClientLifecycle;
  readonly #requests: RequestClient;
  readonly #logger: LoggerService;
  readonly #forgetPlace: () => void;

  /**
   * Made by `StatsigModule`.
   * @param application `userSource`: tells the users of requests, in the place of the `user` option. `isFollowing`: whether
   * requests are followed, so that there is a current one. @default true
   */
  constructor(
    options: StatsigModuleOptions,
    clientName: string = defaultClientName,
    { userSource, isFollowing = true }: { userSource?: UserSource | undefined; isFollowing?: boolean } = {},
  ) {
    super();
    this.#clientName = clientName;
    this.#options = options;
    this.#isFollowing = isFollowing;
    this.#logger = moduleLogger(options.logger);
    const given = options.client ?? undefined;
    this.#ownsClient = given === undefined;
    this.client = given ?? createClient(options, this.#logger);
    this.#lifecycle = new ClientLifecycle({
      client: this.client,
      ownsClient: this.#ownsClient,
      failFast: options.failFast ?? false,
      shutdownTimeoutMs: options.shutdownTimeoutMs ?? defaultShutdownTimeoutMs,
      logger: this.#logger,
    });
    this.#requests = openRequests(options, {
      client: this.client,
      clientName,
      userSource,
      warn: (message) => this.#logger.warn(message),
    });
    const place = this.#place;
    this.#forgetPlace = place === undefined ? nothing : addRequestPlace(place);
  }

  /** How far the client is; `ready` when it has specs. */
  get status(): ClientStatus {
    return this.client.status;
  }

  /** Whether answers come from the project's specs. */
  get ready(): boolean {
    return this.client.status === 'ready';
  }

  /**
   * The user of the current request.
   * @throws RequestScopeError (the promise rejects) outside of a request
   */
  async user(): Promise<StatsigUser> {
    return this.#scope('user()').user();
  }

  /**
   * Makes `user` the user of the current request, after a sign-in for example. Gates are decided anew.
   * @throws RequestScopeError outside of a request
   */
  setUser(user: UserInput): void {
    this.#scope('setUser(user)').setUser(user);
  }

  /**
   * The client with the user of the current request, as services without Nest have it from `currentStatsig()`.
   * @throws RequestScopeError outside of a request
   */
  get current(): RequestView {
    return this.#scope('current').view;
  }

  /**
   * All that a page needs to start with this server's answers; see `Statsig.bootstrap`. Without a user, for the one of the
   * current request.
   */
  bootstrap(user?: UserInput | null, options?: BootstrapOptions | null): BootstrapResult {
    const merged = { ...this.#options.bootstrap, ...options };
    return this.client.bootstrap(user ?? this.requestUser('bootstrap'), merged);
  }

  /**
   * The HTML that puts the bootstrap of the current request's user into a page; see `renderBootstrapScript`. It is escaped
   * already, and empty when there is no bootstrap.
   */
  renderBootstrap(options?: RenderBootstrapOptions): string {
    this.requestUser('renderBootstrap');
    return this.current.renderBootstrap(options);
  }

  /** Whether it can be handed requests. What a test puts in its place can do less, and is left alone. */
  get takesRequests(): boolean {
    return true;
  }

  /** Opens the scope of a request that is not followed, for all who have the request. For guards and parameters. */
  openRequest(request: RequestLike, response: ResponseLike | undefined): RequestScope {
    const scope = this.#requests.open(request, response);
    attachToRequest({ request, clientName: this.#clientName, scope });
    return scope;
  }

  /** Runs `next`, and what follows from it, in the scope of a request that begins. For middleware. */
  enterRequest(request: RequestLike, response: ResponseLike | undefined, next: () => void): void {
    const scope = this.#requests.open(request, response);
    enterRequest({ request, clientName: this.#clientName, scope, place: this.#place }, next);
  }

  /**
   * The same for what follows in the caller's asynchronous context. For guards, where no middleware runs. Call what is returned when
   * the request is over.
   */
  stayInRequest(request: RequestLike, response: ResponseLike | undefined): () => void {
    const scope = requestScopeOf(request, this.#clientName) ?? this.#requests.open(request, response);
    return stayInRequest({ request, clientName: this.#clientName, scope, place: this.#place });
  }

  /** The name of the module. */
  get clientName(): string {
    return this.#clientName;
  }

  /** The scope of a message that begins: of a socket, a service, or an operation of GraphQL. */
  openMessage(context: ExecutionContext, origin: RequestOrigin): RequestScope {
    return this.#requests.openMessage(this.#options.getRequest?.(context) ?? requestOfMessage(origin), origin);
  }

  /** Writes a warning about how the application uses the module, once for each `key`. */
  warnOnce(key: string, message: string): void {
    this.#requests.warnOnce(key, message);
  }

  /**
   * Waits for the specs, up to the time limit, and says in one line of the log how it went.
   * @throws StatsigStartError with `failFast`, when there are none
   */
  onModuleInit(): Promise<void> {
    return this.#lifecycle.start();
  }

  /** Warns when the application would end without delivering what was logged last. */
  onApplicationBootstrap(): void {
    if (!this.#ownsClient || process.listenerCount('SIGTERM') > 0) return;
    this.#requests.warnOnce(
      'shutdown-hooks',
      'Nothing listens for SIGTERM, so the last events are lost when the process is stopped by it. ' +
        'Call app.enableShutdownHooks() before app.listen().',
    );
  }

  /** Looks no more for newer specs: the application ends, and answers what it has been asked already. Never rejects. */
  beforeApplicationShutdown(): Promise<void> {
    return this.#lifecycle.endUpdates();
  }

  /** Delivers what is left and closes the client. All callers get the same promise, which never rejects. */
  onApplicationShutdown(): Promise<void> {
    this.#forgetPlace();
    return this.#lifecycle.close();
  }

  protected override requestUser(method: string, name?: string): StatsigUser {
    const named = name === undefined ? '' : `'${name}'`;
    const user = this.#scope(`${method}(${named})`, `${method}(${['user', named].filter(Boolean).join(', ')})`).user();
    if (!(user instanceof Promise)) return user;
    throw new RequestScopeError(
      'request_user_pending',
      `StatsigService.${method}(${named}) was called before the \`user\` option had told the user. ` +
        `Write \`await statsig.user()\` before it (guards run before the module could wait for the user).`,
    );
  }

  get #place(): RequestContextPlace | undefined {
    return this.#options.context ?? undefined;
  }

  #scope(call: string, insteadOutside?: string): RequestScope {
    const scope = currentRequestScope(this.#clientName);
    if (scope !== undefined) return scope;
    throw new RequestScopeError(
      'request_scope_missing',
      `StatsigService.${call} was called outside of a request, where there is no current user. ` +
        (insteadOutside === undefined
          ? 'Call it while a request is being handled.'
          : `Give the user: statsig.${insteadOutside}.`) +
        (this.#isFollowing ? '' : ` ${notFollowed}`),
    );
  }
}

const notFollowed =
  'If it was called inside of one: nothing in this application was seen to ask in this way, so its requests are not followed. ' +
  'Give StatsigModule `middleware: true`.';

function nothing(): void {}

function createClient(options: StatsigModuleOptions, logger: LoggerService): Statsig {
  return new Statsig(options.sdkKey ?? '', {
    outputLoggerProvider: typeof options.logger === 'object' ? options.logger : nestOutputLogger(logger),
    ...options.options,
    ...(options.initTimeoutMs === undefined ? {} : { initTimeoutMs: options.initTimeoutMs }),
  });
}
