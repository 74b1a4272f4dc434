/** Headers in which browsers say what a request is for. */
const purposes = ['purpose', 'sec-purpose', 'x-purpose'] as const;

/**
 * Whether a request is made ahead, for a page that may never be shown: by the headers of browsers (`Sec-Purpose`, `Purpose`) and of
 * the Pages Router (`X-Middleware-Prefetch`). Next hides those of the App Router from proxies and components.
 *
 * @param headerOf reads a header of the request by its name in lower case
 */
export function isMadeAhead(headerOf: (name: string) => string | readonly string[] | null | undefined): boolean {
  const isAhead = (name: string): boolean => /\b(?:prefetch|preview)\b/i.test(String(headerOf(name) ?? ''));
  return (headerOf('x-middleware-prefetch') ?? null) !== null || purposes.some(isAhead);
}
