import { describeReceived } from './describe-received.js';
import { findGiven } from './given-options.js';
import { nearestName } from './nearest-name.js';
import { aliasesOf } from './option-aliases.js';
import type { OptionReader } from './option-readers.js';
import { optionTable } from './option-table.js';
import { optionsWithoutEffect } from './options-without-effect.js';
import type { ResolvedOptions } from './resolved-options.js';
import { retiredOptions } from './retired-options.js';

const names: readonly string[] = [...Object.keys(optionTable), ...Object.keys(optionsWithoutEffect)];
const aliases = aliasesOf(names);

/** Every name that means something, be it only a report. */
const knownNames: ReadonlySet<string> = new Set([
  ...names,
  ...aliases.map(({ alias }) => alias),
  ...retiredOptions.keys(),
]);

/** The options in force, and what there is to say about those given, one sentence each. */
export interface OptionResolution {
  readonly options: ResolvedOptions;
  /** What was wrong. */
  readonly complaints: string[];
  /** What was taken as it was meant, and has another name by now. */
  readonly notes: string[];
}

/**
 * Turns unchecked options into complete, frozen ones. Pure: the input is not changed, and nothing is logged. Never throws:
 * faults become complaints that name the option, the expected form and what was received, without secrets.
 */
export function resolveOptions(input: unknown): OptionResolution {
  const complaints: string[] = [];
  const notes: string[] = [];
  const complain = (sentence: string): void => void complaints.push(sentence);
  const source = sourceOf(input, complain);
  const given = findGiven(source, { names, aliases }, { complain, note: (sentence) => void notes.push(sentence) });
  const read = <Value>(name: string, reader: OptionReader<Value>): Value => {
    const option = given.get(name);
    if (option === undefined) return reader.fallback;
    const report = (complaint: string): void => complain(`Option ${option.label}: ${complaint}`);
    try {
      return reader.read(option.value, report);
    } catch {
      // A getter or proxy inside the value threw; the client starts all the same.
      report('reading it threw an error; its default is used.');
      return reader.fallback;
    }
  };
  const readOption = <Name extends keyof ResolvedOptions>(name: Name): ResolvedOptions[Name] =>
    read<ResolvedOptions[Name]>(name, optionTable[name]);
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
    eventSinks: readOption('eventSinks'),
    flushEventsOnExit: readOption('flushEventsOnExit'),
    exposureDedupeMaxKeys: readOption('exposureDedupeMaxKeys'),
    globalCustomFields: readOption('globalCustomFields'),
    disableCountryLookup: readOption('disableCountryLookup'),
    disableUserAgentParsing: readOption('disableUserAgentParsing'),
    persistentStorage: readOption('persistentStorage'),
    proxyConfig: readOption('proxyConfig'),
    serviceName: readOption('serviceName'),
    observabilityClient: readOption('observabilityClient'),
    consoleCaptureOptions: readOption('consoleCaptureOptions'),
    disableDiagnostics: readOption('disableDiagnostics'),
    outputLogLevel: readOption('outputLogLevel'),
    outputLoggerProvider: readOption('outputLoggerProvider'),
  };
  for (const [name, reader] of Object.entries(optionsWithoutEffect)) read<unknown>(name, reader);
  for (const name of ownNames(source)) reportName(name, complain);
  return { options: Object.freeze(withoutContradictions(resolved, complain)), complaints, notes };
}

function sourceOf(input: unknown, complain: (sentence: string) => void): object {
  if (input === undefined || input === null) return {};
  let received = 'something that cannot be read';
  try {
    if (typeof input === 'object' && !Array.isArray(input)) return input;
    received = describeReceived(input);
  } catch {
    // A revoked proxy: it is reported as what it is.
  }
  complain(`Options: expected an object, received ${received}; all defaults are used.`);
  return {};
}

function ownNames(source: object): readonly string[] {
  try {
    return Object.keys(source);
  } catch {
    // A proxy of the caller's that does not tell its names; there is nothing to report about them.
    return [];
  }
}

function reportName(name: string, complain: (sentence: string) => void): void {
  const instead = retiredOptions.get(name);
  if (instead !== undefined) complain(`Option ${name}: it has no effect here; ${instead}`);
  if (knownNames.has(name)) return;
  const nearest = nearestName(name, names);
  const advice = nearest === undefined ? 'it has no effect.' : `did you mean ${nearest}? It has no effect.`;
  complain(`Option ${name}: unknown; ${advice}`);
}

function withoutContradictions(options: ResolvedOptions, complain: (sentence: string) => void): ResolvedOptions {
  const { bootstrapSpecs, dataStore, specAdaptersConfig: adapters } = options;
  let { specsFile, specAdaptersConfig } = options;
  if (bootstrapSpecs !== undefined && specsFile !== undefined) {
    complain('Option specsFile: ignored, because bootstrapSpecs is set as well; set only one of the two.');
    specsFile = undefined;
  }
  if (dataStore === undefined && adapters?.some(({ adapterType }) => adapterType === 'data_store') === true) {
    complain('Option specAdaptersConfig: data_store is left out, because the option dataStore is not set.');
    const others = adapters.filter(({ adapterType }) => adapterType !== 'data_store');
    specAdaptersConfig = others.length === 0 ? undefined : Object.freeze(others);
  }
  return { ...options, specsFile, specAdaptersConfig };
}
