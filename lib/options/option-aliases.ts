import type { StatsigOptions } from './statsig-options.js';

/** Another name under which an option is accepted. */
export interface OptionAlias {
  readonly alias: string;
  /** The option's present name. */
  readonly name: string;
  /** The value of the option for a value of the alias; undefined leaves the option unset. @default the value itself */
  readonly convert?: (value: unknown) => unknown;
  /** What else differs, as a sentence; makes the report of the alias a warning. */
  readonly caution?: string;
  /** Whether other names go before it without a word, because it stands for several options. @default false */
  readonly isGeneral?: boolean;
}

/** An alias that is written down here: the compiler knows whether its option exists. */
type ListedAlias = OptionAlias & { readonly name: keyof StatsigOptions };

/** What the documentation calls an option, where the package of the official SDK calls it otherwise. */
const documented: readonly ListedAlias[] = [
  { alias: 'fallbackToStatsig', name: 'fallbackToStatsigApi' },
  { alias: 'disableUserCountryLookup', name: 'disableCountryLookup' },
  { alias: 'specAdapterConfigs', name: 'specAdaptersConfig' },
];

/** Options of the official SDK before its present one, `statsig-node`. */
const legacy: readonly ListedAlias[] = [
  { alias: 'fallbackToStatsigAPI', name: 'fallbackToStatsigApi' },
  { alias: 'rulesetsSyncIntervalMs', name: 'specsSyncIntervalMs' },
  { alias: 'loggingIntervalMs', name: 'eventLoggingFlushIntervalMs' },
  { alias: 'loggingMaxBufferSize', name: 'eventLoggingMaxQueueSize' },
  { alias: 'logger', name: 'outputLoggerProvider' },
  { alias: 'localMode', name: 'disableNetwork' },
  { alias: 'bootstrapValues', name: 'bootstrapSpecs' },
  { alias: 'userPersistentStorage', name: 'persistentStorage' },
  {
    alias: 'dataAdapter',
    name: 'dataStore',
    caution: 'Its keys are others than before, and supportsPollingUpdatesFor is now called supportPollingUpdatesFor.',
  },
  { alias: 'disableIdListsSync', name: 'enableIdLists', convert: inverse },
  { alias: 'initStrategyForIDLists', name: 'enableIdLists', convert: (value) => value !== 'none' },
  { alias: 'initStrategyForIP3Country', name: 'disableCountryLookup', convert: (value) => value === 'none' },
  { alias: 'apiForDownloadConfigSpecs', name: 'specsUrl', convert: specsAddress },
  { alias: 'apiForGetIdLists', name: 'idListsUrl', convert: (base) => below(base, 'get_id_lists') },
  { alias: 'api', name: 'specsUrl', convert: specsAddress, isGeneral: true },
  { alias: 'api', name: 'idListsUrl', convert: (base) => below(base, 'get_id_lists'), isGeneral: true },
  { alias: 'api', name: 'logEventUrl', convert: (base) => below(base, 'log_event'), isGeneral: true },
];

/**
 * Every alias of the options of these names: those of the documentation, those of older SDKs, and each name as the official SDK
 * for Python writes it (`specs_url`). An alias goes before those after it.
 */
export function aliasesOf(names: readonly string[]): readonly OptionAlias[] {
  const snakeCase = [...names.map((name) => ({ alias: name, name })), ...documented]
    .map(({ alias, name }) => ({ alias: toSnakeCase(alias), name }))
    .filter(({ alias }) => alias.includes('_'));
  return [...documented, ...snakeCase, ...legacy];
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function inverse(value: unknown): unknown {
  return typeof value === 'boolean' ? !value : value;
}

/** The second version of the specs stands beside the first, which older SDKs ask for. */
function specsAddress(base: unknown): unknown {
  return below(typeof base === 'string' ? base.replace(/\/v1\/*$/, '/v2') : base, 'download_config_specs');
}

function below(base: unknown, endpoint: string): unknown {
  return typeof base === 'string' ? `${base.replace(/\/+$/, '')}/${endpoint}` : base;
}
