import { NetworkRequestError } from '../errors/network-request-error.js';
import type { ReceivedAnswer } from './send-request.js';

/** Lets an answer count that was a success with a body that cannot be read: the batch was taken, and must not be sent twice. */
export function acceptUnreadableAnswer(error: unknown): Pick<ReceivedAnswer, 'status' | 'bytes'> {
  const isUnreadable =
    error instanceof NetworkRequestError && (error.reason === 'undecodable' || error.reason === 'too_large');
  if (isUnreadable && error.status !== undefined) return { status: error.status, bytes: new Uint8Array() };
  throw error;
}

/** How the body of a success says that events were not taken; undefined when it does not. */
export function refusalIn(text: string): string | undefined {
  if (/^\s*</.test(text)) return 'is a page, perhaps of a proxy that wants a login';
  try {
    const answer: unknown = JSON.parse(text);
    const isRefusal = typeof answer === 'object' && answer !== null && 'success' in answer && answer.success === false;
    return isRefusal ? 'says success: false' : undefined;
  } catch {
    // Not JSON, so it does not say so; the status alone counts.
    return undefined;
  }
}
