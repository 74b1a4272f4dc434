/**
 * An address as metrics name it: scheme and host, and the version that the path begins with, such as
 * `https://api.statsigcdn.com/v2` (runtime §10.2). Credentials, the rest of the path and the query are left out.
 */
export function metricAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + (/^\/v\d+(?=\/|$)/.exec(pathname)?.[0] ?? '');
}
