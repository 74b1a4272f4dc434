import { createHash } from 'node:crypto';

/**
 * How specs lie in Redis.
 * - `native`: compressed, with a checksum and previous versions; for fleets of this SDK.
 * - `core-v2`, `core-v3`: as the official SDK keeps them with its key schemas v2 and v3, for fleets in which both run.
 * - `forward-proxy`: as Statsig's forward proxy keeps them.
 * - `legacy`: under the keys of the older official SDKs; read, and never written.
 */
export type KeyScheme = 'native' | 'core-v2' | 'core-v3' | 'forward-proxy' | 'legacy';

/** All of them, for messages and checks. */
export const keySchemes: readonly KeyScheme[] = ['native', 'core-v2', 'core-v3', 'forward-proxy', 'legacy'];

/** So much of the SDK key stands in the names of keys of the forward proxy and of the key schema v3. */
const shownCharacters = 20;

/** The names of everything in Redis that belongs to one SDK key. */
export interface StoreKeys {
  /** Tells apart the SDK keys that share a Redis: a hash, from which the key cannot be told. */
  readonly id: string;
  readonly specs: string;
  /** Previous versions, the newest first. */
  readonly history: string;
  /** The version that all are to use in place of the newest. */
  readonly pin: string;
  /** Who asks the network. */
  readonly lease: string;
  /** The overview of ID lists, the names of their files, and what the names of files begin with. */
  readonly idLists: string;
  readonly idListFiles: string;
  readonly idListFile: string;
  /** Tells of changes. */
  readonly channel: string;
  readonly coreV2: string;
  readonly coreV3: string;
  readonly forwardProxy: string;
  /** Those of the older official SDKs, the newest first. */
  readonly legacy: readonly string[];
}

/**
 * The names of an SDK key. The braces keep all of them in one place of a cluster, so that one step can change several; the official
 * names have none, which is why what is kept under them cannot be tied to the others.
 */
export function storeKeys(sdkKey: string): StoreKeys {
  const hash = createHash('sha256').update(sdkKey).digest();
  const id = hash.toString('base64url');
  const own = (name: string): string => `statsig-nodekit:{${id}}:${name}`;
  const hashed = hash.toString('base64');
  const shown = sdkKey.slice(0, shownCharacters);
  return {
    id,
    specs: own('specs'),
    history: own('history'),
    pin: own('pin'),
    lease: own('lease'),
    idLists: own('id-lists'),
    idListFiles: own('id-list-files'),
    idListFile: own('id-list-file:'),
    channel: own('changes'),
    coreV2: official('/v2/download_config_specs', hashed),
    coreV3: official('/v2/download_config_specs', shown),
    forwardProxy: official('/v2/download_config_specs', shown),
    legacy: [official('/v1/download_config_specs', hashed), `statsig::${hash.toString('hex')}`, 'statsig.cache'],
  };
}

function official(path: string, owner: string): string {
  return `statsig|${path}|plain_text|${owner}`;
}
