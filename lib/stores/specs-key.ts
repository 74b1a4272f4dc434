import { createHash } from 'node:crypto';

/** What specs are kept under, and what polling is asked for: the path of the service's endpoint. */
export const specsPath = '/v2/download_config_specs';

/** What a {@link specsKey} is made of. */
export interface SpecsKeyParts {
  readonly sdkKey: string;
  /** The option `dataStoreKeySchemaVersion`. */
  readonly schema: 'v2' | 'v3';
  /** `plain_text`: JSON as the service answers it. `statsig-br`: the binary form of the official SDK. */
  readonly format: 'plain_text' | 'statsig-br';
}

/**
 * The key that specs have in a data store, the same as in the official SDKs (runtime §4.2), so that a store can be shared with
 * them. With `v2` it holds a hash of the SDK key; with `v3` its first twenty characters, as the forward proxy writes it.
 */
export function specsKey({ sdkKey, schema, format }: SpecsKeyParts): string {
  const id = schema === 'v3' ? sdkKey.slice(0, 20) : createHash('sha256').update(sdkKey).digest('base64');
  return `statsig|${specsPath}|${format}|${id}`;
}
