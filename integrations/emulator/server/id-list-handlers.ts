import { errorResponse, type Handler, jsonResponse } from './handler.js';
import type { ServedProject } from './served-project.js';

/** Where the files of ID lists are served; the list's name follows. */
export const idListFilePath = '/v1/id_list_file/';

/** `get_id_lists`, as GET or POST: which lists there are, and where their files are. */
export function idListManifestHandler(current: () => ServedProject): Handler {
  return async (request) => {
    const { origin } = new URL(request.url);
    const entries = current().idLists.map(({ name, content, fileID, creationTime }) => {
      const url = `${origin}${idListFilePath}${encodeURIComponent(name)}`;
      return [name, { name, url, size: Buffer.byteLength(content), creationTime, fileID }];
    });
    return jsonResponse(Object.fromEntries(entries));
  };
}

/** One ID list, whole or from the byte that `Range: bytes=<start>-` names. */
export function idListFileHandler(current: () => ServedProject): Handler {
  return async (request) => {
    const name = new URL(request.url).pathname.slice(idListFilePath.length);
    // Encoded names are compared: decoding would fail for a path that nobody encoded.
    const list = current().idLists.find((candidate) => encodeURIComponent(candidate.name) === name);
    if (list === undefined) return errorResponse(404, `there is no id list \`${name}\``);
    const bytes = Buffer.from(list.content);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'accept-ranges': 'bytes' };
    if (range === null) return new Response(bytes, { headers });

    const start = Number(range[1]);
    const end = Math.min(range[2] ? Number(range[2]) + 1 : bytes.length, bytes.length);
    if (start >= bytes.length || end <= start) {
      return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` } });
    }
    const contentRange = `bytes ${start}-${end - 1}/${bytes.length}`;
    const part = bytes.subarray(start, end);
    return new Response(part, { status: 206, headers: { ...headers, 'content-range': contentRange } });
  };
}
