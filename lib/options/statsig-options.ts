import type { EventSink } from '../events/event-sink.js';
import type { OutputLoggerProvider, OutputLogLevel } from '../observability/logger.js';
import type { ObservabilityClient } from '../observability/observability-client.js';
import type { PersistentStorage } from '../sticky/persistent-storage.js';
import type { DataStore } from '../stores/data-store.js';
import type { ConsoleCaptureOptions } from './console-capture-options.js';
import type { ProxyConfig } from './proxy-config.js';
import type { SpecAdapterConfig } from './spec-adapter-config.js';

/** Values that `globalCustomFields` can hold. */
export type GlobalCustomFieldValue = string | number | boolean | readonly (string | number | boolean)[];

/**
 * How a client behaves. Everything is optional. A wrong value never stops the client: it is reported as a warning, and the
 * default is used; numbers out of range are moved to the nearest bound with a warning; unknown names are reported with the
 * nearest known name. The object is read once and never changed; an instance of a class will do as well. The names of older
 * SDKs are accepted too, and reported at level info; docs/options.md lists them.
 */
export interface StatsigOptions {
  /**
   * The environment tier that rules are evaluated in and events are logged with, such as `production`. A user's own
   * `statsigEnvironment` goes before it. The form `{ tier: 'production' }` of older SDKs is accepted.
   * @default the default environment of the specs, if they name one
   */
  environment?: string | { readonly tier?: string | undefined } | undefined;

  /**
   * Base address of the specs; `/<SDK key>.json` is appended to its path. An absolute http or https URL.
   * @default 'https://api.statsigcdn.com/v2/download_config_specs'
   */
  specsUrl?: string | undefined;

  /**
   * Pause between two looks for newer specs, at the network or at `specsFile`; it varies by ±10 % so that many processes
   * do not ask at once. Unit: milliseconds, from 1. Below 1 000 a warning is logged, and the value is kept.
   * @default 10_000
   */
  specsSyncIntervalMs?: number | undefined;

  /**
   * How long `initialize()` waits for specs, from all places together: each may take a part of the time that is left, so that one
   * that does not answer leaves some for the next. Afterwards defaults are served, and the background sync goes on trying.
   * Unit: milliseconds, from 1. 0 means not to wait, as in the official SDK, and is reported. A negative value counts as not set.
   * @default 3_000
   */
  initTimeoutMs?: number | undefined;

  /**
   * Where specs are taken from, in this order: the first place that has specs gives the first ones, and the first that can be
   * asked again gives newer ones. `network_grpc_websocket` is not supported, and reported.
   * @default the data store, if there is one, and then the network
   */
  specAdaptersConfig?: readonly SpecAdapterConfig[] | undefined;

  /**
   * Asks the service's own addresses when those of `specsUrl` and `idListsUrl` fail.
   * @default false
   */
  fallbackToStatsigApi?: boolean | undefined;

  /**
   * Specs to start from, as an object or as JSON text of the form that the service answers. `initialize()` then needs no
   * network; newer specs are polled afterwards unless `disableNetwork` is set. Goes before `specsFile`.
   * @default none
   */
  bootstrapSpecs?: object | string | undefined;

  /**
   * Path of a local file with specs as JSON. It takes the place of the network as the source of specs, and is read again when
   * it changes, at the pace of `specsSyncIntervalMs`. Ignored, with a warning, beside `bootstrapSpecs`.
   * @default none
   */
  specsFile?: string | undefined;

  /**
   * Directory in which the last good specs are kept, for a start without the network: they are read when no other place has any,
   * and `initialize()` then says `isStale`. It is created where it is missing. Choose one that only this application can write
   * to, such as a folder under `/tmp` on AWS Lambda.
   * @default none
   */
  specsCacheDirectory?: string | undefined;

  /**
   * A store of the application's own, such as Redis, that processes share their specs through. It is asked before the network,
   * and what the network answers is written to it. Its methods are called as methods of the object given.
   * @default none
   */
  dataStore?: DataStore | undefined;

  /**
   * How the key of the specs in `dataStore` is formed; both forms are those of the official SDK, so that a store can be shared.
   * @default 'v2'
   */
  dataStoreKeySchemaVersion?: 'v2' | 'v3' | undefined;

  /**
   * Downloads ID lists, which segments of more than 1 000 ids need; without them such segments have no members. `initialize()`
   * waits for the first download for at most `initTimeoutMs`, and does not fail when it fails.
   * @default false
   */
  enableIdLists?: boolean | undefined;

  /**
   * Where the overview of all ID lists is fetched: the complete URL, http or https.
   * @default the service's own
   */
  idListsUrl?: string | undefined;

  /**
   * Pause between two looks for changes of ID lists. Unit: milliseconds, from 1. Below 1 000 a warning is logged, and the
   * value is kept.
   * @default 60_000
   */
  idListsSyncIntervalMs?: number | undefined;

  /**
   * Limit of one request for ID lists. Unit: milliseconds, from 1; 0 means the default, as in the official SDK.
   * @default 10_000
   */
  idListsRequestTimeoutMs?: number | undefined;

  /**
   * Fetches the files of ID lists from this host: its scheme, host and port take the place of those in the overview.
   * @default the addresses in the overview
   */
  downloadIdListFileApi?: string | undefined;

  /**
   * Where events are posted: the complete URL, http or https.
   * @default 'https://prodregistryv2.org/v1/log_event'
   */
  logEventUrl?: string | undefined;

  /**
   * No request of any kind leaves the process: specs come from `bootstrapSpecs` or `specsFile` alone, and events are not kept.
   * @default false
   */
  disableNetwork?: boolean | undefined;

  /**
   * Nothing is logged to the service: no exposures and no custom events, nor are they kept.
   * @default false
   */
  disableAllLogging?: boolean | undefined;

  /**
   * The longest that an event waits before it is sent, when fewer than `eventLoggingMaxQueueSize` are waiting.
   * Unit: milliseconds, from 1.
   * @default 10_000
   */
  eventLoggingFlushIntervalMs?: number | undefined;

  /**
   * How many events make a batch; a full batch is sent at once. A whole number from 10 to 2 000.
   * @default 2_000
   */
  eventLoggingMaxQueueSize?: number | undefined;

  /**
   * How many full batches are kept while the service does not accept events; then the oldest are dropped, and counted.
   * A whole number from 1 to 10 000.
   * @default 100
   */
  eventLoggingMaxPendingBatchQueueSize?: number | undefined;

  /**
   * Other destinations that get every event which the service gets, such as a warehouse. Each has a queue of its own, of the
   * same size, and failures of its own. Their methods are called as methods of the objects given.
   * @default none
   */
  eventSinks?: readonly EventSink[] | undefined;

  /**
   * Sends waiting events when the process is about to end because nothing is left to do, for at most 3 seconds. A process that
   * is ended by a signal or by `process.exit()` needs `shutdown()`.
   * @default true
   */
  flushEventsOnExit?: boolean | undefined;

  /**
   * How many different exposures are remembered at a time, so that the same one is not logged twice within a minute.
   * A whole number from 1 to 10 000 000.
   * @default 100_000
   */
  exposureDedupeMaxKeys?: number | undefined;

  /**
   * Custom fields that every user has in addition to its own, for evaluation and in events. A user's own field of the same
   * name goes first. Values are strings, numbers, booleans, or arrays of these.
   * @default none
   */
  globalCustomFields?: Readonly<Record<string, GlobalCustomFieldValue>> | undefined;

  /**
   * Countries are not derived from IP addresses, and the table for it (20 MB of memory) is not loaded. Conditions on the
   * country then see what users state themselves; an answer for which a country would have been looked up has the reason
   * `CountryLookupNotLoaded:Recognized`.
   * @default false
   */
  disableCountryLookup?: boolean | undefined;

  /**
   * Browser and operating system are not derived from user agents. Conditions on them then see what users state
   * themselves; an answer for which an agent would have been parsed has the reason `UAParserNotLoaded:Recognized`, and
   * `getParsedUserAgentValueForUser` returns null.
   * @default false
   */
  disableUserAgentParsing?: boolean | undefined;

  /**
   * A storage of the application's own for decisions that users keep (“sticky” ones). Its methods are called as methods of
   * the object given.
   * @default none
   */
  persistentStorage?: PersistentStorage | undefined;

  /**
   * A proxy that all requests go through, and certificates to trust. Credentials in it are never logged.
   * @default what the environment variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say
   */
  proxyConfig?: ProxyConfig | undefined;

  /**
   * The name of the application, sent to the service with each request.
   * @default none
   */
  serviceName?: string | undefined;

  /**
   * Receives what the SDK measures about itself. Its methods are called as methods of the object given.
   * @default none
   */
  observabilityClient?: ObservabilityClient | undefined;

  /**
   * Sends lines that the application writes with `console` to the service's Logs Explorer as well, from `initialize()` to
   * `stopConsoleCapture()` or `shutdown()`. Nothing of the output changes. Lines of the SDK itself are not sent.
   * @default nothing is captured
   */
  consoleCaptureOptions?: ConsoleCaptureOptions | undefined;

  /**
   * Sends no events that tell the service how long starts and syncs take. The project decides how many of them there are.
   * @default false
   */
  disableDiagnostics?: boolean | undefined;

  /**
   * What is logged about the SDK itself, to `outputLoggerProvider` or to standard error.
   * @default 'warn'
   */
  outputLogLevel?: OutputLogLevel | undefined;

  /**
   * Receives the SDK's own log lines in place of standard error. It is filtered by `outputLogLevel` as well.
   * @default standard error
   */
  outputLoggerProvider?: OutputLoggerProvider | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect. `dictionary` is reported: specs are compressed with
   * gzip or Brotli instead.
   * @default 'gzip'
   */
  configCompressionMode?: 'gzip' | 'dictionary' | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: specs are always fetched whole, when they changed.
   * @default false
   */
  enableDcsDeltas?: boolean | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect. A set that is not empty is reported, because the
   * features that it names are not there.
   * @default none
   */
  experimentalFlags?: ReadonlySet<string> | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: connections are always used again.
   * @default false
   */
  logEventConnectionReuse?: boolean | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: there is always a place for local overrides.
   * @default none
   */
  overrideAdapterConfig?: readonly { readonly adapterType: string | number }[] | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: its second parser is not part of this one. `true`
   * is reported, because agents are then named as by the official SDK's own default parser.
   * @default false
   */
  useThirdPartyUaParser?: boolean | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: the country table is always loaded before specs
   * that need it are used, so there is nothing to wait for.
   * @default false
   */
  waitForCountryLookupInit?: boolean | undefined;

  /**
   * Accepted for programs written for the official SDK, and without effect: the parser needs no loading, so there is nothing
   * to wait for.
   * @default false
   */
  waitForUserAgentInit?: boolean | undefined;
}
