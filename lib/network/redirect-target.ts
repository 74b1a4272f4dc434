/** What a redirect asks for. */
export interface RedirectRequest {
  readonly location: string | undefined;
  readonly from: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly method: 'GET' | 'POST';
  readonly status: number;
}

/** Where to go on, or why not. */
export type RedirectTarget =
  | { readonly kind: 'followed'; readonly url: URL; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * Decides on one redirect. Events follow 307 and 308 only, because the others would turn the POST into a GET and lose the
 * events in silence. The key and the credentials of the address go to the host that was configured and to no other, and never from https to http.
 */
export function redirectTarget({ location, from, headers, method, status }: RedirectRequest): RedirectTarget {
  if (method === 'POST' && status !== 307 && status !== 308) {
    return { kind: 'refused', detail: `status ${status} redirects, which would not carry the events along` };
  }
  const url = resolveLocation(location, from);
  if (url === undefined) return { kind: 'refused', detail: `status ${status} redirects to an unusable address` };
  if (from.protocol === 'https:' && url.protocol !== 'https:') {
    return { kind: 'refused', detail: `status ${status} redirects from https to an unprotected address` };
  }
  return { kind: 'followed', url, headers: url.origin === from.origin ? headers : withoutSecrets(headers) };
}

function resolveLocation(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const url = new URL(location, from);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'statsig-api-key': _key, authorization: _credentials, ...others } = headers;
  return others;
}
