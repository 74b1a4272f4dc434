import { respond, startHttpServer } from '../../../support/http-server.js';

/** A message as it arrived. */
export type ReceivedMessage = Readonly<Record<string, unknown>>;

/** What happens to a request: `lost-answer` is taken, and its connection breaks before the answer. */
export type Fate = 'taken' | 'reset' | 'lost-answer' | number;

/** How a {@link SegmentServer} behaves. */
export interface SegmentServerSettings {
  /** Decides about each request, from 0 on. @default all are taken */
  readonly fateOf?: (request: number) => Fate;
}

/** Segment's batch API on this machine. */
export interface SegmentServer {
  readonly url: string;
  readonly writeKey: string;
  /** The first of each `messageId`, in order: what Segment would make of it. */
  readonly taken: readonly ReceivedMessage[];
  /** Of all requests that were taken, those included that Segment drops without a word. */
  readonly batchSizes: readonly number[];
  /** Sizes of all bodies. Unit: bytes. */
  readonly bodyBytes: readonly number[];
  /** Messages that were sent once more after they had been taken. */
  readonly repeatedCount: () => number;
  /** Messages that Segment would answer with 200, and drop. */
  readonly droppedCount: () => number;
  /** Requests that were answered with 400 because of their size or form. */
  readonly complaints: readonly string[];
  /** All bytes that arrived, as text. */
  readonly text: () => string;
  readonly requestCount: () => number;
}

/** Starts the server on a port of its own; it ends with the test. Sizes are counted as Segment's documentation says. */
export async function startSegmentServer({
  fateOf = () => 'taken',
}: SegmentServerSettings = {}): Promise<SegmentServer> {
  const writeKey = 'segment-write-key';
  const taken = new Map<string, ReceivedMessage>();
  const batchSizes: number[] = [];
  const bodyBytes: number[] = [];
  const complaints: string[] = [];
  const texts: string[] = [];
  let [requestCount, repeatedCount, droppedCount] = [0, 0, 0];

  const take = (batch: readonly ReceivedMessage[]): void => {
    batchSizes.push(batch.length);
    for (const message of batch) {
      const { messageId, event, userId, anonymousId } = message;
      const isWhole = [event, messageId].every(isFilled) && [userId, anonymousId].some(isFilled);
      if (!isWhole || typeof messageId !== 'string' || messageId.length >= 100) droppedCount++;
      else if (taken.has(messageId)) repeatedCount++;
      else taken.set(messageId, message);
    }
  };

  const server = await startHttpServer((response, { method, path, headers, body }) => {
    if (method !== 'POST' || path !== '/v1/batch') return respond(response, 404);
    const basic = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    if (headers.authorization !== basic) return respond(response, 401);
    bodyBytes.push(body.byteLength);
    const text = body.toString();
    texts.push(text);
    const { batch } = JSON.parse(text) as { batch: ReceivedMessage[] };
    const complaint = complaintAbout(batch, body.byteLength);
    if (complaint !== undefined) {
      complaints.push(complaint);
      return respond(response, 400, { success: false });
    }
    const fate = fateOf(requestCount++);
    if (typeof fate === 'number') return respond(response, fate, '', fate === 429 ? { 'retry-after': '1' } : {});
    if (fate !== 'reset') take(batch);
    if (fate !== 'taken') return void response.socket?.resetAndDestroy();
    respond(response, 200, { success: true });
  });

  return {
    url: server.url,
    writeKey,
    get taken() {
      return [...taken.values()];
    },
    batchSizes,
    bodyBytes,
    repeatedCount: () => repeatedCount,
    droppedCount: () => droppedCount,
    complaints,
    text: () => texts.join('\n'),
    requestCount: () => requestCount,
  };
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function complaintAbout(batch: readonly ReceivedMessage[], bytes: number): string | undefined {
  if (bytes > 500_000) return `a batch of ${bytes} bytes`;
  if (batch.length > 2500) return `a batch of ${batch.length} messages`;
  const sizes = batch.map((message) => Buffer.byteLength(JSON.stringify(message)));
  const large = sizes.find((size) => size > 32_000);
  return large === undefined ? undefined : `a message of ${large} bytes`;
}

/** A `send` that posts to the server, as an application would write it. */
export function postTo({
  url,
  writeKey,
}: SegmentServer): (batch: readonly object[], context: { signal: AbortSignal }) => Promise<void> {
  return async (batch, { signal }) => {
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch, sentAt: new Date() }),
      signal,
    });
    await answer.arrayBuffer();
    if (!answer.ok)
      throw Object.assign(new Error(`Segment answered ${answer.status}.`), { retryable: answer.status !== 400 });
  };
}
