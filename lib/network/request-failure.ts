import { STATUS_CODES } from 'node:http';

import { NetworkRequestError } from '../errors/network-request-error.js';
import { ProxyFailure } from './proxy-failure.js';
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
  if (error instanceof ProxyFailure)
    return new NetworkRequestError({ ...facts, reason: 'proxy', detail: error.detail });
  const reason = certificateWords[codeOf(error)] === undefined ? 'transport' : 'certificate';
  return new NetworkRequestError({ ...facts, reason, detail: describeConnectionError(error) });
}

/** Words for an error of a connection: `the connection was refused (ECONNREFUSED)`. Hold no address. */
export function describeConnectionError(error: unknown): string {
  const code = codeOf(error);
  const words = transportWords[code] ?? certificateWords[code] ?? 'the connection failed';
  return code === '' ? words : `${words} (${code})`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

const transportWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  EPROTO: 'the other side does not speak TLS as expected',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_DESTROYED: 'the client is closed',
  UND_ERR_CLOSED: 'the client is closed',
};

const untrusted = 'the certificate comes from an authority that is not trusted';

/** By the codes of OpenSSL for what is wrong with a certificate. */
const certificateWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};
