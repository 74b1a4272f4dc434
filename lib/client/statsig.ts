import { InvalidSdkKeyError } from '../errors/invalid-sdk-key-error.js';
import { type RememberedEvaluation, evaluate, failedEvaluation } from '../evaluation/evaluate.js';
import { type EvaluationDetails, detailsOf } from '../evaluation/evaluation-details.js';
import type { EvaluationKind } from '../evaluation/evaluation.js';
import { EventLogger } from '../events/event-logger.js';
import { CustomEvent } from '../events/custom-event.js';
import { buildEventMetadata } from '../events/event-metadata.js';
import type { FlushResult } from '../events/flush-result.js';
import { ExposureLogger } from '../exposures/exposure-logger.js';
import { HttpClient } from '../network/http-client.js';
import { type OutputLogger, createLogger } from '../observability/logger.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import { loadPatternCompiler } from '../patterns/load-pattern-compiler.js';
import { DynamicConfig } from '../results/dynamic-config.js';
import { Experiment } from '../results/experiment.js';
import { FeatureGate } from '../results/feature-gate.js';
import { Layer } from '../results/layer.js';
import { systemTimers } from '../timing/timers.js';
import { serializeUser } from '../users/serialize-user.js';
import {
  type StatsigUser,
  type StatsigUserArgs,
  complaintsOf,
  toStatsigUser,
  userDataOf,
} from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import { toUserValue } from '../users/user-value.js';
import type {
  DynamicConfigEvaluationOptions,
  EvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
} from './evaluation-options.js';
import type { ClientStatus, InitializeResult } from './initialize-result.js';
import { SpecLoader } from './spec-loader.js';
import { SpecStore } from './spec-store.js';

/** A user as callers may give one: a `StatsigUser`, or a plain object with the same fields. */
export type UserInput = StatsigUser | StatsigUserArgs;

/** Values of an event's metadata; nested objects and arrays are kept as JSON. */
export type EventMetadata = Readonly<Record<string, unknown>>;

const logTag = 'Client';

/** The longest that `shutdown()` waits by default. Unit: milliseconds. */
const defaultShutdownTimeoutMs = 3000;

/**
 * A client of one Statsig project: evaluates gates, configs, experiments and layers in this process, and logs exposures
 * and events in the background.
 *
 * Make one per process, await `initialize()` once, check as often as you like (checks are synchronous and take about a
 * microsecond), and await `shutdown()` before the process ends. No method throws into the caller, whatever it is given.
 */
export class Statsig {
  /** The options in force, with defaults filled in. The SDK key is not among them. */
  readonly options: ResolvedOptions;

  readonly #logger: OutputLogger;
  readonly #store: SpecStore;
  readonly #loader: SpecLoader;
  readonly #http: HttpClient;
  readonly #events: EventLogger;
  readonly #exposures: ExposureLogger;
  readonly #keyError: InvalidSdkKeyError | undefined;
  readonly #isLogging: boolean;
  #initialization: Promise<InitializeResult> | undefined;
  #isInitialized = false;
  #shutdown: Promise<FlushResult> | undefined;

  /**
   * @param sdkKey the server secret key of the project. A missing one is reported, and the client then serves defaults.
   * @param options see `StatsigOptions`; wrong values are reported and their defaults used
   */
  constructor(sdkKey: string, options?: StatsigOptions) {
    const { options: resolved, complaints } = resolveOptions(options);
    this.options = resolved;
    this.#keyError = checkSdkKey(sdkKey);
    const key = this.#keyError === undefined ? sdkKey : '';
    this.#logger = createLogger({
      level: resolved.outputLogLevel,
      provider: resolved.outputLoggerProvider,
      sdkKey: key,
    });
    this.#reportKeyAndOptions(key, complaints);

    const sessionID = crypto.randomUUID();
    const isNetworkAllowed = !resolved.disableNetwork && this.#keyError === undefined;
    this.#isLogging = isNetworkAllowed && !resolved.disableAllLogging;
    const globalCustomFields =
      Object.keys(resolved.globalCustomFields).length === 0 ? undefined : resolved.globalCustomFields;

    this.#http = new HttpClient({ sdkKey: key, serviceName: resolved.serviceName, sessionID, logger: this.#logger });
    this.#store = new SpecStore({
      environment: resolved.environment,
      globalCustomFields,
      logger: this.#logger,
      nowMs: systemTimers.nowMs,
      random: Math.random,
      loadPatternCompiler,
    });
    this.#loader = new SpecLoader({
      options: resolved,
      store: this.#store,
      http: this.#http,
      logger: this.#logger,
      isNetworkAllowed,
    });
    this.#events = new EventLogger({
      send: (batch) => this.#http.postEvents({ url: resolved.logEventUrl, ...batch }),
      options: resolved,
      metadata: buildEventMetadata({ sessionID, serviceName: resolved.serviceName }),
      logger: this.#logger,
    });
    this.#exposures = new ExposureLogger({
      enqueue: (event) => this.#events.enqueue(event),
      writeUser: (user) => this.#writeUser(user, globalCustomFields),
      maxKeys: resolved.exposureDedupeMaxKeys,
      nowMs: systemTimers.nowMs,
    });
  }

  /** Where the client stands. */
  get status(): ClientStatus {
    if (this.#shutdown !== undefined) return 'shutdown';
    if (this.#initialization === undefined) return 'uninitialized';
    if (!this.#isInitialized) return 'initializing';
    return this.#store.hasSpecs ? 'ready' : 'degraded';
  }

  /**
   * Loads the first specs and begins to keep them current. Calling it again gives the same result.
   *
   * Never rejects: without specs within `initTimeoutMs` it resolves with `isSuccess: false`, gates stay off, and the
   * background sync goes on trying.
   */
  initialize(): Promise<InitializeResult> {
    return (this.#initialization ??= this.#initialize());
  }

  async #initialize(): Promise<InitializeResult> {
    const startedAt = performance.now();
    this.#logger.initialize();
    this.#store.markWithoutSpecs('Loading');
    const error = (await this.#loader.loadFirst()) ?? this.#missingKey();
    this.#store.markWithoutSpecs('NoValues');
    if (this.#shutdown === undefined) this.#loader.startPolling();
    this.#isInitialized = true;

    const result: InitializeResult = {
      isSuccess: error === undefined,
      ...(error === undefined ? {} : { error: error.message }),
      source: this.#store.state.origin.source,
      durationMs: Math.round(performance.now() - startedAt),
    };
    if (result.isSuccess) {
      this.#logger.info(logTag, `Initialized in ${result.durationMs} ms; specs from ${result.source}.`);
    } else if (this.#keyError === undefined) {
      this.#logger.error(logTag, `Initialized without specs after ${result.durationMs} ms. ${result.error}`);
    }
    return result;
  }

  /** Whether a gate is open for a user. Closed when in doubt: for unknown names, and before specs are there. */
  checkGate(user: UserInput, gateName: string, options?: FeatureGateEvaluationOptions): boolean {
    return this.#check('gate', user, gateName, options).remembered.evaluation.value;
  }

  /** The answer of a gate, with the rule that gave it and where it came from. */
  getFeatureGate(user: UserInput, gateName: string, options?: FeatureGateEvaluationOptions): FeatureGate {
    const { remembered, details } = this.#check('gate', user, gateName, options);
    return new FeatureGate(remembered.evaluation, details());
  }

  /** The values of a dynamic config for a user; empty for unknown names. */
  getDynamicConfig(user: UserInput, configName: string, options?: DynamicConfigEvaluationOptions): DynamicConfig {
    const { remembered, details } = this.#check('dynamic-config', user, configName, options);
    return new DynamicConfig(remembered.evaluation, details(), this.#reportMismatch);
  }

  /** The values of an experiment for a user's group; the experiment's defaults outside it. */
  getExperiment(user: UserInput, experimentName: string, options?: ExperimentEvaluationOptions): Experiment {
    const { remembered, details } = this.#check('experiment', user, experimentName, options);
    return new Experiment(remembered.evaluation, details(), this.#reportMismatch);
  }

  /** The parameters of a layer for a user. Getting it logs nothing; reading a parameter logs an exposure of it. */
  getLayer(user: UserInput, layerName: string, options?: LayerEvaluationOptions): Layer {
    const person = this.#user(user);
    const { origin } = this.#store.state;
    const remembered = this.#evaluate('layer', layerName, person);
    const isExposed = options?.disableExposureLogging !== true;
    const { evaluation } = remembered;
    return new Layer(evaluation, detailsOf(evaluation, origin), this.#reportMismatch, (layerParameter) => {
      if (isExposed && this.#canLog) this.#exposures.log({ remembered, origin, user: person, layerParameter });
    });
  }

  /**
   * Logs an event of the application's own, to be sent in the background.
   *
   * @param value a text or a finite number; anything else is logged as null, with a warning
   * @param metadata an object; it is copied, so later changes of it have no effect
   */
  logEvent(
    user: UserInput,
    eventName: string,
    value?: string | number | null,
    metadata?: EventMetadata | null,
  ): void {
    if (typeof eventName !== 'string' || eventName === '') {
      const found = eventName === '' ? 'an empty text' : typeof eventName;
      this.#logger.warnOnce(
        'event-name',
        logTag,
        `logEvent was given ${found} as the event's name; the event is not logged.`,
      );
      return;
    }
    if (!this.#canLog) return;
    const { state } = this.#store;
    const data = userDataOf(this.#user(user));
    this.#events.enqueue(
      new CustomEvent({
        eventName,
        value: this.#eventValue(value),
        metadata: toMetadata(metadata),
        timeMs: systemTimers.nowMs(),
        writeUser: () => serializeUser(data, state.context),
      }),
    );
  }

  /** Sends everything that is queued. Resolves with what became of it, and never rejects. */
  flushEvents(): Promise<FlushResult> {
    return this.#events.flush();
  }

  /**
   * Ends the background work and delivers what is queued, for at most `timeoutMs`. Afterwards checks are answered from
   * memory, and nothing is logged. Calling it again gives the same result; never rejects.
   */
  shutdown(timeoutMs: number = defaultShutdownTimeoutMs): Promise<FlushResult> {
    return (this.#shutdown ??= this.#close(timeoutMs));
  }

  async #close(timeoutMs: number): Promise<FlushResult> {
    const [result] = await Promise.all([this.#events.shutdown(timeoutMs), this.#loader.stop()]);
    await this.#http.close();
    this.#logger.info(
      logTag,
      `Shut down: ${result.delivered} events delivered, ${result.pending + result.dropped} not.`,
    );
    this.#logger.shutdown();
    return result;
  }

  /** Evaluates, and logs the exposure. The details are made only for those who show them. */
  #check(
    kind: EvaluationKind,
    user: UserInput,
    name: string,
    options: EvaluationOptions | undefined,
  ): { readonly remembered: RememberedEvaluation; readonly details: () => EvaluationDetails } {
    const person = this.#user(user);
    const { origin } = this.#store.state;
    const remembered = this.#evaluate(kind, name, person);
    if (this.#canLog && options?.disableExposureLogging !== true) {
      this.#exposures.log({ remembered, origin, user: person });
    }
    return { remembered, details: () => detailsOf(remembered.evaluation, origin) };
  }

  #evaluate(kind: EvaluationKind, name: string, user: StatsigUser): RememberedEvaluation {
    const text = typeof name === 'string' ? name : String(name);
    try {
      return evaluate(kind, text, user, this.#store.state.context);
    } catch (error) {
      // Evaluation does not throw. Should it ever, the request goes on with the gate closed, and the log says why.
      const message = error instanceof Error ? error.message : 'unknown error';
      this.#logger.warnOnce(
        `failed:${kind}`,
        logTag,
        `Evaluating ${kind} "${text}" failed, so its default is served: ${message}`,
      );
      return failedEvaluation(kind, text);
    }
  }

  #user(user: UserInput): StatsigUser {
    const person = toStatsigUser(user);
    for (const complaint of complaintsOf(person)) {
      this.#logger.warnOnce(`user:${complaint}`, logTag, `About a user: ${complaint}.`);
    }
    return person;
  }

  get #canLog(): boolean {
    return this.#isLogging && this.#shutdown === undefined;
  }

  readonly #reportMismatch = (message: string): void => {
    this.#logger.warnOnce(message, logTag, message);
  };

  #eventValue(value: unknown): string | number | null {
    if (value === undefined || value === null || typeof value === 'string') return value ?? null;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const found = typeof value === 'number' ? String(value) : typeof value;
    this.#logger.warnOnce(
      `event-value:${found}`,
      logTag,
      `An event's value was ${found} and is logged as null; give a text or a finite number.`,
    );
    return null;
  }

  #writeUser(user: Readonly<UserData>, globalCustomFields: ResolvedOptions['globalCustomFields'] | undefined): string {
    return serializeUser(user, { environment: this.#store.environment, globalCustomFields });
  }

  #missingKey(): InvalidSdkKeyError | undefined {
    return this.#store.hasSpecs ? undefined : this.#keyError;
  }

  #reportKeyAndOptions(key: string, complaints: readonly string[]): void {
    for (const complaint of complaints) this.#logger.warn('Options', complaint);
    if (this.#keyError !== undefined) this.#logger.error(logTag, this.#keyError.message);
    else if (key.startsWith('client-')) {
      this.#logger.warn(logTag, 'The SDK key is a client key; a server needs the server secret key (secret-…).');
    }
  }
}

function checkSdkKey(sdkKey: unknown): InvalidSdkKeyError | undefined {
  if (typeof sdkKey !== 'string')
    return new InvalidSdkKeyError(`is ${sdkKey === undefined ? 'missing' : `a ${typeof sdkKey}`}`);
  return sdkKey.trim() === '' ? new InvalidSdkKeyError('is empty') : undefined;
}

/** An event's metadata as a JSON object that nobody else holds; null when it is none. */
function toMetadata(metadata: unknown): object | null {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return null;
  try {
    return toUserValue(metadata) as object;
  } catch {
    // A getter or proxy of the caller's threw; the event itself is worth more than its metadata.
    return null;
  }
}
