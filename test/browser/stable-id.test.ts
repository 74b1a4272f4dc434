import { renderBootstrapScript } from 'statsig-nodekit';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it } from 'vitest';
import type { TestServer } from '../support/http-server.js';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { startEmulatedClient } from './support/emulated-site.js';
import { pageHtml } from './support/page-html.js';
import { startSite } from './support/site.js';
import { openPage } from './support/watched-page.js';

const block = 'statsig-bootstrap';
const names = { gates: ['half'], configs: [], experiments: [], layers: [], stores: [] };

describe.skipIf(!hasBrowser)('a stable ID', () => {
  const browser = browserForFile();
  const cookie = new StableIdCookie({ clientSdkKey: 'client-of-page' });

  /** A site that decides by the stable ID, and what it knew at each visit. */
  async function startVisitedSite(
    options: Readonly<Record<string, unknown>>,
    hasConsent = true,
  ): Promise<{ readonly site: TestServer; readonly visits: { stableID: string; isOn: boolean; isNew: boolean }[] }> {
    const { statsig } = await startEmulatedClient({
      gates: { half: { idType: 'stableID', rules: [{ name: 'half', pass: 50 }] } },
    });
    const visits: { stableID: string; isOn: boolean; isNew: boolean }[] = [];
    const site = await startSite({
      pages: {
        '/': {
          html: ({ headers }, response) => {
            const { stableID, setCookie } = cookie.decide(headers.cookie, () => hasConsent);
            if (setCookie !== undefined) response.setHeader('set-cookie', setCookie);
            const user = { userID: '', customIDs: { stableID } };
            visits.push({ stableID, isOn: statsig.checkGate(user, 'half'), isNew: setCookie !== undefined });
            return pageHtml({
              settings: { blocks: [block], options, isSilent: true },
              body: renderBootstrapScript({ bootstrap: bootstrapOf(statsig, user), form: 'data' }),
            });
          },
        },
      },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    return { site, visits };
  }

  it.each([{}, { enableCookies: true }])(
    'is one on the server, in the cookie, page and browser: %o',
    async (options) => {
      const { site, visits } = await startVisitedSite(options);
      const { page, context, ask, complaints } = await openPage(browser());
      for (let visit = 0; visit < 3; visit += 1) {
        await page.goto(site.url);
        const stableID = visits[visit]?.stableID;
        expect(await ask('identity', block)).toMatchObject({ stableID, user: { customIDs: { stableID } } });
        const { answers, reasons } = await ask('read', block, names);
        expect(reasons).toEqual(['Bootstrap:Recognized']);
        expect(answers[0]?.value).toBe(visits[visit]?.isOn);
        const [kept, ...others] = await context.cookies();
        expect(others).toEqual([]);
        expect(kept).toMatchObject({ name: cookie.name, value: stableID, path: '/' });
        // What the browser keeps beside the cookie is not needed.
        await page.evaluate(() => (Reflect.get(globalThis, 'localStorage') as { clear(): void }).clear());
      }
      expect(new Set(visits.map(({ stableID }) => stableID)).size).toBe(1);
      expect(visits.map(({ isNew }) => isNew)).toEqual([true, false, false]);
      expect(complaints).toEqual([]);
    },
  );

  it('that the browser has made is taken over by the server', async () => {
    const { site, visits } = await startVisitedSite({ enableCookies: true });
    const { page, context, ask } = await openPage(browser());
    await context.addCookies([{ name: cookie.name, value: 'of-the-browser%3A1', url: site.url }]);
    await page.goto(site.url);
    expect(visits).toMatchObject([{ stableID: 'of-the-browser:1', isNew: false }]);
    expect(await ask('identity', block)).toMatchObject({ stableID: 'of-the-browser:1' });
    expect(await ask('read', block, names)).toMatchObject({ reasons: ['Bootstrap:Recognized'] });
  });

  it('leaves nothing behind without consent, if the browser keeps nothing either', async () => {
    const { site, visits } = await startVisitedSite({ disableStorage: true }, false);
    const { page, context, ask } = await openPage(browser(), { isNew: true });
    for (let visit = 0; visit < 2; visit += 1) {
      await page.goto(site.url);
      expect(await ask('read', block, names)).toMatchObject({ reasons: ['Bootstrap:Recognized'] });
      expect(await ask('identity', block)).toMatchObject({ stableID: visits[visit]?.stableID });
    }
    expect(visits[0]?.stableID).not.toBe(visits[1]?.stableID);
    expect(await context.storageState()).toEqual({ cookies: [], origins: [] });
  });
});
