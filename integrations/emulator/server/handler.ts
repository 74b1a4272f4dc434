/** Answers one request, or `undefined` for one that is not its own. Fetch-style: the same form on every platform. */
export type Handler = (request: Request) => Promise<Response>;

/** A JSON answer. */
export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** An answer that says what was wrong with the request. */
export function errorResponse(status: number, error: string): Response {
  return jsonResponse({ success: false, error }, status);
}
