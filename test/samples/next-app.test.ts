import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { browserForFile, hasBrowser } from '../browser/support/browser.js';
import { missingID, openPage } from '../browser/support/watched-page.js';
import { buildNextSample, bundlers, type NextBuilds } from './support/build-next-sample.js';
import { eventsAfterStop, eventsOf, NextShops, serveNext } from './support/next-shops.js';

let builds: NextBuilds;
let shops: NextShops;
// Shared with the other tests of Next.
beforeAll(async () => {
  builds = await buildNextSample();
  shops = new NextShops(builds);
}, 600_000);

/** What a visitor sends who has signed in. */
const as = (userID: string, more: Readonly<Record<string, string>> = {}): RequestInit => ({
  headers: { cookie: `user=${userID}`, ...more },
  redirect: 'manual',
});

/** The text of an element of React's, which puts comments between texts. */
const textOf = (html: string, id: string): string | undefined =>
  new RegExp(`id="${id}"[^>]*>(.*?)</p>`).exec(html)?.[1]?.replaceAll('<!-- -->', '');

describe('the App Router in the Next sample', () => {
  it.each(bundlers)('decides for the visitor of the request, and shows nobody what is private: %s', async (bundler) => {
    const { url } = await shops.start(bundler);
    const answer = await fetch(`${url}/kettles`, as('qa-7'));
    const html = await answer.text();
    expect(answer.headers.get('cache-control')).toMatch(/private.*no-store/);
    expect(textOf(html, 'decided')).toBe('red (Bootstrap:Recognized)');
    // The first visit: the proxy has told the page the ID that the browser is to keep.
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toContain(`=${textOf(html, 'stable-id')};`);
    expect([html.includes('qa-7'), html.includes('income-of-the-visitor')]).toEqual([true, false]);
    const basket = await (await fetch(`${url}/basket`, as('qa-7', { 'x-nonce': 'bm9uY2U=' }))).text();
    expect(textOf(basket, 'color')).toBe('red');
    expect(basket).toMatch(/<script type="application\/json" id="statsig-bootstrap" nonce="bm9uY2U="/);
  });

  it('logs what was answered, and nothing of pages that failed, were fetched ahead, or are shown to robots', async () => {
    const running = await shops.start();
    const { url } = running;
    const ask = async (path: string, init: RequestInit): Promise<number> => {
      const answer = await fetch(url + path, init);
      await answer.text();
      return answer.status;
    };
    expect(await ask('/shipping', as('led'))).toBe(307);
    expect(await ask('/stock', as('asked'))).toBe(200);
    expect(await ask('/broken', as('failed'))).toBe(200);
    expect(await ask('/shipping', as('ahead', { 'sec-purpose': 'prefetch' }))).toBe(307);
    expect(await ask('/shipping', as('robot', { 'user-agent': 'Googlebot/2.1' }))).toBe(307);
    // Under the policy `client`, and `deferred` without a browser.
    expect(await ask('/basket', as('read'))).toBe(200);
    expect(await ask('/kettles', as('unseen'))).toBe(200);
    expect(await eventsAfterStop(running)).toEqual([
      ['statsig::gate_exposure', 'led', 'free_shipping'],
      ['statsig::gate_exposure', 'asked', 'free_shipping'],
    ]);
  });

  it('delivers after the answer where it is asked to, without waiting for the end', async () => {
    const { url, emulator } = await shops.start();
    expect(await (await fetch(`${url}/stock`, as('asked'))).json()).toMatchObject({ userID: 'asked' });
    await expect
      // Sooner than without: events wait for ten seconds otherwise.
      .poll(() => eventsOf(emulator), { timeout: 9_000 })
      .toEqual([['statsig::gate_exposure', 'asked', 'free_shipping']]);
  });

  it('freezes no answer into a page for everybody, unless it is allowed', async () => {
    const { url, shop } = await shops.start();
    expect((await fetch(`${url}/frozen/refused`, as('ann'))).status).toBe(500);
    expect(shop.output()).toContain('A flag was asked for while a static page was rendered');
    const allowed = await fetch(`${url}/frozen/allowed`, as('ann'));
    expect([allowed.status, textOf(await allowed.text(), 'answer')]).toEqual([200, 'true']);
    // Caches may keep the page, but not with the cookie of the first visitor.
    const [id = ''] = allowed.headers.getSetCookie()[0]?.split(';') ?? [];
    const again = await fetch(`${url}/frozen/allowed`, { headers: { cookie: id } });
    const caching = [allowed, again].map(({ headers }) => [headers.get('cache-control'), headers.has('set-cookie')]);
    expect(caching).toEqual([
      [expect.stringMatching(/^private, .*no-store/), true],
      [expect.stringContaining('s-maxage='), false],
    ]);
  });

  it('serves browsers: the values of the visitor, and pages that are shown once', async () => {
    const running = await shops.start();
    const { url } = running;
    const values = await fetch(`${url}/app-state/user`, as('qa-7'));
    expect([values.status, values.headers.get('cache-control')]).toEqual([
      200,
      expect.stringMatching(/^private,.*no-store/),
    ]);
    expect(await values.json()).toMatchObject({ has_updates: true, user: { userID: 'qa-7' } });
    const html = await (await fetch(`${url}/kettles`, as('qa-7'))).text();
    const [, id = ''] = /app-state\/seen\\",\\"id\\":\\"([\w-]+)/.exec(html) ?? [];
    const tell = async (body: string): Promise<number> =>
      (await fetch(`${url}/app-state/seen`, { method: 'POST', body })).status;
    expect([await tell(id), await tell(id), await tell(crypto.randomUUID()), await tell('what')]).toEqual([
      204, 204, 204, 400,
    ]);
    expect(await eventsAfterStop(running)).toEqual([['statsig::gate_exposure', 'qa-7', 'free_shipping']]);
    expect(running.shop.output()).toContain('A browser shows a page that this process does not know');
  });
});

/** Whether an exposure is one that the browser has logged: by the values that its page was sent with. */
const isOfBrowser = (metadata: unknown): metadata is Readonly<Record<string, unknown>> =>
  String((metadata as { readonly reason?: unknown } | null)?.reason).startsWith('Bootstrap:');

describe.skipIf(!hasBrowser)('the App Router in a browser', () => {
  const browser = browserForFile();

  it('shows at once what the server decided, and exposes once what is shown', async () => {
    const running = await shops.start();
    const { url } = running;
    const { page, context, requests, complaints } = await openPage(browser());
    await context.addCookies([{ name: 'user', value: 'qa-7', url }]);
    // Every colour that the button has had since it was parsed.
    await page.addInitScript(`window.colors = [];
      new MutationObserver(() => {
        const color = document.getElementById('buy')?.style.background;
        if (color && window.colors.at(-1) !== color) window.colors.push(color);
      }).observe(document, { childList: true, subtree: true, attributes: true });`);
    await page.goto(`${url}/kettles`);
    await page.waitForFunction(`Object.keys(window.__STATSIG__?.instances ?? {}).length > 0`);
    await page.waitForLoadState('networkidle');
    expect(await page.textContent('#decided')).toBe('red (Bootstrap:Recognized)');
    expect(await page.evaluate(`window.colors`)).toEqual(['red']);
    expect(requests.filter((request) => !request.includes(` ${url}/`))).toEqual([]);
    const kept = (await context.cookies()).find(({ name }) => name.startsWith('statsig.stable_id.'));
    const instance = `Object.values(window.__STATSIG__.instances)[0]`;
    const stableIDs = [await page.textContent('#stable-id'), await page.evaluate(`${instance}.getContext().stableID`)];
    expect(stableIDs).toEqual([kept?.value, kept?.value]);

    await page.click('#buy');
    await page.getByText('qa-7 checks out').waitFor();
    await page.evaluate(`${instance}.flush()`);
    // By the link, too, whose page is in the browser already.
    await page.goto(`${url}/basket`);
    await page.waitForLoadState('networkidle');
    await page.evaluate(`window.isSamePage = true`);
    await page.getByRole('link', { name: 'Kettles' }).click();
    await page.getByText('red (Bootstrap:Recognized)').waitFor();
    expect(await page.evaluate(`[window.isSamePage, window.colors]`)).toEqual([true, ['red']]);
    await page.evaluate(`${instance}.flush()`);
    const ofBrowser = (): number =>
      running.emulator.events().filter(({ metadata }) => isOfBrowser(metadata) && 'config' in metadata).length;
    // Once for each of the two pages.
    await expect.poll(ofBrowser, { timeout: 30_000 }).toBe(2);
    const names = await eventsAfterStop(running);
    expect(ofBrowser()).toBe(2);
    // The server's own are once a minute, and a machine may be slow.
    expect([...new Set(names.map(String))].toSorted((first, second) => first.localeCompare(second))).toEqual([
      'bought,qa-7',
      'statsig::config_exposure,qa-7',
      'statsig::gate_exposure,qa-7,free_shipping',
      'statsig::gate_exposure,qa-7,new_checkout',
    ]);
    expect(complaints.filter((complaint) => !missingID.test(complaint))).toEqual([]);
  });

  it('logs nothing of a page that is fetched ahead as a whole, and what is shown', async () => {
    const running = await shops.start();
    const { url } = running;
    const { page, context, requests } = await openPage(browser());
    await context.addCookies([{ name: 'user', value: 'qa-7', url }]);
    const told = page.waitForResponse(/\/app-state\/seen$/);
    await page.goto(`${url}/basket`);
    expect((await told).status()).toBe(204);
    await page.waitForLoadState('networkidle');
    expect(requests.some((request) => request.startsWith(`GET ${url}/kettles?_rsc=`))).toBe(true);
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([`POST ${url}/app-state/seen`]);
    expect(await eventsAfterStop(running)).toEqual([['statsig::config_exposure', 'qa-7']]);
  });
});

describe('an application with cacheComponents', () => {
  it('renders what depends on the visitor for each request, around a shell for everybody', async () => {
    const shell = readFileSync(join(builds.cacheComponents, '.next/server/app/kettle.html'), 'utf8');
    expect([shell.includes('<h1>Kettle</h1>'), shell.includes('statsig-bootstrap')]).toEqual([true, false]);
    const running = await serveNext(builds.cacheComponents);
    const { url, shop } = running;
    const html = await (await fetch(`${url}/kettle`, as('ann'))).text();
    expect([textOf(html, 'shipping'), html.includes('statsig-bootstrap')]).toEqual(['ann free', true]);
    expect(await (await fetch(`${url}/stock`, as('bob'))).json()).toEqual([true, true]);
    // Answers go into cached functions as arguments; asked in one, the log says so.
    expect(textOf(await (await fetch(`${url}/cached`, as('cy'))).text(), 'price')).toMatch(/^15 Error/);
    expect(shop.output()).toMatch(/NoRequestError[^]*"use cache"[^]*Route "\/cached"/);
    const exposed = (await eventsAfterStop(running)).map(String);
    expect([...new Set(exposed)]).toEqual([
      'statsig::gate_exposure,ann,everyone',
      'statsig::gate_exposure,bob,everyone',
    ]);
  });

  it('is told while it is developed what is never exposed, and that the entry for servers is not for browsers', async () => {
    const guarded = join(builds.cacheComponents, 'app/guarded');
    onTestFinished(() => rmSync(guarded, { recursive: true, force: true }));
    mkdirSync(guarded, { recursive: true });
    const client = `'use client';
      import { checkGate } from 'statsig-nodekit/next';
      export default function Page() { return <button onClick={() => void checkGate('everyone')}>Ask</button>; }`;
    writeFileSync(join(guarded, 'page.tsx'), client);
    const { url, shop } = await serveNext(builds.cacheComponents, 'dev');
    expect((await fetch(`${url}/never`, as('ann'))).status).toBe(200);
    await shop.printed(/Gate "everyone" was evaluated but is never exposed: the server leaves its exposure to the/);
    await shop.printed(/Gate "staff_only" was evaluated but is never exposed: .* when the browser tells/);
    expect(shop.output()).not.toMatch(/"(?:first_tenth|winter_sale|button_color)" was evaluated/);
    expect((await fetch(`${url}/guarded`)).status).toBe(500);
    await shop.printed(/Export checkGate doesn't exist in target module/);
  }, 240_000);
});
