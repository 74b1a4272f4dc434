import type { OutputLoggerProvider } from '../observability/logger.js';
import type { ObservabilityClient } from '../observability/observability-client.js';
import type { PersistentStorage } from '../sticky/persistent-storage.js';
import type { DataStore } from '../stores/data-store.js';
import { consoleCapture } from './console-capture-reader.js';
import { defaultSpecsUrl } from './default-specs-url.js';
import { eventSinks } from './event-sinks-reader.js';
import { interval, pause, timeLimit, wholeNumber } from './number-readers.js';
import {
  customFields,
  environmentTier,
  flag,
  httpUrl,
  objectOrText,
  oneOf,
  optionalHttpUrl,
  text,
  type OptionReader,
} from './option-readers.js';
import { port } from './port-reader.js';
import { proxy } from './proxy-reader.js';
import type { ResolvedOptions } from './resolved-options.js';
import { specAdapters } from './spec-adapters-reader.js';

/** Every option with its form and default: the one place where defaults are written down. */
export const optionTable: { readonly [Name in keyof ResolvedOptions]: OptionReader<ResolvedOptions[Name]> } = {
  environment: environmentTier(),
  specsUrl: httpUrl(defaultSpecsUrl),
  specsSyncIntervalMs: interval(10_000),
  initTimeoutMs: timeLimit({ fallback: 3000, otherwise: '3000 is used', zero: 'do-not-wait' }),
  specAdaptersConfig: specAdapters(),
  fallbackToStatsigApi: flag(false),
  bootstrapSpecs: objectOrText(),
  specsFile: text(),
  specsCacheDirectory: text(),
  dataStore: port<DataStore>({
    expected: 'an object with the methods of a data store',
    optional: [
      'initialize',
      'shutdown',
      'get',
      'getBytes',
      'set',
      'setBytes',
      'supportPollingUpdatesFor',
      'subscribe',
      'noteNetworkFailure',
    ],
    otherwise: 'no data store is used',
  }),
  dataStoreKeySchemaVersion: oneOf(['v2', 'v3'], 'v2'),
  enableIdLists: flag(false),
  idListsUrl: optionalHttpUrl(),
  idListsSyncIntervalMs: interval(60_000),
  idListsRequestTimeoutMs: timeLimit({ fallback: 10_000, otherwise: '10000 is used', zero: 'fallback' }),
  downloadIdListFileApi: optionalHttpUrl(),
  logEventUrl: httpUrl('https://prodregistryv2.org/v1/log_event'),
  disableNetwork: flag(false),
  disableAllLogging: flag(false),
  eventLoggingFlushIntervalMs: pause(10_000),
  eventLoggingMaxQueueSize: wholeNumber({ fallback: 2000, min: 10, max: 2000 }),
  eventLoggingMaxPendingBatchQueueSize: wholeNumber({ fallback: 100, min: 1, max: 10_000 }),
  eventSinks: eventSinks(),
  flushEventsOnExit: flag(true),
  exposureDedupeMaxKeys: wholeNumber({ fallback: 100_000, min: 1, max: 10_000_000 }),
  globalCustomFields: customFields(),
  disableCountryLookup: flag(false),
  disableUserAgentParsing: flag(false),
  persistentStorage: port<PersistentStorage>({
    expected: 'an object with the methods load, save and delete',
    required: ['load', 'save', 'delete'],
    otherwise: 'no decisions are kept',
  }),
  proxyConfig: proxy(),
  serviceName: text(),
  observabilityClient: port<ObservabilityClient>({
    expected: 'an object with the methods of an observability client',
    optional: [
      'initialize',
      'increment',
      'gauge',
      'dist',
      'error',
      'shouldEnableHighCardinalityForThisTag',
      'shutdown',
    ],
    otherwise: 'nothing is measured',
  }),
  consoleCaptureOptions: consoleCapture(),
  disableDiagnostics: flag(false),
  outputLogLevel: oneOf(['none', 'error', 'warn', 'info', 'debug'], 'warn'),
  outputLoggerProvider: port<OutputLoggerProvider>({
    expected: 'an object with logging methods',
    optional: ['initialize', 'debug', 'info', 'warn', 'error', 'shutdown'],
    otherwise: 'standard error is used',
  }),
};
