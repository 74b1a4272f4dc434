import type { KnownNames } from '../project-file/check-references.js';
import type { EventFilter, EventLog } from './event-log.js';
import { errorResponse, type Handler, jsonResponse } from './handler.js';

/** `GET /__emulator/events?name=…&since=…`: the events that were received, oldest first. */
export function eventsHandler(log: EventLog): Handler {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const name = query.get('name');
    const since = query.get('since') ?? '0';
    if (!/^\d+$/.test(since)) {
      return errorResponse(400, `expected \`since\` to be the index of an event, found "${since}"`);
    }
    const filter: EventFilter = { since: Number(since), ...(name === null ? {} : { name }) };
    const response = jsonResponse(log.list(filter));
    response.headers.set('x-emulator-forgotten-events', String(log.forgotten));
    return response;
  };
}

/** `DELETE /__emulator/events`: forgets them. */
export function clearEventsHandler(log: EventLog): Handler {
  return async () => jsonResponse({ success: true, cleared: log.clear() });
}

/** What `GET /__emulator/project` tells. */
export interface ProjectReport {
  /** The file as it was named; absent for a project given as an object. */
  readonly file: string | undefined;
  /** The payload's `time`. Unit: milliseconds since 1970. */
  readonly time: number;
  readonly checksum: string | undefined;
  readonly names: KnownNames;
  /** Why the last edit of the file was not taken; absent when it was. */
  readonly lastError: string | undefined;
  readonly events: { readonly received: number; readonly kept: number; readonly forgotten: number };
}

/** `GET /__emulator/project`: what is served, and what was wrong with the last edit. */
export function projectHandler(report: () => ProjectReport): Handler {
  return async () => {
    const { names, lastError, ...rest } = report();
    const listed = {
      gates: [...names.gate],
      segments: [...names.segment],
      holdouts: [...names.holdout],
      dynamicConfigs: [...names['dynamic config']],
      experiments: [...names.experiment],
      layers: [...names.layer],
      parameterStores: [...names['parameter store']],
    };
    return jsonResponse({ ...rest, names: listed, lastError: lastError ?? null });
  };
}
