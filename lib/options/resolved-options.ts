import type { EventSink } from '../events/event-sink.js';
import type { OutputLoggerProvider, OutputLogLevel } from '../observability/logger.js';
import type { ObservabilityClient } from '../observability/observability-client.js';
import type { PersistentStorage } from '../sticky/persistent-storage.js';
import type { DataStore } from '../stores/data-store.js';
import type { ResolvedConsoleCapture } from './console-capture-options.js';
import type { ProxyConfig } from './proxy-config.js';
import type { SpecAdapterConfig } from './spec-adapter-config.js';
import type { GlobalCustomFieldValue } from './statsig-options.js';

/**
 * The options in force: complete, checked and frozen. Meaning and units are those of `StatsigOptions`. The SDK key is not
 * among them, so that they can be printed; nor are options that are accepted without effect.
 */
export interface ResolvedOptions {
  readonly environment: string | undefined;
  readonly specsUrl: string;
  readonly specsSyncIntervalMs: number;
  readonly initTimeoutMs: number;
  /** Not empty; `data_store` is only among them beside a `dataStore`, and `network_grpc_websocket` never. */
  readonly specAdaptersConfig: readonly SpecAdapterConfig[] | undefined;
  readonly fallbackToStatsigApi: boolean;
  readonly bootstrapSpecs: object | string | undefined;
  readonly specsFile: string | undefined;
  readonly specsCacheDirectory: string | undefined;
  readonly dataStore: DataStore | undefined;
  readonly dataStoreKeySchemaVersion: 'v2' | 'v3';
  readonly enableIdLists: boolean;
  /** Undefined: the service's own. */
  readonly idListsUrl: string | undefined;
  readonly idListsSyncIntervalMs: number;
  readonly idListsRequestTimeoutMs: number;
  readonly downloadIdListFileApi: string | undefined;
  readonly logEventUrl: string;
  readonly disableNetwork: boolean;
  readonly disableAllLogging: boolean;
  readonly eventLoggingFlushIntervalMs: number;
  readonly eventLoggingMaxQueueSize: number;
  readonly eventLoggingMaxPendingBatchQueueSize: number;
  readonly eventSinks: readonly EventSink[];
  readonly flushEventsOnExit: boolean;
  readonly exposureDedupeMaxKeys: number;
  readonly globalCustomFields: Readonly<Record<string, GlobalCustomFieldValue>>;
  readonly disableCountryLookup: boolean;
  readonly disableUserAgentParsing: boolean;
  readonly persistentStorage: PersistentStorage | undefined;
  readonly proxyConfig: ProxyConfig | undefined;
  readonly serviceName: string | undefined;
  readonly observabilityClient: ObservabilityClient | undefined;
  /** Undefined when nothing is captured. */
  readonly consoleCaptureOptions: ResolvedConsoleCapture | undefined;
  readonly disableDiagnostics: boolean;
  readonly outputLogLevel: OutputLogLevel;
  readonly outputLoggerProvider: OutputLoggerProvider | undefined;
}
