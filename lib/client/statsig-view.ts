import type { BootstrapOptions, BootstrapResult } from '../bootstrap/statsig-bootstrap.js';
import type { EmbeddingOptions } from '../embedding/bootstrap-scripts.js';
import { renderBootstrapScript } from '../embedding/render-bootstrap-script.js';
import type { ExplainOptions } from '../evaluation/explain/explaining-run.js';
import type { Explanation } from '../evaluation/explain/explanation.js';
import type { DynamicConfig } from '../results/dynamic-config.js';
import type { Experiment } from '../results/experiment.js';
import type { FeatureGate } from '../results/feature-gate.js';
import type { Layer } from '../results/layer.js';
import type { ParameterStore } from '../results/parameter-store.js';
import type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
  ParameterStoreName,
  ParameterStoreValues,
} from '../types/typed-names.js';
import type { StatsigUser } from '../users/statsig-user.js';
import type {
  DynamicConfigEvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  ParameterStoreEvaluationOptions,
  StickyExplainOptions,
} from './evaluation-options.js';
import type { Statsig } from './statsig.js';
import type { EventMetadata } from './statsig-event.js';
import type { UserInput } from './user-input.js';
import { warnThrough } from './warn-through.js';

/** What `renderBootstrap` takes: what the bootstrap holds, and how it stands in the page. */
export type RenderBootstrapOptions = BootstrapOptions & Omit<EmbeddingOptions, 'bootstrap'>;

/**
 * A client as one user sees it: the questions of `Statsig`, without the user. It holds a client and a user and nothing
 * else, so one can be made for each request. No method throws.
 */
export abstract class StatsigView {
  /** The client that answers, for what a view does not offer. */
  readonly client: Statsig;

  constructor(client: Statsig) {
    this.client = client;
  }

  /** The user for whom answers are given. The same object each time, unless `setUser` was called between. */
  abstract get user(): StatsigUser;

  /** Gives answers for another user from now on, after a sign-in for example. */
  abstract setUser(user: UserInput): void;

  /** Whether a gate is open for the user. Closed when in doubt: for unknown names, and before specs are there. */
  checkGate(gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return this.client.checkGate(this.user, gateName, options);
  }

  /** The answer of a gate, with the rule that gave it and where it came from. */
  getFeatureGate(gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return this.client.getFeatureGate(this.user, gateName, options);
  }

  /** The values of a dynamic config for the user; empty for unknown names. */
  getDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return this.client.getDynamicConfig(this.user, configName, options);
  }

  /** The values of an experiment for the user's group; the experiment's defaults outside it. */
  getExperiment<Name extends ExperimentName>(
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return this.client.getExperiment(this.user, experimentName, options);
  }

  /** The parameters of a layer for the user. Getting it logs nothing; reading a parameter logs an exposure of it. */
  getLayer<Name extends LayerName>(layerName: Name, options?: LayerEvaluationOptions): Layer<LayerValues<Name>> {
    return this.client.getLayer(this.user, layerName, options);
  }

  /** The parameters of a store for the user. Getting it logs nothing; reading one logs an exposure of what it refers to. */
  getParameterStore<Name extends ParameterStoreName>(
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return this.client.getParameterStore(this.user, parameterStoreName, options);
  }

  /**
   * Logs an event of the user's, to be sent in the background. Logged for the same user object as the exposures, so that
   * the service can tie it to the groups the user was in.
   *
   * @param value a text or a finite number; anything else is logged as null, with a warning
   * @param metadata an object; it is copied, so later changes of it have no effect
   */
  logEvent(eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void {
    this.client.logEvent(this.user, eventName, value, metadata);
  }

  /** Why the user gets the answer of a gate; see `Statsig.explainGate`. Logs nothing. */
  explainGate(gateName: GateName, options?: ExplainOptions): Explanation {
    return this.client.explainGate(this.user, gateName, options);
  }

  /** Why the user gets the answer of a dynamic config; see `Statsig.explainConfig`. Logs nothing. */
  explainConfig(configName: DynamicConfigName, options?: ExplainOptions): Explanation {
    return this.client.explainConfig(this.user, configName, options);
  }

  /** Why the user gets the answer of an experiment; see `Statsig.explainExperiment`. Logs nothing. */
  explainExperiment(experimentName: ExperimentName, options?: StickyExplainOptions): Explanation {
    return this.client.explainExperiment(this.user, experimentName, options);
  }

  /** Why the user gets the answer of a layer; see `Statsig.explainLayer`. Logs nothing. */
  explainLayer(layerName: LayerName, options?: StickyExplainOptions): Explanation {
    return this.client.explainLayer(this.user, layerName, options);
  }

  /** All that a page needs for its browser to start with this user's answers; see `Statsig.bootstrap`. Logs no exposures. */
  bootstrap(options?: BootstrapOptions | null): BootstrapResult {
    return this.client.bootstrap(this.user, options);
  }

  /**
   * The HTML that puts this user's bootstrap into a page, for its head or the end of its body; see `renderBootstrapScript`.
   * It is escaped already. Empty when there is no bootstrap, and, with a warning, for a nonce or an id that cannot stand in a
   * page: the browser then asks for its values itself.
   */
  renderBootstrap({ nonce, id, form, ...options }: RenderBootstrapOptions = {}): string {
    const { bootstrap } = this.bootstrap(options);
    try {
      return renderBootstrapScript({ bootstrap, nonce, id, form });
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown error';
      warnThrough(this.client, 'Bootstrap', `renderBootstrap() gave nothing: ${problem}`, problem);
      return '';
    }
  }
}
