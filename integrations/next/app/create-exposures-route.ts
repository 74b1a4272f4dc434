import { RequestClient } from 'statsig-nodekit/request';
import { registeredClient } from '../client-registry.js';
import { confirmPage } from '../exposures/shown-pages.js';
import type { RouteHandler } from './create-bootstrap-route.js';

/** What `createExposuresRoute` takes. */
export interface ExposuresRouteOptions {
  /** The client whose log tells of pages that nobody knows here. @default 'default' */
  readonly client?: string | undefined;
}

/** What browsers send: a UUID. Unit: characters. */
const idLength = 36;

/**
 * The handler of a `route.ts` by which browsers tell that they show a page, whose exposures (policy `deferred`) are then logged. It
 * belongs at `/app-state/seen`, or at `/seen` below `clientBase` of `registerStatsig()`.
 *
 * @example
 * ```ts
 * export const { POST } = createExposuresRoute();
 * ```
 */
export function createExposuresRoute({ client: name }: ExposuresRouteOptions = {}): { readonly POST: RouteHandler } {
  let isTold = false;
  const POST: RouteHandler = async (request) => {
    const id = await textOf(request);
    if (id === undefined) return new Response(null, { status: 400 });
    if (!confirmPage(id) && !isTold) {
      isTold = true;
      warn(
        name,
        'A browser shows a page that this process does not know: it was rendered more than ten minutes ago, or by another process. ' +
          'Exposures of such pages are not logged. Have visitors stay with one process, or use the policy `client`. This is told once.',
      );
    }
    return new Response(null, { status: 204 });
  };
  return { POST };
}

/** The ID that was sent; undefined for anything else. Never rejects, and reads no more than it needs. */
async function textOf(request: Request): Promise<string | undefined> {
  // Beacons say how long they are.
  if (request.headers.get('content-length') !== String(idLength)) return undefined;
  try {
    return await request.text();
  } catch {
    // The browser hung up: it shows the page no more.
    return undefined;
  }
}

function warn(name: string | undefined, message: string): void {
  const client = registeredClient(name)?.client;
  if (client !== undefined) new RequestClient({ client, integration: 'Next' }).warn(message);
}
