import { createServer } from 'node:http';
import type { KnownNames } from './project-file/check-references.js';
import { type EmulatorLogger, stderrLogger } from './server/emulator-logger.js';
import { emulatorRoutes } from './server/emulator-routes.js';
import { type EventFilter, EventLog, type ReceivedEvent } from './server/event-log.js';
import { closeServer, listen } from './server/listen.js';
import { mountHandler } from './server/mount-handler.js';
import { ProjectClient } from './server/project-client.js';
import { loadSource, type ProjectSource, ProjectState } from './server/project-state.js';
import { routeRequests } from './server/router.js';
import { waitForEvents } from './server/wait-for-events.js';

/** How an emulator is started. */
export interface EmulatorOptions {
  /** Path of a project file or of a wire-format payload, or either as an object. */
  readonly project: ProjectSource;
  /** 0 takes a free port. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Whether edits of the project's files are taken over while it runs. @default true */
  readonly watch?: boolean;
  /** How many received events are kept; then the oldest go. @default 10_000 */
  readonly maxEvents?: number;
  /** @default errors to standard error, nothing else */
  readonly logger?: EmulatorLogger;
}

/** A running emulator. */
export interface Emulator {
  /** For example `http://127.0.0.1:40123`. */
  readonly url: string;
  /** For the SDK option `specsUrl`. */
  readonly specsUrl: string;
  /** For the SDK option `logEventUrl`. */
  readonly logEventUrl: string;
  /** For the SDK option `idListsUrl`, together with `enableIdLists`. */
  readonly idListsUrl: string;
  /** For `networkConfig.api` of the browser's SDK: values and events. Pages of every origin may ask. */
  readonly clientApiUrl: string;
  /** The names that are served, by kind. */
  readonly names: KnownNames;
  /** The events that were received and are kept, oldest first. */
  events(filter?: EventFilter): ReceivedEvent[];
  /** Forgets the events received so far. */
  clearEvents(): void;
  /**
   * The events received, as soon as there are so many, or as soon as they satisfy the predicate.
   * @throws {EmulatorWaitTimeoutError} after `timeoutMs`, 5 000 unless given.
   */
  waitForEvents(
    until: number | ((events: readonly ReceivedEvent[]) => boolean),
    options?: { readonly timeoutMs?: number },
  ): Promise<ReceivedEvent[]>;
  /**
   * Serves another project from now on. SDKs see it at their next poll.
   * @throws {ProjectFileError} when it has mistakes; what was served before is still served then.
   */
  update(project: ProjectSource): Promise<void>;
  /** Closes the server and all its connections. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a server that speaks the service's protocol for one project: specs, ID lists and events for servers, values and events
 * for browsers.
 * @throws {ProjectFileError} when the project cannot be read, {@link EmulatorPortInUseError} when the port is taken,
 * {@link EmulatorListenError} when the host is no address of this machine.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', watch = true, maxEvents = 10_000, logger = stderrLogger } = options;
  const state = new ProjectState(await loadSource(options.project), options.project, logger);
  const log = new EventLog(maxEvents);
  const client = new ProjectClient({ served: () => state.served, url: () => url });
  const server = createServer(
    mountHandler(routeRequests(emulatorRoutes(state, log, client)), (error) =>
      logger.error(`emulator: ${String(error)}`),
    ),
  );
  const boundPort = await listen(server, { host, port });
  if (watch) state.watch();
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  return {
    url,
    specsUrl: `${url}/v2/download_config_specs`,
    logEventUrl: `${url}/v1/log_event`,
    idListsUrl: `${url}/v1/get_id_lists`,
    clientApiUrl: `${url}/v1`,
    get names() {
      return state.served.names;
    },
    events: (filter) => log.list(filter),
    clearEvents: () => {
      log.clear();
    },
    waitForEvents: (until, { timeoutMs = 5_000 } = {}) => waitForEvents(log, until, timeoutMs),
    update: async (project) => state.replace(await loadSource(project), project),
    close: async () => {
      state.close();
      await client.close();
      await closeServer(server);
    },
  };
}
