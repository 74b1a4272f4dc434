import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  type ClientStatus,
  type DynamicConfig,
  type DynamicConfigEvaluationOptions,
  type DynamicConfigName,
  type DynamicConfigValues,
  type EvaluationOptions,
  type EventMetadata,
  type Experiment,
  type ExperimentEvaluationOptions,
  type ExperimentName,
  type ExperimentValues,
  type FeatureGate,
  type FeatureGateEvaluationOptions,
  type FlushResult,
  type GateName,
  type Layer,
  type LayerEvaluationOptions,
  type LayerName,
  type LayerValues,
  Statsig,
  type StatsigUser,
  type UserInput,
} from 'statsig-nodekit';
import {
  currentRequestScope,
  defaultClientName,
  RequestClient,
  type RequestLike,
  type RequestScope,
  RequestScopeError,
} from 'statsig-nodekit/request';
import { ClientLifecycle } from './client-lifecycle.js';
import { nestOutputLogger } from './nest-output-logger.js';
import type { StatsigModuleOptions } from './statsig-module-options.js';

const defaultShutdownTimeoutMs = 3_000;

/**
 * Statsig for the application's classes: one client per process, started before the first request and closed after the
 * last one.
 *
 * Every question can be asked for a given user, or without one for the user of the request that is being handled.
 * Questions never throw, but for one case: asked without a user outside of a request (`RequestScopeError`, with the call
 * to write instead). Gates are off and everything else empty while there are no specs.
 */
export class StatsigService implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  /** The client itself, for what this class does not offer. */
  readonly client: Statsig;
  readonly #clientName: string;
  readonly #ownsClient: boolean;
  readonly #lifecycle: ClientLifecycle;
  readonly #requests: RequestClient;
  readonly #logger = new Logger('Statsig');

  /** Made by `StatsigModule`. */
  constructor(options: StatsigModuleOptions, clientName: string = defaultClientName) {
    this.#clientName = clientName;
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
    this.#requests = new RequestClient({
      client: this.client,
      integration: 'NestJS',
      name: clientName,
      user: options.user ?? undefined,
      userTimeoutMs: options.userTimeoutMs ?? undefined,
      warn: (message) => this.#logger.warn(message),
    });
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

  /** Whether the gate is on; false when it is unknown. Logs an exposure unless `disableExposureLogging`. */
  checkGate(name: GateName, options?: FeatureGateEvaluationOptions): boolean;
  checkGate(user: UserInput, name: GateName, options?: FeatureGateEvaluationOptions): boolean;
  checkGate(
    userOrName: UserInput | string,
    nameOrOptions?: string | FeatureGateEvaluationOptions,
    evaluation?: FeatureGateEvaluationOptions,
  ): boolean {
    const { user, name, options } = this.#question('checkGate', [userOrName, nameOrOptions, evaluation]);
    return this.client.checkGate(user, name, options);
  }

  /** The gate's value with the rule that decided and why. Logs an exposure unless `disableExposureLogging`. */
  getFeatureGate(name: GateName, options?: FeatureGateEvaluationOptions): FeatureGate;
  getFeatureGate(user: UserInput, name: GateName, options?: FeatureGateEvaluationOptions): FeatureGate;
  getFeatureGate(
    userOrName: UserInput | string,
    nameOrOptions?: string | FeatureGateEvaluationOptions,
    evaluation?: FeatureGateEvaluationOptions,
  ): FeatureGate {
    const { user, name, options } = this.#question('getFeatureGate', [userOrName, nameOrOptions, evaluation]);
    return this.client.getFeatureGate(user, name, options);
  }

  /** The config's values for the user; empty when it is unknown. Logs an exposure unless `disableExposureLogging`. */
  getDynamicConfig<Name extends DynamicConfigName>(
    name: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>>;
  getDynamicConfig<Name extends DynamicConfigName>(
    user: UserInput,
    name: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>>;
  getDynamicConfig(
    userOrName: UserInput | string,
    nameOrOptions?: string | DynamicConfigEvaluationOptions,
    evaluation?: DynamicConfigEvaluationOptions,
  ): DynamicConfig {
    const { user, name, options } = this.#question('getDynamicConfig', [userOrName, nameOrOptions, evaluation]);
    return this.client.getDynamicConfig(user, name, options);
  }

  /** The values of the user's group; empty when unknown. Logs an exposure unless `disableExposureLogging`. */
  getExperiment<Name extends ExperimentName>(
    name: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>>;
  getExperiment<Name extends ExperimentName>(
    user: UserInput,
    name: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>>;
  getExperiment(
    userOrName: UserInput | string,
    nameOrOptions?: string | ExperimentEvaluationOptions,
    evaluation?: ExperimentEvaluationOptions,
  ): Experiment {
    const { user, name, options } = this.#question('getExperiment', [userOrName, nameOrOptions, evaluation]);
    return this.client.getExperiment(user, name, options);
  }

  /** The layer for the user. Each parameter logs an exposure when it is read, unless `disableExposureLogging`. */
  getLayer<Name extends LayerName>(name: Name, options?: LayerEvaluationOptions): Layer<LayerValues<Name>>;
  getLayer<Name extends LayerName>(
    user: UserInput,
    name: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>>;
  getLayer(
    userOrName: UserInput | string,
    nameOrOptions?: string | LayerEvaluationOptions,
    evaluation?: LayerEvaluationOptions,
  ): Layer {
    const { user, name, options } = this.#question('getLayer', [userOrName, nameOrOptions, evaluation]);
    return this.client.getLayer(user, name, options);
  }

  /** Logs an event, delivered in the background. */
  logEvent(eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void;
  logEvent(user: UserInput, eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void;
  logEvent(
    userOrName: UserInput | string,
    nameOrValue?: string | number | null,
    valueOrMetadata?: string | number | EventMetadata | null,
    metadata?: EventMetadata | null,
  ): void {
    // As with `#question`. A name that is none is the client's to report.
    const isObject = typeof valueOrMetadata === 'object';
    if (typeof userOrName === 'string') {
      const user = this.#requestUser('logEvent', userOrName);
      this.client.logEvent(user, userOrName, nameOrValue, isObject ? valueOrMetadata : null);
    } else {
      const name = typeof nameOrValue === 'string' ? nameOrValue : '';
      this.client.logEvent(userOrName, name, isObject ? null : valueOrMetadata, metadata);
    }
  }

  /** Delivers what has been logged so far. Never rejects; the result says what was and was not delivered. */
  flushEvents(): Promise<FlushResult> {
    return this.client.flushEvents();
  }

  /** The scope of a request that begins; `requestOf` finds the one that handlers see. For middleware. */
  createRequestScope(request: RequestLike, requestOf: (request: RequestLike) => RequestLike): RequestScope {
    return this.#requests.open(request, undefined, requestOf);
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

  /** Delivers what is left and closes the client. All callers get the same promise, which never rejects. */
  onApplicationShutdown(): Promise<void> {
    return this.#lifecycle.close();
  }

  /** The overloads promise either (name, options) or (user, name, options); the first argument tells which. */
  #question(method: string, [first, second, third]: QuestionArguments): Question {
    return typeof first === 'string'
      ? {
          user: this.#requestUser(method, first),
          name: first,
          options: typeof second === 'object' ? second : undefined,
        }
      : { user: first, name: typeof second === 'string' ? second : '', options: third };
  }

  #requestUser(method: string, name: string): StatsigUser {
    const user = this.#scope(`${method}('${name}')`, `${method}(user, '${name}')`).user();
    if (!(user instanceof Promise)) return user;
    throw new RequestScopeError(
      'request_user_pending',
      `StatsigService.${method}('${name}') was called before the \`user\` option had told the user. ` +
        `Write \`await statsig.user()\` before it (guards run before the module could wait for the user).`,
    );
  }

  #scope(call: string, insteadOutside?: string): RequestScope {
    const scope = currentRequestScope(this.#clientName);
    if (scope !== undefined) return scope;
    throw new RequestScopeError(
      'request_scope_missing',
      `StatsigService.${call} was called outside of a request, where there is no current user. ` +
        (insteadOutside === undefined
          ? 'Call it while a request is being handled.'
          : `Give the user: statsig.${insteadOutside}.`),
    );
  }
}

type QuestionArguments = readonly [
  userOrName: UserInput | string,
  nameOrOptions: string | EvaluationOptions | undefined,
  options: EvaluationOptions | undefined,
];

interface Question {
  readonly user: UserInput;
  readonly name: string;
  readonly options: EvaluationOptions | undefined;
}

function createClient(options: StatsigModuleOptions, logger: Logger): Statsig {
  return new Statsig(options.sdkKey ?? '', {
    outputLoggerProvider: nestOutputLogger(logger),
    ...options.options,
    ...(options.initTimeoutMs === undefined ? {} : { initTimeoutMs: options.initTimeoutMs }),
  });
}
