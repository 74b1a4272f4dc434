import { createHash } from 'node:crypto';

import { specsKey } from '../stores/specs-key.js';

/** What tells apart the SDK keys that share a cluster: a hash, so that messages show nothing of the key. */
export function channelOf(sdkKey: unknown): string {
  return createHash('sha256').update(textOf(sdkKey)).digest('hex').slice(0, 32);
}

/** The keys that a client of this SDK key may ask a data store for. */
export function ownStoreKeys(sdkKey: unknown): readonly string[] {
  const schemas = ['v2', 'v3'] as const;
  return schemas.map((schema) => specsKey({ sdkKey: textOf(sdkKey), schema, format: 'plain_text' }));
}

/** What is no text is no key; the client says so. */
function textOf(sdkKey: unknown): string {
  return typeof sdkKey === 'string' ? sdkKey : '';
}
