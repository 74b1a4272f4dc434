import { once } from 'node:events';
import { createServer } from 'node:http';
import zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';

/**
 * The endpoints an SDK needs, on 127.0.0.1: specs and ID lists by SDK key, and an events endpoint that keeps what it
 * receives. Plain JavaScript, because the oracle's child process loads it without a compiler.
 */
export async function startLoopbackService() {
  const projects = new Map();
  const lists = new Map();
  const events = new Map();

  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = new URL(request.url ?? '/', 'http://loopback').pathname;
      response.setHeader('content-type', 'application/json');
      const [, sdkKey] = /\/([^/]+)\.json$/.exec(path) ?? [];
      const key = String(request.headers['statsig-api-key']);
      if (path.startsWith('/v2/download_config_specs/')) {
        const specs = projects.get(sdkKey);
        response.statusCode = specs === undefined ? 404 : 200;
        response.end(specs ?? '{}');
      } else if (path === '/v1/log_event') {
        const body = decodeBody(Buffer.concat(chunks), request.headers['content-encoding']);
        events.set(key, [...(events.get(key) ?? []), ...JSON.parse(body.toString('utf8')).events]);
        response.statusCode = 202;
        response.end('{"success":true}');
      } else if (path === '/v1/get_id_lists') {
        response.end(JSON.stringify(manifestOf(lists.get(key) ?? {}, `http://${request.headers.host}`)));
      } else if (path.startsWith('/id_lists/')) {
        response.end(lists.get(key)?.[decodeURIComponent(path.slice('/id_lists/'.length))] ?? '');
      } else {
        response.end('{}');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;

  return {
    specsUrl: `${origin}/v2/download_config_specs`,
    logEventUrl: `${origin}/v1/log_event`,
    idListsUrl: `${origin}/v1/get_id_lists`,
    serve(sdkKey, specs, idLists = {}) {
      projects.set(sdkKey, specs);
      lists.set(sdkKey, idLists);
    },
    /** The events posted with this key so far; they, and the key's specs and lists, are forgotten afterwards. */
    take(sdkKey) {
      const taken = events.get(sdkKey) ?? [];
      events.delete(sdkKey);
      projects.delete(sdkKey);
      lists.delete(sdkKey);
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the service says of each list: where its file is, and how long. */
function manifestOf(files, origin) {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      {
        name,
        size: Buffer.byteLength(text),
        url: `${origin}/id_lists/${encodeURIComponent(name)}`,
        creationTime: 1_700_000_000_000,
        fileID: `file-of-${name}`,
      },
    ]),
  );
}

function decodeBody(body, encoding) {
  switch (encoding) {
    case undefined:
    case 'identity':
      return body;
    case 'gzip':
      return zlib.gunzipSync(body);
    case 'br':
      return zlib.brotliDecompressSync(body);
    case 'zstd':
      // Node 20's zlib has no zstd, which the official core always sends.
      return zlib.zstdDecompressSync === undefined ? Buffer.from(decompressZstd(body)) : zlib.zstdDecompressSync(body);
    default:
      throw new Error(`The events endpoint cannot decode content-encoding "${encoding}".`);
  }
}
