'use client';

import { useEffect } from 'react';
import type { PageConfirmation } from '../page-bootstrap.js';

/** The part of a browser that is looked at. */
interface Browser {
  readonly document?: {
    readonly prerendering?: boolean;
    addEventListener(name: 'prerenderingchange', listener: () => void, options: { once: true }): void;
  };
  readonly navigator?: { sendBeacon?(url: string, body: string): boolean };
}

/** Tells the server that the page is shown, when it is. Renders nothing. */
export function ConfirmPage({ confirmation }: { readonly confirmation: PageConfirmation }): null {
  useConfirmation(confirmation);
  return null;
}

/** Tells the server that the page is shown: not while it is fetched or rendered ahead, and once for each page. */
export function useConfirmation(confirmation: PageConfirmation | undefined): void {
  const { url, id } = confirmation ?? {};
  useEffect(() => {
    if (url === undefined || id === undefined) return;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is there is looked at before it is used
    const { document, navigator } = globalThis as Browser;
    const tell = (): void => void navigator?.sendBeacon?.(url, id);
    if (document?.prerendering === true) document.addEventListener('prerenderingchange', tell, { once: true });
    else tell();
  }, [url, id]);
}
