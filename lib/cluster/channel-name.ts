import { createHash } from 'node:crypto';

/** What tells apart the SDK keys that share a cluster: a hash of the key that specs have in a data store, which may show a part of the SDK key. */
export function channelName(storeKey: string): string {
  return createHash('sha256').update(storeKey).digest('hex').slice(0, 32);
}
