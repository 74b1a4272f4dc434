import { HeldExposures } from './held-exposures.js';

/** A page of which the browser is to tell that it is shown. */
export interface AwaitedPage {
  /** What the browser tells. Nobody can guess it. */
  readonly id: string;
  readonly exposures: HeldExposures;
}

interface Awaited extends AwaitedPage {
  readonly expiresAtMs: number;
}

/** As long as the router of browsers shows pages that it has fetched ahead, and a while longer. Unit: milliseconds. */
const lifetimeMs = 10 * 60_000;

/** A flood of pages that nobody shows must not fill the memory: the oldest are given up first. */
const mostPages = 10_000;

/** Next bundles this module several times into one process: one copy renders pages, another hears of them. */
const registryKey = Symbol.for('statsig-nodekit.next.shown-pages');

/** Begins to wait for the browser to show a page: for ten minutes, after which nothing of it is logged. */
export function awaitPage(nowMs: number = Date.now()): AwaitedPage {
  const pages = registry();
  for (const [id, { expiresAtMs }] of pages) {
    // In the order in which they were added: those behind the first that is still good are, too.
    if (expiresAtMs > nowMs && pages.size < mostPages) break;
    forget(id);
  }
  const page = { id: crypto.randomUUID(), exposures: new HeldExposures(), expiresAtMs: nowMs + lifetimeMs };
  pages.set(page.id, page);
  return page;
}

/**
 * Logs the exposures of a page, because its browser has shown it. Hearing it again changes nothing.
 *
 * @returns whether this process knows the page: it does not after ten minutes, nor where another process has rendered it
 */
export function confirmPage(id: string, nowMs: number = Date.now()): boolean {
  const page = registry().get(id);
  if (page === undefined || page.expiresAtMs <= nowMs) return false;
  page.exposures.log();
  return true;
}

function forget(id: string): void {
  registry().get(id)?.exposures.drop();
  registry().delete(id);
}

function registry(): Map<string, Awaited> {
  const known: unknown = Reflect.get(globalThis, registryKey);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes under this symbol
  if (known instanceof Map) return known as Map<string, Awaited>;
  const pages = new Map<string, Awaited>();
  Reflect.set(globalThis, registryKey, pages);
  return pages;
}
