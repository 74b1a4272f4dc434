import type {
  ClientInitializeOptions,
  ClientInitializeResponse,
  DynamicConfigName,
  EventMetadata,
  ExperimentName,
  GateName,
  LayerName,
  LayerValues,
  LoadPersistedValuesOptions,
  LogLineLevel,
  ParsedUserAgentFields,
  StatsigEventArgs,
  UserInput,
  UserPersistedValues,
} from 'statsig-nodekit';
import { RequestQuestions } from './request-questions.js';

type LineMetadata = Readonly<Record<string, string>> | null;

/** What else is done for a given user or, without one, for the user of the request that is being handled. */
export abstract class RequestCalls extends RequestQuestions {
  /** Logs the exposure of a gate now, for an answer got with `disableExposureLogging`. So do the next ones. */
  manuallyLogFeatureGateExposure(name: GateName): void;
  manuallyLogFeatureGateExposure(user: UserInput, name: GateName): void;
  manuallyLogFeatureGateExposure(userOrName: UserInput | string, givenName?: string): void {
    const { user, name } = this.question('manuallyLogFeatureGateExposure', [userOrName, givenName]);
    this.client.manuallyLogFeatureGateExposure(user, name);
  }

  /** The same as `manuallyLogFeatureGateExposure`. */
  manuallyLogGateExposure(name: GateName): void;
  manuallyLogGateExposure(user: UserInput, name: GateName): void;
  manuallyLogGateExposure(userOrName: UserInput | string, givenName?: string): void {
    const { user, name } = this.question('manuallyLogGateExposure', [userOrName, givenName]);
    this.client.manuallyLogGateExposure(user, name);
  }

  /** Logs the exposure of a config now. */
  manuallyLogDynamicConfigExposure(name: DynamicConfigName): void;
  manuallyLogDynamicConfigExposure(user: UserInput, name: DynamicConfigName): void;
  manuallyLogDynamicConfigExposure(userOrName: UserInput | string, givenName?: string): void {
    const { user, name } = this.question('manuallyLogDynamicConfigExposure', [userOrName, givenName]);
    this.client.manuallyLogDynamicConfigExposure(user, name);
  }

  /** Logs the exposure of an experiment now. */
  manuallyLogExperimentExposure(name: ExperimentName): void;
  manuallyLogExperimentExposure(user: UserInput, name: ExperimentName): void;
  manuallyLogExperimentExposure(userOrName: UserInput | string, givenName?: string): void {
    const { user, name } = this.question('manuallyLogExperimentExposure', [userOrName, givenName]);
    this.client.manuallyLogExperimentExposure(user, name);
  }

  /** Logs the exposure of a layer's parameter now. */
  manuallyLogLayerParamExposure<Name extends LayerName>(name: Name, parameter: keyof LayerValues<Name> & string): void;
  manuallyLogLayerParamExposure<Name extends LayerName>(
    user: UserInput,
    name: Name,
    parameter: keyof LayerValues<Name> & string,
  ): void;
  manuallyLogLayerParamExposure(userOrName: UserInput | string, nameOrParameter: string, parameter = ''): void {
    if (typeof userOrName === 'string') {
      const user = this.requestUser('manuallyLogLayerParamExposure', userOrName);
      this.client.manuallyLogLayerParamExposure(user, userOrName, nameOrParameter);
    } else {
      this.client.manuallyLogLayerParamExposure(userOrName, nameOrParameter, parameter);
    }
  }

  /** The same as `manuallyLogLayerParamExposure`. */
  manuallyLogLayerParameterExposure<Name extends LayerName>(
    name: Name,
    parameter: keyof LayerValues<Name> & string,
  ): void;
  manuallyLogLayerParameterExposure<Name extends LayerName>(
    user: UserInput,
    name: Name,
    parameter: keyof LayerValues<Name> & string,
  ): void;
  manuallyLogLayerParameterExposure(userOrName: UserInput | string, nameOrParameter: string, parameter = ''): void {
    if (typeof userOrName === 'string') {
      const user = this.requestUser('manuallyLogLayerParameterExposure', userOrName);
      this.client.manuallyLogLayerParameterExposure(user, userOrName, nameOrParameter);
    } else {
      this.client.manuallyLogLayerParameterExposure(userOrName, nameOrParameter, parameter);
    }
  }

  /** Logs an event, delivered in the background. */
  logEvent(eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void;
  logEvent(event: StatsigEventArgs): void;
  logEvent(user: UserInput, eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void;
  logEvent(
    userOrName: UserInput | StatsigEventArgs | string,
    nameOrValue?: string | number | null,
    valueOrMetadata?: string | number | EventMetadata | null,
    metadata?: EventMetadata | null,
  ): void {
    // As with `#question`. A name that is none is the client's to report.
    const isObject = typeof valueOrMetadata === 'object';
    if (typeof userOrName === 'string') {
      const user = this.requestUser('logEvent', userOrName);
      this.client.logEvent(user, userOrName, nameOrValue, isObject ? valueOrMetadata : null);
    } else if (isEvent(userOrName)) {
      this.client.logEvent(userOrName);
    } else {
      const name = typeof nameOrValue === 'string' ? nameOrValue : '';
      this.client.logEvent(userOrName, name, isObject ? null : valueOrMetadata, metadata);
    }
  }

  /** Sends a line of the application's log to the service's Logs Explorer; see `Statsig.forwardLogLineEvent`. */
  forwardLogLineEvent(level: LogLineLevel, value?: string | null, metadata?: LineMetadata): void;
  forwardLogLineEvent(user: UserInput, level: LogLineLevel, value?: string | null, metadata?: LineMetadata): void;
  forwardLogLineEvent(...args: readonly unknown[]): void {
    const [first] = args;
    const given = typeof first === 'string' ? [this.requestUser('forwardLogLineEvent', first), ...args] : args;
    // oxlint-disable-next-line typescript/unbound-method -- it is applied to the client
    Reflect.apply(this.client.forwardLogLineEvent, this.client, given);
  }

  /**
   * What browsers start from, as JSON text; see `Statsig.getClientInitializeResponse`. Without a user, as in all that follows,
   * for the one of the current request.
   */
  getClientInitializeResponse(user?: UserInput | null, options?: ClientInitializeOptions | null): string {
    return this.client.getClientInitializeResponse(this.#given('getClientInitializeResponse', user), options);
  }

  /** The same as UTF-8 bytes. */
  getClientInitializeResponseBytes(user?: UserInput | null, options?: ClientInitializeOptions | null): Buffer {
    return this.client.getClientInitializeResponseBytes(this.#given('getClientInitializeResponseBytes', user), options);
  }

  /** The same as an object of the caller's own. */
  getClientInitializeResponseObject(
    user?: UserInput | null,
    options?: ClientInitializeOptions | null,
  ): ClientInitializeResponse {
    return this.client.getClientInitializeResponseObject(
      this.#given('getClientInitializeResponseObject', user),
      options,
    );
  }

  /** What the user's agent tells, as conditions see it; see `Statsig.getParsedUserAgentValueForUser`. */
  getParsedUserAgentValueForUser(user?: UserInput | null): ParsedUserAgentFields | null {
    return this.client.getParsedUserAgentValueForUser(this.#given('getParsedUserAgentValueForUser', user));
  }

  /** Tells the service of the user, without an event of the application's own. */
  identify(user?: UserInput | null): void {
    this.client.identify(this.#given('identify', user));
  }

  /** What the option `persistentStorage` keeps for the user; see `Statsig.loadPersistedValues`. Never rejects but as `user()` does. */
  async loadPersistedValues(
    user?: UserInput | null,
    idType?: string | null,
    options?: LoadPersistedValuesOptions,
  ): Promise<UserPersistedValues> {
    return this.client.loadPersistedValues(this.#given('loadPersistedValues', user), idType, options);
  }

  #given(method: string, user: UserInput | null | undefined): UserInput {
    return user ?? this.requestUser(method);
  }
}

function isEvent(value: UserInput | StatsigEventArgs): value is StatsigEventArgs {
  return typeof value === 'object' && value !== null && 'eventName' in value;
}
