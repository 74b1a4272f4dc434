import type { BrowserUser } from './browser-client.js';

/** What a browser starts from. `bootstrap()` of the server gives it, and `renderBootstrapScript` puts it into the page. */
export interface PageBootstrap {
  /** The values, as text. */
  readonly values: string;
  /** The user that they are for. */
  readonly user: BrowserUser;
  /** The client key; null when the page does not say it. */
  readonly clientSdkKey: string | null;
}

/**
 * Why a page has nothing to start from.
 * - `no-page`: there is none, because this runs on a server.
 * - `no-block`: nothing is embedded; the server had no values.
 * - `broken`: what is embedded is not whole.
 */
export type NoPageBootstrapReason = 'no-page' | 'no-block' | 'broken';

/** Either is there, what the page starts from or the reason. */
export type PageBootstrapResult =
  | { readonly bootstrap: PageBootstrap; readonly reason?: never }
  | { readonly bootstrap: null; readonly reason: NoPageBootstrapReason };

/** What is looked at of a page. The names are those of the DOM, whose types are not asked for. */
interface Page {
  readonly document?: {
    getElementById(id: string): {
      readonly textContent: string | null;
      readonly type?: unknown;
      getAttribute(name: string): string | null;
    } | null;
  };
  /** Where `renderBootstrapScript` leaves values in the form of a script. */
  readonly statsigBootstrap?: unknown;
}

/**
 * What `renderBootstrapScript` embedded, in any of its forms. Never throws; on a server, where there is no page, nothing is
 * looked at.
 *
 * @param id of the element, as it was given to `renderBootstrapScript`
 */
export function readBootstrap(id = 'statsig-bootstrap'): PageBootstrapResult {
  // oxlint-disable-next-line no-unsafe-type-assertion -- what is there is looked at before it is used
  const { document, statsigBootstrap } = globalThis as Page;
  if (document === undefined) return { bootstrap: null, reason: 'no-page' };
  try {
    const element = document.getElementById(id);
    if (element?.type === 'application/json') {
      return parsed(element.textContent, element.getAttribute('data-client-sdk-key'));
    }
    // oxlint-disable-next-line no-unsafe-type-assertion -- its fields are checked before they are used
    const left = statsigBootstrap as { id?: unknown; values?: unknown; clientSdkKey?: unknown } | null | undefined;
    if (left?.id !== id) return { bootstrap: null, reason: 'no-block' };
    return parsed(left.values, left.clientSdkKey);
  } catch {
    // Only JSON.parse throws here, or a page that is none.
    return { bootstrap: null, reason: 'broken' };
  }
}

function parsed(values: unknown, key: unknown): PageBootstrapResult {
  if (typeof values === 'string') {
    // oxlint-disable-next-line no-unsafe-type-assertion -- as above
    const { has_updates: hasUpdates, user } = JSON.parse(values) as { has_updates?: unknown; user?: unknown };
    if (hasUpdates === true && typeof user === 'object' && user !== null) {
      return { bootstrap: { values, user, clientSdkKey: typeof key === 'string' ? key : null } };
    }
  }
  return { bootstrap: null, reason: 'broken' };
}
