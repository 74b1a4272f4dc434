import { StringDecoder } from 'node:string_decoder';
import type { Dispatcher } from 'undici';

import { NetworkRequestError, type EndpointLabel } from '../errors/network-request-error.js';
import { authorizationOf } from './basic-authorization.js';
import type { ConnectionPool } from './connection-pool.js';
import { readBody } from './read-body.js';
import { describeStatus, transportFailure } from './request-failure.js';
import { startDeadline, type RequestDeadline } from './request-deadline.js';
import { isRetryableStatus, parseRetryAfterMs } from './retry-policy.js';
import { redirectTarget } from './redirect-target.js';
import { untilAborted } from './until-aborted.js';

/** One request, as it goes out. */
export interface OutgoingRequest {
  readonly endpoint: EndpointLabel;
  readonly method: 'GET' | 'POST';
  /** A user and password in it go into a header, and are not shown. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** From the first byte sent to the last byte received, redirects included. Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Longest body that is read, decompressed. Unit: bytes. */
  readonly maxBodyBytes: number;
  /** Told of a 2xx before its body is read, which may yet fail. @default nobody */
  readonly onSuccess?: (answer: AnswerHead) => void;
  /** Takes the body of a success piece by piece, in order, before the answer counts as complete. What it throws ends the request. */
  readonly receive: (bytes: Uint8Array, answer: AnswerHead) => void | Promise<void>;
}

/** What stands before the body of a successful answer: any 2xx, or 304, which has none. */
export interface AnswerHead {
  readonly status: number;
  /** The value of a header by its lower-case name; several are joined by commas. */
  readonly header: (name: string) => string | undefined;
}

/** A successful answer with its whole body. */
export interface ReceivedAnswer extends AnswerHead {
  readonly bytes: Uint8Array;
}

/** A successful answer with its whole body as text. */
export interface ReceivedText extends AnswerHead {
  readonly text: string;
  /** How long the body was, decompressed. */
  readonly byteLength: number;
}

/** Redirects beyond this are taken for a loop. */
const mostRedirects = 5;

/** Like {@link sendRequest}, and returns the body as a whole. */
export async function requestBytes(
  pool: Pick<ConnectionPool, 'request'>,
  outgoing: Omit<OutgoingRequest, 'receive'>,
): Promise<ReceivedAnswer> {
  const chunks: Uint8Array[] = [];
  const head = await sendRequest(pool, { ...outgoing, receive: (bytes) => void chunks.push(bytes) });
  return { ...head, bytes: Buffer.concat(chunks) };
}

/**
 * Like {@link sendRequest}, and returns the body as text. Each piece is decoded as it arrives, because decoding 20 MB at once
 * would hold up the event loop for 20 ms. What is not UTF-8 reads as U+FFFD.
 */
export async function requestText(
  pool: Pick<ConnectionPool, 'request'>,
  outgoing: Omit<OutgoingRequest, 'receive'>,
): Promise<ReceivedText> {
  const decoder = new StringDecoder('utf8');
  let [text, byteLength] = ['', 0];
  const receive = (bytes: Uint8Array): void => {
    byteLength += bytes.byteLength;
    text += decoder.write(bytes);
  };
  const head = await sendRequest(pool, { ...outgoing, receive });
  return { ...head, text: text + decoder.end(), byteLength };
}

/**
 * Sends a request once, follows its redirects, and hands over the whole body of the answer.
 * @throws NetworkRequestError for everything but an answer with 2xx or 304, and what `receive` throws.
 */
export async function sendRequest(
  pool: Pick<ConnectionPool, 'request'>,
  outgoing: OutgoingRequest,
): Promise<AnswerHead> {
  const deadline = startDeadline(outgoing.timeoutMs, outgoing.signal);
  let refusal: { readonly error: unknown } | undefined;
  const receive: OutgoingRequest['receive'] = async (bytes, answer) => {
    try {
      await outgoing.receive(bytes, answer);
    } catch (error) {
      refusal = { error };
      throw error;
    }
  };
  try {
    return await exchange(pool, { ...outgoing, receive }, deadline);
  } catch (error) {
    if (refusal !== undefined) throw refusal.error;
    if (error instanceof NetworkRequestError) throw error;
    throw transportFailure(error, { outgoing, ending: deadline.ending() });
  } finally {
    deadline.dispose();
  }
}

async function exchange(
  pool: Pick<ConnectionPool, 'request'>,
  outgoing: OutgoingRequest,
  { signal }: RequestDeadline,
): Promise<AnswerHead> {
  let { url, headers } = outgoing;
  const authorization = authorizationOf(url);
  if (authorization !== undefined) headers = { ...headers, authorization };
  for (let redirects = 0; ; redirects++) {
    const { method, body } = outgoing;
    // A request that waits for its connection would notice the end of its time only when that is there, or given up.
    const answer = await untilAborted(pool.request({ url, method, headers, body: body ?? null, signal }), {
      signal,
      discard: (late) => void discardBody(late),
    });
    if (!isRedirect(answer.statusCode)) return readAnswer(answer, outgoing);
    await discardBody(answer);
    const location = singleHeader(answer.headers, 'location');
    const target = redirectTarget({ location, from: url, headers, method, status: answer.statusCode });
    if (target.kind === 'refused' || redirects >= mostRedirects) {
      throw new NetworkRequestError({
        endpoint: outgoing.endpoint,
        reason: 'redirect',
        detail: target.kind === 'refused' ? target.detail : `more than ${mostRedirects} redirects`,
        status: answer.statusCode,
        retryable: true,
      });
    }
    ({ url, headers } = target);
  }
}

async function readAnswer(answer: Dispatcher.ResponseData, outgoing: OutgoingRequest): Promise<AnswerHead> {
  const { statusCode: status, headers } = answer;
  const { endpoint, maxBodyBytes, receive, onSuccess } = outgoing;
  const head: AnswerHead = { status, header: (name) => singleHeader(headers, name) };
  if (status === 304) {
    await discardBody(answer);
    return head;
  }
  if (status < 200 || status > 299) {
    await discardBody(answer);
    throw new NetworkRequestError({
      endpoint,
      reason: 'status',
      detail: describeStatus(status),
      status,
      retryable: isRetryableStatus(endpoint, status),
      retryAfterMs: parseRetryAfterMs(head.header('retry-after'), Date.now()),
    });
  }
  onSuccess?.(head);
  const reading = await readBody(answer.body, {
    contentEncoding: head.header('content-encoding'),
    maxBytes: maxBodyBytes,
    receive: (bytes) => receive(bytes, head),
  });
  if (reading.kind === 'complete') return head;
  const detail =
    reading.kind === 'too_large' ? `its body is larger than the limit of ${maxBodyBytes} bytes` : reading.detail;
  const cause = reading.kind === 'undecodable' ? reading.cause : undefined;
  // A damaged body may arrive whole the next time; one that is too large will be too large again.
  const retryable = reading.kind === 'undecodable';
  throw new NetworkRequestError({ endpoint, reason: reading.kind, detail, status, retryable, cause });
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Reads a little of a body that nobody wants, so that the connection can be used again; a long one ends the connection. */
async function discardBody(answer: Dispatcher.ResponseData): Promise<void> {
  try {
    await answer.body.dump({ limit: 16_384 });
  } catch {
    // Nothing is lost: the status is known, and only the connection is gone.
  }
}

function singleHeader(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
