import type { HttpClient } from '../network/http-client.js';
import { errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { SpecAdapterConfig } from '../options/spec-adapter-config.js';
import { FileDataStore } from '../stores/file-data-store.js';
import { GuardedStore } from '../stores/guarded-store.js';
import { specsKey, specsPath } from '../stores/specs-key.js';
import { BootstrapSpecSource } from '../sync/bootstrap-spec-source.js';
import { FileSpecSource } from '../sync/file-spec-source.js';
import { NetworkSpecSource } from '../sync/network-spec-source.js';
import type { SpecPlace } from '../sync/spec-place.js';
import type { PolledSource } from '../sync/spec-poller.js';
import type { SpecSource } from '../sync/spec-source.js';
import { SpecsKeeper } from '../sync/specs-keeper.js';
import { StoredSpecSource } from '../sync/stored-spec-source.js';

const logTag = 'SpecSync';

/** A place that newer specs may be looked for in. */
export interface PolledPlace extends PolledSource {
  /** Whether the place wants to be asked now. Never rejects. */
  readonly canPoll: (signal: AbortSignal) => Promise<boolean>;
  /** Tells somebody when it is worth while to look at once, until what it returns is called. Never throws. */
  readonly subscribe?: (onChange: () => void) => () => void;
}

/** Where specs come from, and where they are kept. */
export interface SpecPlaces {
  /** Asked for the first specs, in this order. */
  readonly first: readonly SpecPlace[];
  /** Asked for newer ones: at each look the first of these that wants to be. */
  readonly polled: readonly PolledPlace[];
  /** What keeps the specs that came from the network. */
  readonly keepers: readonly SpecsKeeper[];
  /** The application's own store, which ends with the client. */
  readonly dataStore: GuardedStore | undefined;
}

/** What {@link planSpecPlaces} needs. */
export interface SpecPlacesSettings {
  readonly options: ResolvedOptions;
  readonly sdkKey: string;
  readonly http: Pick<HttpClient, 'fetchSpecs'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether requests may be sent at all. */
  readonly isNetworkAllowed: boolean;
  /** The service itself, for the option `fallbackToStatsigApi`. */
  readonly statsigSpecsUrl: string;
}

/** How much of the start's time a place may take, in relation to the others; reading a store is a small thing beside a request. */
const networkWeight = 1;
const storeWeight = 0.5;

/** What is read early only has to be parsed in its turn. */
const earlyWeight = 0.1;

/** How long the store may take to say whether it wants to be polled. Unit: milliseconds. */
const questionTimeoutMs = 3000;

/**
 * Puts the places in order that the options name: `bootstrapSpecs` before everything; then `specsFile` alone, or the places of
 * `specAdaptersConfig`, or the data store and the network; and last the directory of last good specs, for a start without the
 * network. The service itself follows a network place that is not it, where `fallbackToStatsigApi` asks for that.
 */
export function planSpecPlaces(settings: SpecPlacesSettings): SpecPlaces {
  const { options } = settings;
  const bootstrap =
    options.bootstrapSpecs === undefined ? [] : [atHand(new BootstrapSpecSource(options.bootstrapSpecs))];
  if (options.specsFile !== undefined) {
    const source = new FileSpecSource(options.specsFile);
    const first = [...bootstrap, place(source, networkWeight)];
    return { first, polled: [always(source)], keepers: [], dataStore: undefined };
  }
  const dataStore = options.dataStore === undefined ? undefined : new GuardedStore(options.dataStore);
  const adapters = usableAdapters(settings, dataStore !== undefined).map((adapter) =>
    adapter.adapterType === 'data_store' ? storePlace(dataStore, settings) : networkPlaces(adapter, settings),
  );
  const usesNetwork = adapters.some(({ first }) => first.some(({ source }) => source.name === 'Network'));
  const directory = usesNetwork || !settings.isNetworkAllowed ? options.specsCacheDirectory : undefined;
  const cache = directory === undefined ? undefined : new GuardedStore(new FileDataStore(directory));
  return {
    first: [
      ...bootstrap,
      ...adapters.flatMap(({ first }) => first),
      ...(cache === undefined ? [] : [early(storedSource('Adapter(FileBased)', cache, settings))]),
    ],
    polled: adapters.flatMap(({ polled }) => polled),
    keepers: [
      ...(dataStore === undefined ? [] : [keeper('the data store', dataStore, settings)]),
      ...(cache === undefined ? [] : [keeper('the directory of the option specsCacheDirectory', cache, settings)]),
    ],
    dataStore,
  };
}

/** The places of the options, those that can be used at all; `resolveOptions` has left out what names no place. */
function usableAdapters(
  { options, isNetworkAllowed }: SpecPlacesSettings,
  hasDataStore: boolean,
): readonly SpecAdapterConfig[] {
  const usual: readonly SpecAdapterConfig[] = [
    ...(hasDataStore ? [{ adapterType: 'data_store' } as const] : []),
    { adapterType: 'network_http' },
  ];
  const chosen = options.specAdaptersConfig ?? usual;
  return chosen.filter(({ adapterType }) => adapterType !== 'network_http' || isNetworkAllowed);
}

/** What one entry of the options comes to. */
type AdapterPlaces = Pick<SpecPlaces, 'first' | 'polled'>;

function networkPlaces(
  { specsUrl: ownUrl, initTimeoutMs }: SpecAdapterConfig,
  { options, http, statsigSpecsUrl }: SpecPlacesSettings,
): AdapterPlaces {
  const specsUrl = ownUrl ?? options.specsUrl;
  const source = new NetworkSpecSource({ client: http, specsUrl });
  const fallback =
    options.fallbackToStatsigApi && specsUrl !== statsigSpecsUrl
      ? new NetworkSpecSource({ client: http, specsUrl: statsigSpecsUrl })
      : undefined;
  return {
    first: [
      place(source, networkWeight, initTimeoutMs),
      ...(fallback === undefined ? [] : [place(fallback, networkWeight, initTimeoutMs)]),
    ],
    polled: [{ source, fallback, canPoll: async () => true }],
  };
}

function storePlace(store: GuardedStore | undefined, settings: SpecPlacesSettings): AdapterPlaces {
  if (store === undefined || !store.isReadable) {
    const message = 'The data store has neither get() nor getBytes(), so nothing is read from it.';
    settings.logger.warnOnce('store-unreadable', logTag, message);
    return { first: [], polled: [] };
  }
  const source = storedSource('Adapter(DataStore)', store, settings);
  return { first: [place(source, storeWeight)], polled: [polledStore(source, store, settings.logger)] };
}

function polledStore(source: SpecSource, store: GuardedStore, logger: Logger): PolledPlace {
  // It is asked before each look, and told of once until it answers again.
  let isFailing = false;
  return {
    source,
    canPoll: async (signal) => {
      try {
        const isWanted = await store.supportsPolling(specsPath, { timeoutMs: questionTimeoutMs, signal });
        isFailing = false;
        return isWanted;
      } catch (error) {
        if (!signal.aborted && !isFailing) logger.warn(logTag, errorText(error));
        isFailing ||= !signal.aborted;
        return false;
      }
    },
    subscribe: (onChange) => {
      try {
        return store.subscribe(specsPath, onChange);
      } catch (error) {
        logger.warn(logTag, errorText(error));
        return () => undefined;
      }
    },
  };
}

function storedSource(
  name: StoredSpecSource['name'],
  store: GuardedStore,
  { options, sdkKey, logger }: SpecPlacesSettings,
): StoredSpecSource {
  const schema = options.dataStoreKeySchemaVersion;
  return new StoredSpecSource({
    name,
    store,
    key: specsKey({ sdkKey, schema, format: 'plain_text' }),
    binaryKey: specsKey({ sdkKey, schema, format: 'statsig-br' }),
    logger,
  });
}

function keeper(label: string, store: GuardedStore, settings: SpecPlacesSettings): SpecsKeeper {
  const { options, sdkKey, logger, metrics } = settings;
  const key = specsKey({ sdkKey, schema: options.dataStoreKeySchemaVersion, format: 'plain_text' });
  return new SpecsKeeper({ store, key, label, logger, metrics });
}

function atHand(source: SpecSource): SpecPlace {
  return { source, isAtHand: true, weight: 0, limitMs: undefined, early: undefined };
}

function place(source: SpecSource, weight: number, limitMs?: number): SpecPlace {
  return { source, isAtHand: false, weight, limitMs, early: undefined };
}

function early(source: StoredSpecSource): SpecPlace {
  return { source, isAtHand: false, weight: earlyWeight, limitMs: undefined, early: source };
}

function always(source: SpecSource): PolledPlace {
  return { source, canPoll: async () => true };
}
