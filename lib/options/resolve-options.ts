import { nearestName } from './nearest-name.js';
import { flag, unavailable, type OptionReader } from './option-readers.js';
import { optionTable } from './option-table.js';
import { describeReceived } from './describe-received.js';
import type { ResolvedOptions } from './resolved-options.js';
import type { StatsigOptions } from './statsig-options.js';

/** Options of the official SDK that change nothing here: they are checked, so that a mistake is reported, and not kept. */
const withoutEffect: readonly (readonly [name: keyof StatsigOptions, reader: OptionReader<boolean>])[] = [
  ['useThirdPartyUaParser', unavailable("the built-in parser, which is also the official SDK's default, is used.")],
  ['waitForCountryLookupInit', flag(false)],
  ['waitForUserAgentInit', flag(false)],
];

const names: readonly string[] = [...Object.keys(optionTable), ...withoutEffect.map(([name]) => name)];

/** The options in force, and what was wrong with those given, one sentence per fault. */
export interface OptionResolution {
  readonly options: ResolvedOptions;
  readonly complaints: string[];
}

/**
 * Turns unchecked options into complete, frozen ones. Pure: the input is not changed, and nothing is logged. Never throws:
 * faults become complaints that name the option, the expected form and what was received, without secrets.
 */
export function resolveOptions(input: unknown): OptionResolution {
  const complaints: string[] = [];
  const given = optionsGiven(input, complaints);
  const readOption = <Name extends keyof ResolvedOptions>(name: Name): ResolvedOptions[Name] => {
    const reader = optionTable[name];
    const report = (complaint: string): void => void complaints.push(`Option ${name}: ${complaint}`);
    try {
      const value: unknown = Reflect.get(given, name);
      return value === undefined || value === null ? reader.fallback : reader.read(value, report);
    } catch {
      // A getter or proxy of the caller's threw; the client starts all the same.
      report('reading it threw an error; its default is used.');
      return reader.fallback;
    }
  };
  const resolved: ResolvedOptions = {
    environment: readOption('environment'),
    specsUrl: readOption('specsUrl'),
    specsSyncIntervalMs: readOption('specsSyncIntervalMs'),
    initTimeoutMs: readOption('initTimeoutMs'),
    specAdaptersConfig: readOption('specAdaptersConfig'),
    fallbackToStatsigApi: readOption('fallbackToStatsigApi'),
    bootstrapSpecs: readOption('bootstrapSpecs'),
    specsFile: readOption('specsFile'),
    specsCacheDirectory: readOption('specsCacheDirectory'),
    dataStore: readOption('dataStore'),
    dataStoreKeySchemaVersion: readOption('dataStoreKeySchemaVersion'),
    enableIdLists: readOption('enableIdLists'),
    idListsUrl: readOption('idListsUrl'),
    idListsSyncIntervalMs: readOption('idListsSyncIntervalMs'),
    idListsRequestTimeoutMs: readOption('idListsRequestTimeoutMs'),
    downloadIdListFileApi: readOption('downloadIdListFileApi'),
    logEventUrl: readOption('logEventUrl'),
    disableNetwork: readOption('disableNetwork'),
    disableAllLogging: readOption('disableAllLogging'),
    eventLoggingFlushIntervalMs: readOption('eventLoggingFlushIntervalMs'),
    eventLoggingMaxQueueSize: readOption('eventLoggingMaxQueueSize'),
    eventLoggingMaxPendingBatchQueueSize: readOption('eventLoggingMaxPendingBatchQueueSize'),
    exposureDedupeMaxKeys: readOption('exposureDedupeMaxKeys'),
    globalCustomFields: readOption('globalCustomFields'),
    disableCountryLookup: readOption('disableCountryLookup'),
    disableUserAgentParsing: readOption('disableUserAgentParsing'),
    persistentStorage: readOption('persistentStorage'),
    proxyConfig: readOption('proxyConfig'),
    serviceName: readOption('serviceName'),
    observabilityClient: readOption('observabilityClient'),
    outputLogLevel: readOption('outputLogLevel'),
    outputLoggerProvider: readOption('outputLoggerProvider'),
  };
  for (const [name, reader] of withoutEffect) {
    const value = tryTo(() => Reflect.get(given, name) as unknown);
    if (value === undefined || value === null) continue;
    reader.read(value, (complaint) => complaints.push(`Option ${name}: ${complaint}`));
  }
  complaints.push(...(tryTo(() => unknownNames(given)) ?? []));
  return { options: Object.freeze(withoutContradictions(resolved, complaints)), complaints };
}

/** The result, or undefined when a getter or proxy of the caller's throws: what cannot be read was not given. */
function tryTo<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function optionsGiven(input: unknown, complaints: string[]): object {
  if (input === undefined || input === null) return {};
  if (typeof input === 'object' && tryTo(() => Array.isArray(input)) === false) return input;
  const received = tryTo(() => describeReceived(input)) ?? 'something that cannot be read';
  complaints.push(`Options: expected an object, received ${received}; all defaults are used.`);
  return {};
}

function unknownNames(given: object): string[] {
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const nearest = nearestName(name, names);
      const advice = nearest === undefined ? 'it has no effect.' : `did you mean ${nearest}? It has no effect.`;
      return `Option ${name}: unknown; ${advice}`;
    });
}

function withoutContradictions(options: ResolvedOptions, complaints: string[]): ResolvedOptions {
  if (options.bootstrapSpecs === undefined || options.specsFile === undefined) return options;
  complaints.push('Option specsFile: ignored, because bootstrapSpecs is set as well; set only one of the two.');
  return { ...options, specsFile: undefined };
}
