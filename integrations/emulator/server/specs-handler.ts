import { chooseCoding, CompressedText } from './compress-response.js';
import { type Handler, jsonResponse } from './handler.js';
import type { ServedProject } from './served-project.js';

/**
 * `GET /v2/download_config_specs/<any key>.json`: the payload, or `{"has_updates":false}` for a client that says it has
 * it (`sinceTime` not older, or the same `checksum`).
 */
export function specsHandler(current: () => ServedProject): Handler {
  const compressed = new WeakMap<ServedProject, CompressedText>();
  return async (request) => {
    const project = current();
    const query = new URL(request.url).searchParams;
    const sinceTime = Number(query.get('sinceTime') ?? 0);
    const checksum = query.get('checksum');
    const isSameChecksum = checksum !== null && project.checksum !== undefined && checksum === project.checksum;
    if (isSameChecksum || (sinceTime > 0 && sinceTime >= project.time)) return jsonResponse({ has_updates: false });

    const body = compressed.get(project) ?? new CompressedText(project.text);
    compressed.set(project, body);
    const coding = chooseCoding(request.headers.get('accept-encoding'));
    const headers = new Headers({ 'content-type': 'application/json', vary: 'accept-encoding' });
    headers.set('x-since-time', String(project.time));
    if (coding !== 'identity') headers.set('content-encoding', coding);
    return new Response(new Uint8Array(await body.in(coding)), { headers });
  };
}
