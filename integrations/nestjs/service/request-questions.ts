import type {
  DynamicConfig,
  DynamicConfigEvaluationOptions,
  DynamicConfigName,
  DynamicConfigValues,
  Experiment,
  ExperimentEvaluationOptions,
  ExperimentName,
  ExperimentValues,
  ExplainOptions,
  Explanation,
  FeatureGate,
  FeatureGateEvaluationOptions,
  GateName,
  Layer,
  LayerEvaluationOptions,
  LayerName,
  LayerValues,
  ParameterStore,
  ParameterStoreEvaluationOptions,
  ParameterStoreName,
  ParameterStoreValues,
  StatsigUser,
  StickyExplainOptions,
  UserInput,
} from 'statsig-nodekit';
import { ClientCalls } from './client-calls.js';

/** What a question was called with: `(name, options)`, or `(user, name, options)`. */
export type QuestionArguments<Options extends object> = readonly [
  userOrName: UserInput | string,
  nameOrOptions?: string | Options | undefined,
  options?: Options | undefined,
];

/** The same, sorted. */
export interface Question<Options extends object> {
  readonly user: UserInput;
  readonly name: string;
  readonly options: Options | undefined;
}

/** The questions of the client for a given user or, without one, for the user of the request that is being handled. */
export abstract class RequestQuestions extends ClientCalls {
  /** Whether the gate is on; false when it is unknown. Logs an exposure unless `disableExposureLogging`. */
  checkGate(name: GateName, options?: FeatureGateEvaluationOptions): boolean;
  checkGate(user: UserInput, name: GateName, options?: FeatureGateEvaluationOptions): boolean;
  checkGate(
    userOrName: UserInput | string,
    nameOrOptions?: string | FeatureGateEvaluationOptions,
    evaluation?: FeatureGateEvaluationOptions,
  ): boolean {
    const { user, name, options } = this.question('checkGate', [userOrName, nameOrOptions, evaluation]);
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
    const { user, name, options } = this.question('getFeatureGate', [userOrName, nameOrOptions, evaluation]);
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
    const { user, name, options } = this.question('getDynamicConfig', [userOrName, nameOrOptions, evaluation]);
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
    const { user, name, options } = this.question('getExperiment', [userOrName, nameOrOptions, evaluation]);
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
    const { user, name, options } = this.question('getLayer', [userOrName, nameOrOptions, evaluation]);
    return this.client.getLayer(user, name, options);
  }

  /** The parameters of the store for the user. Each logs an exposure of what it refers to when it is read. */
  getParameterStore<Name extends ParameterStoreName>(
    name: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>>;
  getParameterStore<Name extends ParameterStoreName>(
    user: UserInput,
    name: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>>;
  getParameterStore(
    userOrName: UserInput | string,
    nameOrOptions?: string | ParameterStoreEvaluationOptions,
    evaluation?: ParameterStoreEvaluationOptions,
  ): ParameterStore {
    const { user, name, options } = this.question('getParameterStore', [userOrName, nameOrOptions, evaluation]);
    return this.client.getParameterStore(user, name, options);
  }

  /** Why the user gets the answer of the gate; see `Statsig.explainGate`. Logs nothing. */
  explainGate(name: GateName, options?: ExplainOptions): Explanation;
  explainGate(user: UserInput, name: GateName, options?: ExplainOptions): Explanation;
  explainGate(
    userOrName: UserInput | string,
    nameOrOptions?: string | ExplainOptions,
    explaining?: ExplainOptions,
  ): Explanation {
    const { user, name, options } = this.question('explainGate', [userOrName, nameOrOptions, explaining]);
    return this.client.explainGate(user, name, options);
  }

  /** Why the user gets the answer of the config; see `Statsig.explainConfig`. Logs nothing. */
  explainConfig(name: DynamicConfigName, options?: ExplainOptions): Explanation;
  explainConfig(user: UserInput, name: DynamicConfigName, options?: ExplainOptions): Explanation;
  explainConfig(
    userOrName: UserInput | string,
    nameOrOptions?: string | ExplainOptions,
    explaining?: ExplainOptions,
  ): Explanation {
    const { user, name, options } = this.question('explainConfig', [userOrName, nameOrOptions, explaining]);
    return this.client.explainConfig(user, name, options);
  }

  /** Why the user gets the answer of the experiment; see `Statsig.explainExperiment`. Logs nothing. */
  explainExperiment(name: ExperimentName, options?: StickyExplainOptions): Explanation;
  explainExperiment(user: UserInput, name: ExperimentName, options?: StickyExplainOptions): Explanation;
  explainExperiment(
    userOrName: UserInput | string,
    nameOrOptions?: string | StickyExplainOptions,
    explaining?: StickyExplainOptions,
  ): Explanation {
    const { user, name, options } = this.question('explainExperiment', [userOrName, nameOrOptions, explaining]);
    return this.client.explainExperiment(user, name, options);
  }

  /** Why the user gets the answer of the layer; see `Statsig.explainLayer`. Logs nothing. */
  explainLayer(name: LayerName, options?: StickyExplainOptions): Explanation;
  explainLayer(user: UserInput, name: LayerName, options?: StickyExplainOptions): Explanation;
  explainLayer(
    userOrName: UserInput | string,
    nameOrOptions?: string | StickyExplainOptions,
    explaining?: StickyExplainOptions,
  ): Explanation {
    const { user, name, options } = this.question('explainLayer', [userOrName, nameOrOptions, explaining]);
    return this.client.explainLayer(user, name, options);
  }

  /**
   * The user of the current request, for the call `method('name')` that was made without one.
   * @throws RequestScopeError where there is none
   */
  protected abstract requestUser(method: string, name?: string): StatsigUser;

  /** The overloads promise either (name, options) or (user, name, options); the first argument tells which. */
  protected question<Options extends object>(
    method: string,
    [first, second, third]: QuestionArguments<Options>,
  ): Question<Options> {
    return typeof first === 'string'
      ? {
          user: this.requestUser(method, first),
          name: first,
          options: typeof second === 'object' ? second : undefined,
        }
      : { user: first, name: typeof second === 'string' ? second : '', options: third };
  }
}
