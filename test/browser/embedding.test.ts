import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { renderBootstrapScript, type StatsigBootstrap } from 'statsig-nodekit';
import { compileProject } from 'statsig-nodekit/emulator';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { startEmulatedClient } from './support/emulated-site.js';
import { findDifferences } from './support/find-differences.js';
import { hostileProject, hostileTexts, hostileUser, privateText } from './support/hostile-project.js';
import { pageHtml } from './support/page-html.js';
import { answersOf, namesOf } from './support/server-answers.js';
import { startSite } from './support/site.js';
import { openPage } from './support/watched-page.js';

const forms = ['data', 'data-with-reader', 'executable'] as const;

describe.skipIf(!hasBrowser)('what renderBootstrapScript writes', () => {
  const browser = browserForFile();

  it.each(forms)('executes and alters nothing of hostile names, values and users: %s', async (form) => {
    const project = hostileProject();
    const { statsig } = await startEmulatedClient(project);
    const names = namesOf(statsig, compileProject(project, { now: 1 }).specs as unknown as JsonObject);
    const user = hostileUser();
    const bootstrap = bootstrapOf(statsig, user);
    const body = renderBootstrapScript({ bootstrap, form });
    expect(body.length).toBeGreaterThan(300_000);
    expect(body).not.toContain(privateText);
    const settings = { blocks: ['statsig-bootstrap'] };
    const site = await startSite({
      pages: { '/': { html: pageHtml({ settings, body }) } },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const { page, ask, requests, complaints } = await openPage(browser());
    await page.goto(site.url);

    const { answers, reasons } = await ask('read', 'statsig-bootstrap', names, { disableExposureLog: true });
    expect(reasons).toEqual(['Bootstrap:Recognized']);
    expect(findDifferences(answers, answersOf(statsig, user, names), { responseFormat: 0 })).toEqual([]);
    const left = await page.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'statsigBootstrap') ?? null));
    expect(isWhole(JSON.parse(left), bootstrap)).toBe(form !== 'data');
    const { privateAttributes: _private, ...shown } = user;
    expect(await ask('identity', 'statsig-bootstrap')).toMatchObject({ user: shown });
    expect(await page.evaluate(() => Object.hasOwn(globalThis, 'executed'))).toBe(false);
    expect(await page.locator('script').count()).toBe(form === 'data-with-reader' ? 3 : 2);
    expect(await page.locator('body > :not(script), body :is(img, svg)').count()).toBe(0);
    expect({ complaints, requests }).toEqual({
      complaints: [],
      requests: [`GET ${site.url}/`, `GET ${site.url}/probe.js`],
    });
  });

  it('is needed: the same texts would execute as they are', async () => {
    const html = `<!doctype html><script type="application/json">${JSON.stringify(hostileTexts)}</script>`;
    const site = await startSite({ pages: { '/': { html } } });
    const { page, complaints } = await openPage(browser());
    await page.goto(site.url);
    expect(await page.evaluate(() => Object.hasOwn(globalThis, 'executed'))).toBe(true);
    expect(complaints).toContain('dialog: 1');
  });

  it.each(forms)('starts a browser under a strict Content-Security-Policy: %s', async (form) => {
    const { statsig } = await startEmulatedClient({ gates: { on: { rules: [{ name: 'all' }] } } });
    const nonce = randomBytes(16).toString('base64');
    const bootstrap = bootstrapOf(statsig, { userID: 'ann', customIDs: { stableID: 'stable-ann' } });
    const body = renderBootstrapScript({ bootstrap, form, ...(form !== 'data' && { nonce }) });
    const settings = { blocks: ['statsig-bootstrap'], options: { networkConfig: { api: '/flags' } } };
    const policy = [
      `default-src 'none'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'`,
      `frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    ].join('; ');
    const headers = { 'content-security-policy': policy };
    const intruder = '<script>globalThis.executed = 1</script>';
    const site = await startSite({
      pages: {
        '/': { html: pageHtml({ settings, body, nonce }), headers },
        '/intruded': { html: pageHtml({ settings, body: body + intruder, nonce }), headers },
      },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
      handle: ({ url }) => Promise.resolve(url.includes('/flags/rgstr') ? Response.json({}) : undefined),
    });
    const { page, ask, complaints } = await openPage(browser());
    await page.goto(site.url);
    const names = { gates: ['on'], configs: [], experiments: [], layers: [], stores: [] };
    expect(await ask('read', 'statsig-bootstrap', names)).toEqual({
      answers: [{ flag: 'gate on', value: true, ruleID: 'all' }],
      reasons: ['Bootstrap:Recognized'],
    });
    await ask('flush', 'statsig-bootstrap');
    expect(site.requests.filter(({ path }) => path === '/flags/rgstr')).toHaveLength(1);
    expect(complaints).toEqual([]);

    // The policy is one that refuses what has no nonce.
    await page.goto(`${site.url}/intruded`);
    expect(complaints).toEqual([expect.stringContaining('Content Security Policy')]);
    expect(await page.evaluate(() => Object.hasOwn(globalThis, 'executed'))).toBe(false);
  });

  it('leaves all that a page without a bundler needs', async () => {
    const { statsig } = await startEmulatedClient({ gates: { on: { rules: [{ name: 'all' }] } } });
    const bootstrap = bootstrapOf(statsig, { userID: 'ann', customIDs: { stableID: 'stable-ann' } });
    const body = `${renderBootstrapScript({ bootstrap })}
      <script src="/statsig.js"></script>
      <script>
        const { clientSdkKey, user, values } = window.statsigBootstrap;
        const client = new window.Statsig.StatsigClient(clientSdkKey, user, { loggingEnabled: 'disabled' });
        client.dataAdapter.setData(values);
        client.initializeSync();
        document.title = JSON.stringify(client.getFeatureGate('on').details.reason) + client.checkGate('on');
      </script>`;
    const file = new URL('../../node_modules/@statsig/js-client/build/statsig-js-client.min.js', import.meta.url);
    const site = await startSite({
      pages: { '/': { html: `<!doctype html><body>${body}` } },
      scripts: { '/statsig.js': readFileSync(file, 'utf8') },
    });
    const { page, complaints } = await openPage(browser());
    await page.goto(site.url);
    expect(await page.title()).toBe('"Bootstrap:Recognized"true');
    expect(complaints).toEqual([]);
  });
});

/** Whether a script left the bootstrap behind as it was, values compared as what they mean. Without a report of 300 kB. */
function isWhole(left: (StatsigBootstrap & { readonly id: string }) | null, bootstrap: StatsigBootstrap): boolean {
  return (
    left?.id === 'statsig-bootstrap' &&
    left.clientSdkKey === bootstrap.clientSdkKey &&
    isDeepStrictEqual(left.user, bootstrap.user) &&
    isDeepStrictEqual(JSON.parse(left.values), JSON.parse(bootstrap.values))
  );
}
