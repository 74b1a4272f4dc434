import type { OutputLoggerProvider, OutputLogLevel } from '../observability/logger.js';
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
  readonly bootstrapSpecs: object | string | undefined;
  readonly specsFile: string | undefined;
  readonly logEventUrl: string;
  readonly disableNetwork: boolean;
  readonly disableAllLogging: boolean;
  readonly eventLoggingFlushIntervalMs: number;
  readonly eventLoggingMaxQueueSize: number;
  readonly exposureDedupeMaxKeys: number;
  readonly globalCustomFields: Readonly<Record<string, GlobalCustomFieldValue>>;
  readonly disableCountryLookup: boolean;
  readonly disableUserAgentParsing: boolean;
  readonly serviceName: string | undefined;
  readonly outputLogLevel: OutputLogLevel;
  readonly outputLoggerProvider: OutputLoggerProvider | undefined;
}
