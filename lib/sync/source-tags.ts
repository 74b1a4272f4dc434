import { metricAddress } from './metric-address.js';
import type { SpecSourceName } from './spec-source.js';

/** A source as measurements and SDK events name it, in the words of the official SDK (runtime §10.2). */
// A type, because only types fit where any labels are taken.
export type SourceTags = {
  readonly source: SpecSourceName;
  /** `https://api.statsigcdn.com/v2`; `datastore` for the data store; empty for other local sources. */
  readonly source_api: string;
};

/** Names a source for measurements and SDK events. */
export function sourceTags(source: SpecSourceName, sourceApi: string | undefined): SourceTags {
  if (sourceApi !== undefined) return { source, source_api: metricAddress(sourceApi) };
  return { source, source_api: source === 'Adapter(DataStore)' ? 'datastore' : '' };
}
