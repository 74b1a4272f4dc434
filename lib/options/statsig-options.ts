import type { OutputLoggerProvider, OutputLogLevel } from '../observability/logger.js';

/** Values that `globalCustomFields` can hold. */
export type GlobalCustomFieldValue = string | number | boolean | readonly (string | number | boolean)[];

/**
 * How a client behaves. Everything is optional. A wrong value never stops the client: it is reported as a warning, and the
 * default is used; numbers out of range are moved to the nearest bound with a warning; unknown names are reported with the
 * nearest known name. The object is read once and never changed.
 */
export interface StatsigOptions {
  /**
   * The environment tier that rules are evaluated in and events are logged with, such as `production`. A user's own
   * `statsigEnvironment` goes before it. The form `{ tier: 'production' }` of older SDKs is accepted.
   * @default the default environment of the specs, if they name one
   */
  environment?: string | { readonly tier?: string };

  /**
   * Base address of the specs; `/<SDK key>.json` is appended to its path. An absolute http or https URL.
   * @default 'https://api.statsigcdn.com/v2/download_config_specs'
   */
  specsUrl?: string;

  /**
   * Pause between two looks for newer specs, at the network or at `specsFile`; it varies by ±10 % so that many processes
   * do not ask at once. Unit: milliseconds, from 1. Below 1 000 a warning is logged, and the value is kept.
   * @default 10_000
   */
  specsSyncIntervalMs?: number;

  /**
   * How long `initialize()` waits for specs. Afterwards defaults are served, and the background sync goes on trying.
   * Unit: milliseconds, from 1.
   * @default 3_000
   */
  initTimeoutMs?: number;

  /**
   * Specs to start from, as an object or as JSON text of the form that the service answers. `initialize()` then needs no
   * network; newer specs are polled afterwards unless `disableNetwork` is set. Goes before `specsFile`.
   * @default none
   */
  bootstrapSpecs?: object | string;

  /**
   * Path of a local file with specs as JSON. It takes the place of the network as the source of specs, and is read again when
   * it changes, at the pace of `specsSyncIntervalMs`. Ignored, with a warning, beside `bootstrapSpecs`.
   * @default none
   */
  specsFile?: string;

  /**
   * Where events are posted: the complete URL, http or https.
   * @default 'https://prodregistryv2.org/v1/log_event'
   */
  logEventUrl?: string;

  /**
   * No request of any kind leaves the process: specs come from `bootstrapSpecs` or `specsFile` alone, and events are not kept.
   * @default false
   */
  disableNetwork?: boolean;

  /**
   * Nothing is logged to the service: no exposures and no custom events, nor are they kept.
   * @default false
   */
  disableAllLogging?: boolean;

  /**
   * The longest that an event waits before it is sent, when fewer than `eventLoggingMaxQueueSize` are waiting.
   * Unit: milliseconds, from 1.
   * @default 10_000
   */
  eventLoggingFlushIntervalMs?: number;

  /**
   * How many events make a batch; a full batch is sent at once. A whole number from 10 to 2 000. While the service does not
   * accept events, up to 100 times as many are kept, and then the oldest are dropped.
   * @default 2_000
   */
  eventLoggingMaxQueueSize?: number;

  /**
   * How many different exposures are remembered at a time, so that the same one is not logged twice within a minute.
   * A whole number from 1 to 10 000 000.
   * @default 100_000
   */
  exposureDedupeMaxKeys?: number;

  /**
   * Custom fields that every user has in addition to its own, for evaluation and in events. A user's own field of the same
   * name goes first. Values are strings, numbers, booleans, or arrays of these.
   * @default none
   */
  globalCustomFields?: Readonly<Record<string, GlobalCustomFieldValue>>;

  /**
   * Countries are not derived from IP addresses, and the table for it (20 MB of memory) is not loaded. Conditions on the
   * country then see what users state themselves; an answer for which a country would have been looked up has the reason
   * `CountryLookupNotLoaded:Recognized`.
   * @default false
   */
  disableCountryLookup?: boolean;

  /**
   * Browser and operating system are not derived from user agents. Conditions on them then see what users state
   * themselves; an answer for which an agent would have been parsed has the reason `UAParserNotLoaded:Recognized`, and
   * `getParsedUserAgentValueForUser` returns null.
   * @default false
   */
  disableUserAgentParsing?: boolean;

  /**
   * Accepted for programs written for the official SDK, and without effect: its second parser is not part of this one. `true`
   * is reported, because agents are then named as by the official SDK's own default parser.
   * @default false
   */
  useThirdPartyUaParser?: boolean;

  /**
   * Accepted for programs written for the official SDK, and without effect: the country table is always loaded before specs
   * that need it are used, so there is nothing to wait for.
   * @default false
   */
  waitForCountryLookupInit?: boolean;

  /**
   * Accepted for programs written for the official SDK, and without effect: the parser needs no loading, so there is nothing
   * to wait for.
   * @default false
   */
  waitForUserAgentInit?: boolean;

  /**
   * The name of the application, sent to the service with each request.
   * @default none
   */
  serviceName?: string;

  /**
   * What is logged about the SDK itself, to `outputLoggerProvider` or to standard error.
   * @default 'warn'
   */
  outputLogLevel?: OutputLogLevel;

  /**
   * Receives the SDK's own log lines in place of standard error. It is filtered by `outputLogLevel` as well.
   * @default standard error
   */
  outputLoggerProvider?: OutputLoggerProvider;
}
