import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { ProbeMethods } from '../pages/probe-methods.js';

/** A page in a browser profile of its own, and what was seen of it. */
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

/** An empty page, closed when the test ends. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
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
