import { STATUS_CODES } from 'node:http';

import { NetworkRequestError } from '../errors/network-request-error.js';
import type { OutgoingRequest } from './send-request.js';

/** Words for a status: `status 503 Service Unavailable`. */
export function describeStatus(status: number): string {
  const phrase = STATUS_CODES[status];
  return phrase === undefined ? `status ${status}` : `status ${status} ${phrase}`;
}

/**
 * The error for a request that ended without a usable answer: its time was over, it was given up, or the connection failed.
 * Of the underlying error only its code is told, which is enough to look it up and holds no address.
 */
export function transportFailure(
  error: unknown,
  { outgoing, ending }: { outgoing: OutgoingRequest; ending: 'timeout' | 'aborted' | undefined },
): NetworkRequestError {
  const { endpoint, timeoutMs } = outgoing;
  const facts = { endpoint, retryable: true, cause: error };
  if (ending === 'timeout') {
    return new NetworkRequestError({
      ...facts,
      reason: 'timeout',
      detail: `no complete answer within ${timeoutMs} ms`,
    });
  }
  if (ending === 'aborted') return new NetworkRequestError({ ...facts, reason: 'aborted', detail: 'aborted' });
  return new NetworkRequestError({ ...facts, reason: 'transport', detail: describeTransport(error) });
}

function describeTransport(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const words = transportWords[code];
  return words === undefined ? `the connection failed (${code})` : `${words} (${code})`;
}

const transportWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_DESTROYED: 'the client is closed',
  UND_ERR_CLOSED: 'the client is closed',
};
