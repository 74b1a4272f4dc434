import {
  browserUserFields,
  clientValues,
  isRecord,
  noUpdatesAnswer,
  readClientBody,
  RefusedRequest,
  userOf,
} from 'statsig-nodekit/request';
import { maxBodyBytes, UnreadableBodyError } from './decode-body.js';
import type { EventLog } from './event-log.js';
import { errorResponse, type Handler } from './handler.js';
import { keepEvents } from './log-event-handler.js';
import type { ProjectClient } from './project-client.js';

const limits = { maxBodyBytes, bodyTimeoutMs: 10_000 };

/** `POST /v1/initialize`: what the project answers the user of a browser. Any client key will do; that of an app gets what is its. */
export function initializeHandler(project: ProjectClient): Handler {
  return forPages(async (request) => {
    const body = await readClientBody(request, limits);
    if (!isRecord(body)) throw new RefusedRequest({ status: 400 }, 'expected an object with `user`');
    const { user: claimed, statsigMetadata } = body;
    // On the developer's own machine the address that a page makes up is more telling than the real one.
    const ip = isRecord(claimed) && typeof claimed['ip'] === 'string' ? claimed['ip'] : undefined;
    const facts = { ip, userAgent: request.headers.get('user-agent') ?? undefined };
    const user = userOf(browserUserFields(claimed, facts, statsigMetadata));
    const clientSdkKey = new URL(request.url).searchParams.get('k') ?? request.headers.get('statsig-api-key') ?? '';
    const values = clientValues(await project.client(), { user, clientSdkKey, body, values: {} });
    switch (values) {
      case 'unchanged':
        return json(noUpdatesAnswer);
      case 'no-specs':
      case 'failed':
        return errorResponse(500, `the values could not be made (${values})`);
      default:
        return json(new Uint8Array(values));
    }
  });
}

/** `POST /v1/rgstr`: keeps the events of a browser as `/v1/log_event` keeps those of servers. */
export function browserEventsHandler(log: EventLog): Handler {
  return forPages(async (request) => {
    keepEvents(log, request, await readClientBody(request, limits));
    return json('{"success":true}', 202);
  });
}

/** `POST /v1/sdk_exception`: takes what an SDK says of its own mistakes, and forgets it. */
export const sdkExceptionHandler = forPages(async () => json('{"success":true}', 202));

/** The answer to a browser that asks whether a page may ask: pages of every origin may. */
export const preflightHandler: Handler = async (request) => {
  const asked = request.headers.get('access-control-request-headers');
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST' };
  return new Response(null, {
    status: 204,
    headers: asked === null ? headers : { ...headers, 'access-control-allow-headers': asked },
  });
};

function forPages(handle: Handler): Handler {
  return async (request) => {
    const response = await handle(request).catch((error: unknown) => {
      if (error instanceof RefusedRequest) return errorResponse(error.refusal.status, error.message);
      if (error instanceof UnreadableBodyError) return errorResponse(error.status, error.message);
      throw error;
    });
    response.headers.set('access-control-allow-origin', '*');
    return response;
  };
}

function json(body: string | Uint8Array<ArrayBuffer>, status = 200): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
}
