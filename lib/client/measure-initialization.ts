import type { Metrics } from '../observability/metrics.js';
import { sdkKeyPrefix } from '../observability/sdk-key-prefix.js';
import { metricAddress } from '../sync/metric-address.js';
import { sdkType, sdkVersion } from '../version.js';
import type { InitializeResult } from './initialize-result.js';

/** What there is to measure besides the result. */
export interface InitializationFacts {
  readonly sdkKey: string;
  readonly hasSpecs: boolean;
  /** The address that the specs came from; undefined for specs from elsewhere, and without any. */
  readonly sourceApi: string | undefined;
}

/**
 * Measures how an initialisation went. `init_success` and `store_populated` are what they say; the official SDK reports success
 * also without specs (runtime §10.2).
 */
export function measureInitialization(
  metrics: Metrics,
  { isSuccess, source, durationMs }: InitializeResult,
  { sdkKey, hasSpecs, sourceApi }: InitializationFacts,
): void {
  metrics.dist('initialization', durationMs, {
    init_success: isSuccess,
    source,
    store_populated: hasSpecs,
    sdk_key: sdkKeyPrefix(sdkKey),
    sdk_type: sdkType,
    sdk_version: sdkVersion,
    init_source_api:
      sourceApi === undefined ? (source === 'Adapter(DataStore)' ? 'datastore' : '') : metricAddress(sourceApi),
  });
}
