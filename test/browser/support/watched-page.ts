import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { ProbeMethods } from '../pages/probe-methods.js';

/** A page, and what was seen of it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests that left the page, in order: `POST http://…`. Those that unloading sends reach servers, but not this list. */
  readonly requests: readonly string[];
  /** What the browser or a script complained of: warnings and errors on the console, uncaught errors, dialogs. */
  readonly complaints: readonly string[];
  /** Calls a method of the program in the page (`test/browser/pages/probe.ts`). */
  readonly ask: <Name extends keyof ProbeMethods>(
    method: Name,
    ...args: Parameters<ProbeMethods[Name]>
  ) => Promise<Awaited<ReturnType<ProbeMethods[Name]>>>;
}

/** What the browser's client says of a user without an ID that a flag is about. No fault of the page. */
export const missingID = /The user does not have the required id_type/;

/** What tests have used before, by browser: a page, whose profile is empty again. It takes half a second to make another. */
const usedPages = new WeakMap<Browser, Page>();

/**
 * An empty page in an empty profile, for as long as the test lasts.
 *
 * @param options.isNew whether no test may have used the profile: `storageState` visits each site that it has ever seen
 */
export async function openPage(
  browser: Browser,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<WatchedPage> {
  const used = isNew ? undefined : usedPages.get(browser);
  const page = used ?? (await (await browser.newContext()).newPage());
  const context = page.context();
  if (used !== undefined) usedPages.delete(browser);
  onTestFinished(async () => {
    // A page that cannot be emptied serves no other test, and one is enough.
    if (!(await isEmptied(page)) || usedPages.has(browser)) await context.close();
    else usedPages.set(browser, page);
  });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, context, requests, complaints, ask: (method, ...args) => ask(page, method, args) };
}

/** As JSON text both ways: what the browser protocol carries by itself changes halves of surrogate pairs. */
async function ask<Result>(page: Page, method: string, args: readonly unknown[]): Promise<Result> {
  const text = await page.evaluate(
    ([name, input]) =>
      (globalThis as unknown as { probe(name: string, input: string): Promise<string> }).probe(name, input),
    [method, JSON.stringify(args)] as const,
  );
  return JSON.parse(text) as Result;
}

/** Leaves the page, and forgets what its visits have left behind. @returns whether that was possible */
async function isEmptied(page: Page): Promise<boolean> {
  try {
    const context = page.context();
    await page.goto('about:blank');
    page.removeAllListeners();
    await context.clearCookies();
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'all' });
    await session.detach();
    return true;
  } catch {
    return false;
  }
}
