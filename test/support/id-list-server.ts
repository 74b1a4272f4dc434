import { respond, startHttpServer, type Answer, type TestServer } from './http-server.js';

/** A list as the server holds it. */
export interface ServedList {
  content: string;
  creationTime?: number;
  fileID?: string;
  /** What the overview says of its length. @default that of its content */
  size?: number;
  /** Answers requests for its file in place of the server. */
  answer?: Answer | undefined;
}

/** ID lists on a server of their own. */
export interface IdListServer extends TestServer {
  readonly idListsUrl: string;
  /** Changed by tests as they go. */
  lists: Record<string, ServedList>;
  /** Answers requests for the overview in place of the server. */
  manifestAnswer: Answer | undefined;
  /** What was asked for of files since the last call, in order: `beta 0-`. */
  readonly takeRanges: () => string[];
}

/** Starts a server of ID lists that knows ranges, on the loopback interface. It ends with the test. */
export async function startIdListServer(lists: Record<string, ServedList> = {}): Promise<IdListServer> {
  let ranges: string[] = [];
  const server = await startHttpServer((response, request) => {
    if (request.path.startsWith('/v1/get_id_lists')) {
      if (idLists.manifestAnswer !== undefined) return idLists.manifestAnswer(response, request);
      return respond(response, 200, manifestOf(idLists));
    }
    const name = decodeURIComponent(request.path.slice('/files/'.length));
    const list = idLists.lists[name];
    const range = request.headers.range ?? 'none';
    ranges.push(`${name} ${range.replace('bytes=', '')}`);
    if (list === undefined) return respond(response, 404);
    if (list.answer !== undefined) return list.answer(response, request);
    answerRange(list.content)(response, request);
  });
  const idLists: IdListServer = {
    ...server,
    idListsUrl: `${server.url}/v1/get_id_lists`,
    lists,
    manifestAnswer: undefined,
    takeRanges: () => {
      const taken = ranges;
      ranges = [];
      return taken;
    },
  };
  return idLists;
}

/** Answers the range that is asked for of a text, as a server of files does. */
export function answerRange(content: string): Answer {
  return (response, request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    const bytes = Buffer.from(content);
    if (Number.isNaN(start)) return respond(response, 200, bytes);
    if (start >= bytes.byteLength) return respond(response, 416);
    respond(response, 206, bytes.subarray(start), {
      'content-range': `bytes ${start}-${bytes.byteLength - 1}/${bytes.byteLength}`,
    });
  };
}

function manifestOf({ lists, url }: IdListServer): object {
  const entries = Object.entries(lists).map(([name, { content, creationTime = 1, fileID, size }]) => [
    name,
    {
      name,
      url: `${url}/files/${encodeURIComponent(name)}?sig=1`,
      size: size ?? Buffer.byteLength(content),
      creationTime,
      ...(fileID !== undefined && { fileID }),
    },
  ]);
  return Object.fromEntries(entries);
}
