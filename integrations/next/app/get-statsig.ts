import type {
  DynamicConfig,
  DynamicConfigEvaluationOptions,
  DynamicConfigName,
  DynamicConfigValues,
  EventMetadata,
  Experiment,
  ExperimentEvaluationOptions,
  ExperimentName,
  ExperimentValues,
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
} from 'statsig-nodekit';
import type { RequestView } from 'statsig-nodekit/request';
import type { AppRequestOptions } from './app-options.js';
import { openAppScope } from './app-requests.js';

/**
 * The client with the user of the request that is being handled, in components, `generateMetadata`, route handlers and server
 * functions: the same user for all that asks in one request.
 *
 * Makes the page dynamic, as `headers()` of Next does, which it waits for. Flags fail nothing: it rejects for mistakes in the
 * program alone.
 *
 * @throws StaticPageError in a static page, see `allowStatic`
 * @throws NoRequestError where there is no request, as inside of "use cache"
 */
export async function getStatsig(options: AppRequestOptions = {}): Promise<RequestView> {
  return (await openAppScope(options)).view(options.exposures);
}

/** The user of the request; see {@link getStatsig}. */
export async function getUser(options: AppRequestOptions = {}): Promise<StatsigUser> {
  return (await openAppScope(options)).scope.user();
}

/** Whether a gate is open for the user of the request; see {@link getStatsig}. Closed when in doubt. */
export async function checkGate(
  gateName: GateName,
  options: FeatureGateEvaluationOptions & AppRequestOptions = {},
): Promise<boolean> {
  return (await getStatsig(options)).checkGate(gateName, ofQuestion(options));
}

/** The answer of a gate, with the rule that gave it and where it came from; see {@link getStatsig}. */
export async function getFeatureGate(
  gateName: GateName,
  options: FeatureGateEvaluationOptions & AppRequestOptions = {},
): Promise<FeatureGate> {
  return (await getStatsig(options)).getFeatureGate(gateName, ofQuestion(options));
}

/** The values of a dynamic config for the user of the request; see {@link getStatsig}. */
export async function getDynamicConfig<Name extends DynamicConfigName>(
  configName: Name,
  options: DynamicConfigEvaluationOptions & AppRequestOptions = {},
): Promise<DynamicConfig<DynamicConfigValues<Name>>> {
  return (await getStatsig(options)).getDynamicConfig(configName, ofQuestion(options));
}

/** The values of an experiment for the user of the request; see {@link getStatsig}. */
export async function getExperiment<Name extends ExperimentName>(
  experimentName: Name,
  options: ExperimentEvaluationOptions & AppRequestOptions = {},
): Promise<Experiment<ExperimentValues<Name>>> {
  return (await getStatsig(options)).getExperiment(experimentName, ofQuestion(options));
}

/** The parameters of a layer for the user of the request; see {@link getStatsig}. */
export async function getLayer<Name extends LayerName>(
  layerName: Name,
  options: LayerEvaluationOptions & AppRequestOptions = {},
): Promise<Layer<LayerValues<Name>>> {
  return (await getStatsig(options)).getLayer(layerName, ofQuestion(options));
}

/** The parameters of a store for the user of the request; see {@link getStatsig}. */
export async function getParameterStore<Name extends ParameterStoreName>(
  parameterStoreName: Name,
  options: ParameterStoreEvaluationOptions & AppRequestOptions = {},
): Promise<ParameterStore<ParameterStoreValues<Name>>> {
  return (await getStatsig(options)).getParameterStore(parameterStoreName, ofQuestion(options));
}

/**
 * Logs an event of the user's of the request; see {@link getStatsig}. Meant for route handlers and server functions: a component
 * may be rendered for a page that nobody sees.
 */
export async function logEvent(
  eventName: string,
  {
    value,
    metadata,
    ...options
  }: AppRequestOptions & {
    readonly value?: string | number | null | undefined;
    readonly metadata?: EventMetadata | null | undefined;
  } = {},
): Promise<void> {
  (await getStatsig(options)).logEvent(eventName, value, metadata);
}

/** What is left for the question itself: the view knows the request's part. */
function ofQuestion<Options extends AppRequestOptions>(options: Options): Omit<Options, keyof AppRequestOptions> {
  const { request: _request, exposures: _exposures, allowStatic: _allowStatic, client: _client, ...rest } = options;
  return rest;
}
