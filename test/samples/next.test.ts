import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StableIdCookie } from 'statsig-nodekit/request';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserForFile, hasBrowser } from '../browser/support/browser.js';
import { missingID, openPage } from '../browser/support/watched-page.js';
import { buildNextSample, bundlers, variantsSecret } from './support/build-next-sample.js';
import { eventsAfterStop, NextShops, serverKey, takeBrowserEvents } from './support/next-shops.js';

const privateText = 'income-of-the-visitor';

let shops: NextShops;
// Built for all tests: it takes most of a minute on a machine that does nothing else.
beforeAll(async () => {
  shops = new NextShops(await buildNextSample());
}, 900_000);

const valuesIn = (html: string): { readonly sessionId: string; readonly color: string; readonly stableID: string } => {
  const data = /<script id="__NEXT_DATA__"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const { statsig } = (JSON.parse(data) as { props: { pageProps: { statsig: { values: string } } } }).props.pageProps;
  const { sdkInfo, user } = JSON.parse(statsig.values) as {
    sdkInfo: { sessionId: string };
    user: { customIDs: { stableID: string } };
  };
  const color = /id="sign-up" style="background:(\w+)"/.exec(html)?.[1] ?? '';
  return { sessionId: sdkInfo.sessionId, color, stableID: user.customIDs.stableID };
};

describe('the Next sample', () => {
  it.each(bundlers)('has nothing private and no code of the server in what browsers load: %s', async (bundler) => {
    const folder = join(shops.folders[bundler], '.next/static');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const scripts = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    // It was the right folder.
    expect(scripts.includes('button_color')).toBe(true);
    const secrets = [privateText, serverKey, variantsSecret, 'STATSIG_SERVER_KEY', 'STATSIG_VARIANTS_SECRET'];
    const code = ['undici', 'specsSyncIntervalMs', 'free_shipping', 'staff_only', 'statsig-nodekit.variant'];
    expect([...secrets, ...code].filter((text) => scripts.includes(text))).toEqual([]);
    const { url } = await shops.start(bundler);
    const html = await (await fetch(`${url}/?user=qa-7`)).text();
    expect([html.includes('qa-7'), html.includes(privateText)]).toEqual([true, false]);
  });

  it('loses no event when it is stopped, and has one client for pages, routes and instrumentation', async () => {
    const running = await shops.start();
    const { url } = running;
    const [first, second] = [await fetch(`${url}/?user=qa-7`), await fetch(`${url}/teas?user=qa-7`)];
    const [kettle, teas] = [valuesIn(await first.text()), valuesIn(await second.text())];
    expect(teas.sessionId).toBe(kettle.sessionId);
    expect(first.headers.get('cache-control')).toMatch(/private.*no-store/);
    expect(await (await fetch(`${url}/api/signup?user=qa-7`, { method: 'POST' })).text()).toBe('signed up as qa-7');
    expect(await eventsAfterStop(running)).toEqual([
      ['statsig::gate_exposure', 'qa-7', 'free_shipping'],
      ['visited_signup', 'qa-7'],
    ]);
  });

  it('logs nothing for pages that are fetched ahead', async () => {
    const running = await shops.start();
    const ahead = { 'sec-purpose': 'prefetch;prerender' };
    expect((await fetch(`${running.url}/?user=qa-7`, { headers: ahead })).status).toBe(200);
    expect((await fetch(`${running.url}/?user=ann`)).status).toBe(200);
    expect(await eventsAfterStop(running)).toEqual([['statsig::gate_exposure', 'ann', 'free_shipping']]);
  });

  it('gives a visitor one stable ID, which is kept', async () => {
    const { url } = await shops.start();
    const first = await fetch(`${url}/?user=ann`);
    const cookie = first.headers.getSetCookie();
    const { stableID } = valuesIn(await first.text());
    expect(cookie).toEqual([expect.stringContaining(`=${stableID}; Max-Age=31536000; Path=/; SameSite=Lax`)]);
    const again = await fetch(`${url}/teas`, { headers: { cookie: cookie[0]?.split(';')[0] ?? '' } });
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(valuesIn(await again.text()).stableID).toBe(stableID);
  });
});

describe.each(bundlers)('the proxy of the Next sample, built with %s', (bundler) => {
  it('leads visitors to what a gate opens and to their variant of a static page, and hides those of others', async () => {
    const running = await shops.start(bundler);
    const headers = { cookie: `${new StableIdCookie({ clientSdkKey: 'client-of-page' }).name}=known-1` };
    const ask = async (path: string): Promise<unknown[]> => {
      const answer = await fetch(running.url + path, { headers });
      const [, shown] = /<h1[^>]*>(.*?)<\/h1>/.exec(await answer.text()) ?? [];
      return [answer.status, shown, answer.headers.get('cache-control')];
    };
    const own = 'private, no-cache';
    expect(await ask('/about?user=bob')).toEqual([200, 'About us', own]);
    expect(await ask('/about?user=ann&staff')).toEqual([200, 'About the team', own]);
    expect(await ask('/about-team?user=ann&staff')).toEqual([200, 'About the team', own]);
    expect(await ask('/about-team?user=bob')).toEqual([404, '404', own]);
    expect(await ask('/%61bout-team?user=bob')).toEqual([404, '404', own]);

    const gifts = async (path: string): Promise<unknown[]> => {
      const answer = await fetch(running.url + path, { headers });
      const color = /id="wrap" style="background:(\w+)"/.exec(await answer.text())?.[1];
      return [answer.status, color, answer.headers.get('x-nextjs-cache'), answer.headers.get('cache-control')];
    };
    expect(await gifts('/gifts?user=qa-7')).toEqual([200, 'red', 'HIT', own]);
    expect(await gifts('/gifts')).toEqual([200, 'blue', 'HIT', own]);
    const { headers: seen } = await fetch(`${running.url}/gifts?user=qa-7`, { headers });
    const [, variant] = /^(\/gifts\/[\w-]{16})\?/.exec(seen.get('x-middleware-rewrite') ?? '') ?? [];
    expect(await gifts(`${variant}?user=qa-7`)).toEqual([200, 'red', 'HIT', own]);
    expect(await gifts(`${variant}`)).toEqual([404, undefined, null, own]);
    expect((await gifts('/gifts/made-up-variant-'))[0]).toBe(404);

    // Asked five times, by two visitors; a client counts what it is asked again within a minute as one.
    expect(await eventsAfterStop(running)).toEqual([
      ['statsig::gate_exposure', 'bob', 'staff_only'],
      ['statsig::gate_exposure', 'ann', 'staff_only'],
    ]);
  });
});

describe.skipIf(!hasBrowser)('the Next sample in a browser', () => {
  const browser = browserForFile();

  it.each(bundlers)('shows at once what the server decided, exposes it once, and goes on: %s', async (bundler) => {
    const { url } = await shops.start(bundler);
    const { page, context, requests, complaints } = await openPage(browser());
    const events = await takeBrowserEvents(page);
    const answer = await page.goto(`${url}/?user=qa-7`);
    const served = valuesIn((await answer?.text()) ?? '');
    await page.waitForFunction(`Object.keys(window.__STATSIG__?.instances ?? {}).length > 0`);
    await page.waitForLoadState('networkidle');
    expect(served.color).toBe('red');
    expect(await page.textContent('#decided')).toBe('red (Bootstrap:Recognized)');
    expect(await page.evaluate(`document.getElementById('sign-up').style.background`)).toBe('red');
    // The browser has asked Statsig for nothing: at most it has told of the exposure that the page was rendered with.
    const elsewhere = requests.filter((request) => !request.startsWith(`GET ${url}/`));
    expect(elsewhere.filter((request) => !request.startsWith(`POST ${url}/app-state/notes?`))).toEqual([]);

    const kept = (await context.cookies()).find(({ name }) => name.startsWith('statsig.stable_id.'));
    expect([await page.textContent('#stable-id'), kept?.value]).toEqual([served.stableID, served.stableID]);
    const instance = `Object.values(window.__STATSIG__.instances)[0]`;
    expect(await page.evaluate(`${instance}.getContext().stableID`)).toBe(served.stableID);

    await page.click('#sign-up');
    await page.getByText('signed up as qa-7').waitFor();
    await expect.poll(() => events.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await page.evaluate(`window.isSamePage = true`);
    await page.click('a');
    await page.getByRole('heading', { name: 'Teas' }).waitFor();
    expect(await page.textContent('#new')).toBe('with samples');
    expect(await page.evaluate(`[window.isSamePage, Object.keys(window.__STATSIG__.instances).length]`)).toEqual([
      true,
      1,
    ]);
    await page.evaluate(`${instance}.flush()`);

    const told = (): unknown[] =>
      events
        .filter(({ eventName }) => eventName !== 'statsig::non_exposed_checks')
        .map(({ eventName, metadata, user }) => [
          eventName,
          metadata?.['config'] ?? metadata?.['gate'],
          metadata?.['reason'],
          user.customIDs?.stableID === served.stableID,
        ]);
    await expect.poll(told, { timeout: 30_000 }).toEqual([
      ['statsig::config_exposure', 'button_color', 'Bootstrap:Recognized', true],
      ['clicked_signup', undefined, undefined, true],
      ['statsig::gate_exposure', 'everyone', 'Bootstrap:Recognized', true],
    ]);
    // On the second page nobody is signed in, which the browser's SDK remarks.
    expect(complaints.filter((complaint) => !missingID.test(complaint))).toEqual([]);
  });

  it.each(bundlers)(
    'shows the variant of a static page at the first paint, and exposes it once: %s',
    async (bundler) => {
      const { url } = await shops.start(bundler);
      const { page, context, requests, complaints } = await openPage(browser());
      const events = await takeBrowserEvents(page);
      // Every colour that the page has had since it was parsed.
      await page.addInitScript(`window.colors = [];
      new MutationObserver(() => {
        const color = document.getElementById('wrap')?.style.background;
        if (color && window.colors.at(-1) !== color) window.colors.push(color);
      }).observe(document, { childList: true, subtree: true, attributes: true });`);
      await page.goto(`${url}/gifts?user=qa-7`);
      await page.locator('#exposed').waitFor();
      expect([await page.textContent('#exposed'), await page.evaluate(`window.colors`)]).toEqual([
        'treatment',
        ['red'],
      ]);
      const { value: stableID } =
        (await context.cookies()).find(({ name }) => name.startsWith('statsig.stable_id.')) ?? {};
      const told = (): unknown[] =>
        events
          .filter(({ eventName }) => eventName !== 'statsig::non_exposed_checks')
          .map(({ eventName, metadata, user }) => [
            eventName,
            metadata['config'],
            user.userID,
            user.customIDs?.stableID === stableID,
          ]);
      await expect
        .poll(told, { timeout: 30_000 })
        .toEqual([['statsig::config_exposure', 'button_color', 'qa-7', true]]);

      // By a link, too: nobody is signed in there, and in no group.
      await page.evaluate(`window.isSamePage = true`);
      await page.getByRole('link', { name: 'About us' }).click();
      await page.getByRole('heading', { name: 'About us' }).waitFor();
      await page.getByRole('link', { name: 'Gifts' }).click();
      await page.getByRole('heading', { name: 'Gifts' }).waitFor();
      const color = await page.evaluate(`document.getElementById('wrap').style.background`);
      expect([await page.evaluate(`window.isSamePage`), color]).toEqual([true, 'blue']);
      const elsewhere = requests.filter((request) => !request.includes(` ${url}/`));
      expect(elsewhere.filter((request) => !request.startsWith('POST https://prodregistryv2.org/v1/rgstr?'))).toEqual(
        [],
      );
      expect(complaints.filter((complaint) => !missingID.test(complaint))).toEqual([]);
    },
  );
});
