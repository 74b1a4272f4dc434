import type { ConsoleCapture } from '../console-capture/console-capture.js';
import { loadCountryLookup } from '../countries/load-country-lookup.js';
import { EventLogger } from '../events/event-logger.js';
import { buildSenderMetadata } from '../events/sender-metadata.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import { ExposureLogger } from '../exposures/exposure-logger.js';
import { NonExposedChecks } from '../exposures/non-exposed-checks.js';
import { HttpClient } from '../network/http-client.js';
import { createMetrics } from '../observability/create-metrics.js';
import { type Logger, type OutputLogger, createLogger } from '../observability/logger.js';
import { createRedactor } from '../observability/redact-secrets.js';
import { optionSecrets } from '../options/option-secrets.js';
import { type PrintableOptions, printableOptions } from '../options/printable-options.js';
import { resolveOptions } from '../options/resolve-options.js';
import { loadPatternCompiler } from '../patterns/load-pattern-compiler.js';
import { systemTimers } from '../timing/timers.js';
import type { StatsigUser } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import { UserSerializer } from '../users/user-serializer.js';
import { ApplicationEvents } from './application-events.js';
import { captureConsole } from './capture-console.js';
import { checkSdkKey } from './check-sdk-key.js';
import { Checker } from './checker.js';
import { recordDiagnostics } from './client-diagnostics.js';
import { ClientEvents } from './client-events.js';
import { ClientLife } from './client-life.js';
import { portsOf } from './client-ports.js';
import { ClientResponses } from './client-responses.js';
import { Decisions } from './decisions.js';
import { IdListLoader } from './id-list-loader.js';
import { OverrideControl } from './override-control.js';
import { PageBootstraps } from './page-bootstraps.js';
import { SdkEvents } from './sdk-events.js';
import { SpecLoader } from './spec-loader.js';
import { SpecStore } from './spec-store.js';
import { specsUpdatedData } from './specs-updated.js';
import { StickyAssignments } from './sticky-assignments.js';

const nowMs = (): number => systemTimers.nowMs();

/** The parts of a client that its methods speak to. */
export interface ClientParts {
  readonly options: PrintableOptions;
  readonly life: ClientLife;
  readonly store: SpecStore;
  readonly loader: SpecLoader;
  readonly idLists: IdListLoader;
  readonly decisions: Decisions;
  readonly checker: Checker;
  readonly exposures: ExposureLogger;
  readonly overrides: OverrideControl;
  readonly responses: ClientResponses;
  readonly pageBootstraps: PageBootstraps;
  readonly sticky: StickyAssignments | undefined;
  readonly events: EventLogger;
  readonly applicationEvents: ApplicationEvents;
  readonly clientEvents: ClientEvents;
  readonly consoleCapture: ConsoleCapture | undefined;
  readonly sdkEvents: SdkEvents;
  readonly logger: Logger;
  /** Takes keys and credentials out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * Makes the parts of a client and introduces them to each other: the one place that knows them all. Nothing is sent and no timer
 * runs before the client is initialised. Never throws: what is wrong with the key or the options is logged.
 */
export function assembleClient(sdkKey: unknown, givenOptions: unknown): ClientParts {
  const { options, complaints, notes } = resolveOptions(givenOptions);
  const keyError = checkSdkKey(sdkKey);
  const key = keyError === undefined ? String(sdkKey) : '';
  const secrets = optionSecrets(options);
  const redact = createRedactor([key, ...secrets]);
  const logger = createLogger({
    level: options.outputLogLevel,
    provider: options.outputLoggerProvider,
    sdkKey: key,
    secrets,
  });
  for (const note of notes) logger.info('Options', note);
  for (const complaint of complaints) logger.warn('Options', complaint);
  reportKey(key, keyError, logger);

  const sessionID = crypto.randomUUID();
  const isNetworkAllowed = !options.disableNetwork && keyError === undefined;
  const globalCustomFields =
    Object.keys(options.globalCustomFields).length === 0 ? undefined : options.globalCustomFields;
  const users = new UserSerializer(globalCustomFields);

  // What the parts ask each other while the client lives; none of it is called before all of them are made.
  const canLog = (): boolean => life.canLog;
  const noteTime = (): number => life.noteTime();
  const { record, connect, onSpecs, isForWorkers = false } = portsOf(givenOptions);
  const enqueue = record ?? ((event: LoggableEvent): void => events.enqueue(event));
  const toUser = (input: unknown): StatsigUser => decisions.user(input);
  const writeUser = (user: Readonly<UserData>): string => users.serialize(user, store.environment);

  const metrics = createMetrics({ client: options.observabilityClient, logger, sdkKey: key, secrets });
  const diagnostics = options.disableDiagnostics
    ? undefined
    : recordDiagnostics({
        enqueue,
        canLog,
        rates: () => store.state.context.specs.snapshot.diagnosticRates,
        redact,
        nowMs,
        random: Math.random,
      });
  const { serviceName, proxyConfig } = options;
  const http = new HttpClient({ sdkKey: key, serviceName, sessionID, proxyConfig, logger, metrics, diagnostics });
  const store = new SpecStore({
    environment: options.environment,
    globalCustomFields,
    isCountryLookupDisabled: options.disableCountryLookup,
    isUserAgentParsingDisabled: options.disableUserAgentParsing,
    logger,
    nowMs,
    random: Math.random,
    loadPatternCompiler,
    loadCountryLookup,
  });
  const sdkEvents = new SdkEvents(logger);
  const syncing = { options, store, http, logger, metrics, diagnostics, isNetworkAllowed };
  const loader = new SpecLoader({
    ...syncing,
    sdkKey: key,
    onApplied: ({ payload }) => {
      onSpecs?.(payload);
      sdkEvents.emit('specs_updated', () => specsUpdatedData(payload));
    },
  });
  const idLists = new IdListLoader(syncing);
  const events = new EventLogger({
    send: (batch) => http.postEvents({ url: options.logEventUrl, ...batch }),
    options,
    metadata: buildSenderMetadata({ sessionID, serviceName }),
    logger,
    metrics,
  });
  const storage = options.persistentStorage;
  const sticky = storage === undefined ? undefined : new StickyAssignments({ storage, logger, metrics });
  const overrides = new OverrideControl(store, logger);
  const exposures = new ExposureLogger({
    enqueue,
    writeUser,
    maxKeys: options.exposureDedupeMaxKeys,
    sdkConfigs: () => store.state.context.specs.snapshot.sdkConfigs,
    nowMs: noteTime,
  });
  const decisions = new Decisions({ store, sticky, logger });
  const checker = new Checker({
    decisions,
    store,
    overrides: overrides.overrides,
    exposures,
    nonExposed: new NonExposedChecks({ enqueue, nowMs: noteTime }),
    logger,
    canLog: () => life.canLog || life.noteQuietCheck(),
    sdkEvents,
  });
  const responses = new ClientResponses({ store, logger, sessionId: sessionID, toUser, writeUser });
  const pageBootstraps = new PageBootstraps({ responses, store, loader, logger, sdkKey: key });
  const applicationEvents = new ApplicationEvents({ enqueue, toUser, writeUser, canLog, nowMs, logger });
  const clientEvents = new ClientEvents({ events, canLog, status: () => life.status, logger });
  const consoleCapture = captureConsole(options.consoleCaptureOptions, { events: applicationEvents, toUser, redact });
  const life = new ClientLife({
    sdkKey: key,
    keyError,
    isForWorkers,
    isLogging: (isNetworkAllowed || record !== undefined) && !options.disableAllLogging,
    store,
    loader,
    idLists,
    events,
    sdkEvents,
    sticky,
    consoleCapture,
    http,
    diagnostics,
    metrics,
    logger,
    redact,
  });
  const parts: ClientParts = {
    options: printableOptions(options, redact),
    life,
    store,
    loader,
    idLists,
    decisions,
    checker,
    exposures,
    overrides,
    responses,
    pageBootstraps,
    sticky,
    events,
    applicationEvents,
    clientEvents,
    consoleCapture,
    sdkEvents,
    logger,
    redact,
  };
  connect?.(parts);
  return parts;
}

function reportKey(key: string, keyError: Error | undefined, logger: OutputLogger): void {
  if (keyError !== undefined) logger.error('Client', keyError.message);
  else if (key.startsWith('client-')) {
    logger.warn('Client', 'The SDK key is a client key; a server needs the server secret key (secret-…).');
  }
}
