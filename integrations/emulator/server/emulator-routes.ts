import { browserEventsHandler, initializeHandler, preflightHandler, sdkExceptionHandler } from './browser-handlers.js';
import type { EventLog } from './event-log.js';
import { type Handler, jsonResponse } from './handler.js';
import { idListFileHandler, idListFilePath, idListManifestHandler } from './id-list-handlers.js';
import { clearEventsHandler, eventsHandler, projectHandler } from './inspection-handlers.js';
import { logEventHandler } from './log-event-handler.js';
import type { ProjectClient } from './project-client.js';
import type { ProjectState } from './project-state.js';
import type { Route } from './router.js';
import type { ServedProject } from './served-project.js';
import { specsHandler } from './specs-handler.js';

/** All endpoints: the service's own, and those under `/__emulator` that show what was served and received. */
export function emulatorRoutes(state: ProjectState, log: EventLog, client: ProjectClient): Route[] {
  const served = (): ServedProject => state.served;
  const manifest = idListManifestHandler(served);
  const project = projectHandler(() => {
    const { time, checksum, names } = state.served;
    const events = { received: log.received, kept: log.list().length, forgotten: log.forgotten };
    return { file: state.path, time, checksum, names, lastError: state.lastError, events };
  });
  return [
    { method: 'GET', path: '/v2/download_config_specs/*', handle: specsHandler(served) },
    { method: 'POST', path: '/v1/log_event', handle: logEventHandler(log) },
    { method: 'GET', path: '/v1/get_id_lists/*', handle: manifest },
    { method: 'POST', path: '/v1/get_id_lists', handle: manifest },
    { method: 'GET', path: `${idListFilePath}*`, handle: idListFileHandler(served) },
    ...pageRoutes('/v1/initialize', initializeHandler(client)),
    ...pageRoutes('/v1/rgstr', browserEventsHandler(log)),
    ...pageRoutes('/v1/sdk_exception', sdkExceptionHandler),
    { method: 'GET', path: '/v1/health', handle: async () => jsonResponse({}) },
    { method: 'GET', path: '/__emulator/events', handle: eventsHandler(log) },
    { method: 'DELETE', path: '/__emulator/events', handle: clearEventsHandler(log) },
    { method: 'GET', path: '/__emulator/project', handle: project },
  ];
}

/** What pages ask, from whichever origin they come. */
function pageRoutes(path: string, handle: Handler): Route[] {
  return [
    { method: 'POST', path, handle },
    { method: 'OPTIONS', path, handle: preflightHandler },
  ];
}
