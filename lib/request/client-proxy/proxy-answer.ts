import type { RefusedRequest } from './refused-request.js';

/** What is in these answers is for one browser at one moment. */
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
};

/** An answer with JSON, given as text or as its bytes. */
export function jsonAnswer(body: string | Uint8Array<ArrayBuffer>, status = 200): Response {
  return new Response(body, { status, headers });
}

/** The answer that says why a request was not served, in the form in which the service says it. */
export function refusalAnswer({ refusal, message }: RefusedRequest): Response {
  const answer = jsonAnswer(JSON.stringify({ success: false, error: message }), refusal.status);
  if (refusal.retryAfterS !== undefined) answer.headers.set('retry-after', String(refusal.retryAfterS));
  if (refusal.allow !== undefined) answer.headers.set('allow', refusal.allow);
  return answer;
}
