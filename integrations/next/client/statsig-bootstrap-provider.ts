'use client';

import { StatsigContext, type StatsigOptions } from '@statsig/react-bindings';
import {
  type ContextType,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import type { PageBootstrap } from '../page-bootstrap.js';
import { type BootstrappedPage, bootstrapClient, isChangingBootstrap } from './bootstrap-client.js';
import { useConfirmation } from './confirm-page.js';

/** Properties of `<StatsigBootstrapProvider>`. */
export interface StatsigBootstrapProviderProps {
  /** What the server gave the page, `pageProps.statsig` for example. Without, the client of the page before goes on, if any. */
  readonly bootstrap: PageBootstrap | null | undefined;
  /** Options of the browser's client. Those of the first page hold. */
  readonly options?: StatsigOptions | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks of `@statsig/react-bindings` a client that has the server's answers at the first rendering, on the server and in
 * the browser, so that the page does not change when it comes to life. No request is sent for values.
 *
 * There is one client in a page, the same object over all renderings. When the visitor goes on to a page that carries other
 * values, the client has them before that page is rendered.
 */
export function StatsigBootstrapProvider({
  bootstrap,
  options,
  children,
}: StatsigBootstrapProviderProps): ReactElement {
  const outer = useContext(StatsigContext);
  // The values stand for the bootstrap, and options hold from the first page on.
  const page = useMemo(() => bootstrapClient(bootstrap, options), [bootstrap?.values, bootstrap?.clientSdkKey]);
  const client = page?.client;
  const [{ updates, isLoading }, setStatus] = useState({ updates: 0, isLoading: false });
  useEffect(() => {
    if (client === undefined) return undefined;
    const listen = ({ status }: { readonly status: string }): void => {
      if (isChangingBootstrap()) return;
      setStatus((last) => ({ updates: last.updates + 1, isLoading: status === 'Loading' }));
    };
    client.on('values_updated', listen);
    return () => client.off('values_updated', listen);
  }, [client]);
  const value = useMemo(
    () => (page === undefined ? outer : contextOf(page, { updates, isLoading })),
    [outer, page, updates, isLoading],
  );
  useConfirmation(bootstrap?.confirmation);
  return createElement(StatsigContext.Provider, { value }, children);
}

/** What the hooks read. */
type HookContext = ContextType<typeof StatsigContext>;

function contextOf(
  { client, version }: BootstrappedPage,
  { updates, isLoading }: { readonly updates: number; readonly isLoading: boolean },
): HookContext {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own provider does the same, under weaker rules of types
  return { renderVersion: version + updates, client: client as unknown as HookContext['client'], isLoading };
}
