import type { PageUserContext } from 'statsig-nodekit/next/pages';

/** Who is visiting, as pages, routes and the proxy tell it. */
interface Visitor {
  readonly userID?: string;
  readonly email?: string;
  readonly privateAttributes: Record<string, string>;
}

/**
 * Who is visiting. A real application would look up its session; this one believes `?user=` in the address, and `&staff`. The income
 * decides rules, and stays on the server, because it is a private attribute.
 */
export function visitorAt({ searchParams }: Pick<URL, 'searchParams'>): Visitor {
  const userID = searchParams.get('user');
  return {
    ...(userID !== null && { userID }),
    ...(searchParams.has('staff') && { email: `${userID}@kettle.example` }),
    privateAttributes: { income: 'income-of-the-visitor' },
  };
}

/** The visitor of a page or a route of the Pages Router. */
export function visitor({ req }: PageUserContext): Visitor {
  return visitorAt(new URL(req.url ?? '/', 'http://localhost'));
}
