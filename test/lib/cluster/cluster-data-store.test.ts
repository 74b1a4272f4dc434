import { describe, expect, it } from 'vitest';

import { ClusterDataStore } from '../../../lib/cluster/cluster-data-store.js';
import { specsKey } from '../../../lib/stores/specs-key.js';

const sdkKey = 'secret-cluster-store-0123456789';
const keyOf = (owner: string, schema: 'v2' | 'v3' = 'v2'): string =>
  specsKey({ sdkKey: owner, schema, format: 'plain_text' });

describe('a ClusterDataStore outside of a worker', () => {
  it('holds nothing, and leaves looking for specs to the network', async () => {
    const store = new ClusterDataStore(sdkKey);
    await store.initialize();
    for (const schema of ['v2', 'v3'] as const) expect(await store.get(keyOf(sdkKey, schema))).toEqual({});
    expect(await store.supportPollingUpdatesFor()).toBe(false);
    store.subscribe('/v2/download_config_specs', () => expect.fail('called'))();
    await store.shutdown();
  });

  it('refuses to serve a client of another SDK key, without showing either', async () => {
    const store = new ClusterDataStore(sdkKey);
    await expect(store.get(keyOf('secret-another-0123456789'))).rejects.toThrow(
      /^the ClusterDataStore was made with another SDK key than the client that uses it$/,
    );
  });

  it('is none the worse for a key that is no text', async () => {
    const store = new ClusterDataStore(undefined as unknown as string);
    expect(await store.get(keyOf(''))).toEqual({});
  });
});
