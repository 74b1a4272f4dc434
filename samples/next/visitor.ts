import type { PageUserContext } from 'statsig-nodekit/next/pages';

/**
 * Who is visiting. A real application would look up its session; this one believes `?user=` in the address. The income decides
 * rules, and stays on the server, because it is a private attribute.
 */
export function visitor({ req }: PageUserContext): { userID?: string; privateAttributes: Record<string, string> } {
  const userID = new URL(req.url ?? '/', 'http://localhost').searchParams.get('user');
  return { ...(userID !== null && { userID }), privateAttributes: { income: 'income-of-the-visitor' } };
}
