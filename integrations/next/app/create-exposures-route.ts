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

/** The ID that was sent; undefined for anything else. Never rejects, and takes no more than an ID. */
async function textOf({ body }: Request): Promise<string | undefined> {
  if (body === null) return undefined;
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > idLength) return undefined;
    }
  } catch {
    // The browser hung up: it shows the page no more.
    return undefined;
  }
  return text.length === idLength ? text : undefined;
}

function warn(name: string | undefined, message: string): void {
  const client = registeredClient(name)?.client;
  if (client !== undefined) new RequestClient({ client, integration: 'Next' }).warn(message);
}
