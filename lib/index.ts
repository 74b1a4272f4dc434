// The client
export { Statsig } from './client/statsig.js';
export type { ParsedUserAgentFields } from './client/statsig.js';
export { StatsigView } from './client/statsig-view.js';
export type { RenderBootstrapOptions } from './client/statsig-view.js';
export { UserView } from './client/user-view.js';
export { StatsigEvent } from './client/statsig-event.js';
export type { EventMetadata, StatsigEventArgs } from './client/statsig-event.js';
export type { LogLineLevel } from './events/log-line.js';
export type { UserInput } from './client/user-input.js';
export type {
  DynamicConfigEvaluationOptions,
  EvaluationOptions,
  ExperimentEvaluationOptions,
  ExposureHolder,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  LoadPersistedValuesOptions,
  ParameterStoreEvaluationOptions,
  StickyExplainOptions,
  StickyOptions,
} from './client/evaluation-options.js';
export type { ClientStatus, InitializeResult } from './client/initialize-result.js';
export type {
  DynamicConfigEvaluatedData,
  ExperimentEvaluatedData,
  GateEvaluatedData,
  LayerEvaluatedData,
} from './client/evaluation-events.js';
export type { SdkEvent, SdkEventData, SdkEventListener, SdkEventName, SpecsUpdatedData } from './client/sdk-events.js';
export type { EventsDetails } from './client/events-details.js';
export type { IdListsDetails } from './client/id-lists-details.js';
export type { LastSpecSync, SpecsDetails } from './client/specs-details.js';
export type { ClientEvent, ClientEventBatch, ForwardingAnswer } from './events/client-event-batch.js';
export type { DropCounts, DropReason } from './events/delivery-counts.js';
export type {
  EventSink,
  EventSinkContext,
  EventSinkLosses,
  LoggedEvent,
  LoggedExposure,
  LoggedUser,
  SinkEvent,
} from './events/event-sink.js';
export type { DeliveryResult, FlushResult, SinkResult } from './events/flush-result.js';

// Users
export { StatsigUser } from './users/statsig-user.js';
export type { StatsigUserArgs, StatsigUserFields, UserAttributeValue } from './users/statsig-user.js';

// What getters return
export { FeatureGate } from './results/feature-gate.js';
export { DynamicConfig } from './results/dynamic-config.js';
export { Experiment } from './results/experiment.js';
export { Layer } from './results/layer.js';
export { ParameterStore } from './results/parameter-store.js';
export type { TypeGuard } from './results/typed-values.js';
export type { EvaluationDetails } from './evaluation/evaluation-details.js';
export type { SecondaryExposure } from './evaluation/evaluation.js';

export type { ExperimentGroup, ExperimentGroupsResult } from './specs/introspect.js';

// Why an answer is what it is
export { formatExplanation } from './evaluation/explain/format-explanation.js';
export type { ExplainOptions } from './evaluation/explain/explaining-run.js';
export type {
  ConditionExplanation,
  Explanation,
  PercentageExplanation,
  RuleExplanation,
  SpecExplanation,
  StickyExplanation,
} from './evaluation/explain/explanation.js';

// Names and parameters that the compiler checks, where an application declares them
export type { StatsigTypes } from './types/statsig-types.js';
export type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
  ParameterStoreName,
  ParameterStoreValues,
} from './types/typed-names.js';

// Options
export type { GlobalCustomFieldValue, StatsigOptions } from './options/statsig-options.js';
export type { PrintableOptions } from './options/printable-options.js';
export type { ResolvedOptions } from './options/resolved-options.js';
export type { ConsoleCaptureOptions } from './options/console-capture-options.js';
export type { ProxyConfig } from './options/proxy-config.js';
export type { SpecAdapterConfig } from './options/spec-adapter-config.js';
export type { OutputLoggerProvider, OutputLogLevel } from './observability/logger.js';
export type { ObservabilityClient } from './observability/observability-client.js';
export type { DataStore, DataStoreBytesResponse, DataStoreResponse, StoredSpecsDetails } from './stores/data-store.js';
export type { IdListStore } from './stores/id-list-store.js';
export { FileDataStore } from './stores/file-data-store.js';
export { ClusterDataStore } from './cluster/cluster-data-store.js';
export { ClusterPoller } from './cluster/cluster-poller.js';
export type {
  PersistentStorage,
  StickyExposure,
  StickyValues,
  UserPersistedValues,
} from './sticky/persistent-storage.js';
export type { PersistResult } from './sticky/persist-result.js';

// What browsers start from
export type {
  ClientInitializeOptions,
  HashAlgorithm,
  NameFilter,
  ResponseFormat,
} from './bootstrap/client-initialize-options.js';
export type { FlagKind, FlagsUsed } from './bootstrap/flags-used.js';
export { FlagRecorder } from './bootstrap/flag-recorder.js';
export { RouteFlags } from './bootstrap/route-flags.js';
export type { RouteFlagsOptions } from './bootstrap/route-flags.js';
export { RecordingView, recordFlags } from './client/recording-view.js';
export type {
  BootstrapFreshness,
  BootstrapOptions,
  BootstrapResult,
  BootstrapUser,
  NoBootstrapReason,
  StatsigBootstrap,
} from './bootstrap/statsig-bootstrap.js';
export { renderBootstrapScript } from './embedding/render-bootstrap-script.js';
export { bootstrapScripts } from './embedding/bootstrap-scripts.js';
export type { BootstrapScript, EmbeddingForm, EmbeddingOptions } from './embedding/bootstrap-scripts.js';
export type { ClientInitializeResponse } from './client/client-initialize-response.js';

// Specs, for those who bring their own
export { parseSpecs } from './specs/parse-specs.js';
export type { ParsedSpecs } from './specs/parse-specs.js';
export type { SpecSnapshot } from './specs/spec-snapshot.js';

// Patterns of `str_matches` conditions, for those who check them
export { loadPatternCompiler } from './patterns/load-pattern-compiler.js';
export type { CompilePattern, PatternComplaint, PatternSearch } from './patterns/load-pattern-compiler.js';

// Errors
export { StatsigError } from './errors/statsig-error.js';
export { errorCodes } from './errors/error-code.js';
export type { ErrorCode } from './errors/error-code.js';
export { ClientShutDownError } from './errors/client-shut-down-error.js';
export { DataStoreError } from './errors/data-store-error.js';
export type { DataStoreFailureReason, DataStoreMethod } from './errors/data-store-error.js';
export { InitializationTimeoutError } from './errors/initialization-timeout-error.js';
export { InvalidEmbeddingError } from './errors/invalid-embedding-error.js';
export { InvalidIdListError } from './errors/invalid-id-list-error.js';
export { InvalidSdkKeyError } from './errors/invalid-sdk-key-error.js';
export { InvalidSpecsError } from './errors/invalid-specs-error.js';
export { NetworkRequestError } from './errors/network-request-error.js';
export { NoSpecsError } from './errors/no-specs-error.js';
export { SpecsFileError } from './errors/specs-file-error.js';
export { SpecsUnavailableError } from './errors/specs-unavailable-error.js';
export type { SpecsPlaceFailure } from './errors/specs-unavailable-error.js';

// This package
export { sdkVersion } from './version.js';
