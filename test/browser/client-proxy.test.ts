import { fileURLToPath } from 'node:url';
import type { Emulator } from 'statsig-nodekit/emulator';
import { describe, expect, it } from 'vitest';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { findDifferences } from './support/find-differences.js';
import type { FlagNames } from './support/flag-answers.js';
import { startProxiedSite, visitorAddress } from './support/proxied-site.js';
import { answersOf } from './support/server-answers.js';
import { openPage } from './support/watched-page.js';

const sampleProject = fileURLToPath(new URL('../../samples/project/statsig.yaml', import.meta.url));
const block = 'statsig-bootstrap';
const format = { responseFormat: 0 };

/** With every ID that the project's flags are about. */
const ann = {
  userID: 'ann',
  email: 'ann@kettle.example',
  custom: { plan: 'pro' },
  customIDs: { stableID: 'stable-1', companyID: 'tea-house' },
  privateAttributes: { income: 'of-nobody-elses-concern' },
};
const bob = { userID: 'bob caf\u00e9', customIDs: { stableID: 'stable-1', companyID: 'tea-house' } };
const kim = { ...bob, userID: '\uae40 \u{1f375}' };

const names: FlagNames = {
  gates: ['new_checkout', 'everyone'],
  configs: ['limits'],
  experiments: ['search_ranking'],
  layers: [{ name: 'promo', parameters: ['color', 'cta'] }],
  stores: [{ name: 'checkout', parameters: [{ name: 'items', type: 'number' }] }],
};

/** What the browser's client says of the flags above, each once. */
const exposed = [
  'config limits',
  'config search_ranking',
  'gate everyone',
  'gate new_checkout',
  'layer promo, color',
  'layer promo, cta',
];

/** How the browser's client can send: as it does by itself, plainly, and compressed. */
const manners = [{}, { disableStatsigEncoding: true, logEventCompressionMode: 'd' }, { logEventCompressionMode: 'f' }];

describe.skipIf(!hasBrowser)('a page that asks its own server', () => {
  const browser = browserForFile();

  it.each(manners)('has what it logs passed on once, about the user that the server knows: %o', async (options) => {
    const { emulator, statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
      options,
    });
    const { page, ask, complaints, requests } = await openPage(browser());
    await page.context().addCookies([{ name: 'session', value: 'secret-session', url: site.url }]);
    await page.goto(site.url);
    await ask('read', block, names);
    await ask('read', block, names);
    await ask('logEvent', block, 'bought');
    await ask('flush', block);
    await statsig.flushEvents();

    expect(flagsIn(emulator)).toEqual(exposed);
    expect(emulator.events({ name: 'bought' })).toHaveLength(1);
    const { privateAttributes: _private, ...shown } = ann;
    const agent = await page.evaluate(
      () => (globalThis as unknown as { navigator: { userAgent: string } }).navigator.userAgent,
    );
    for (const event of exposuresOf(emulator)) {
      expect(event.user).toEqual({
        ...shown,
        statsigEnvironment: { tier: 'development' },
        ip: visitorAddress,
        userAgent: agent,
      });
      expect(event.metadata).toMatchObject({ reason: 'Bootstrap:Recognized' });
      expect(event).toMatchObject({ sdkType: 'javascript-client', secondaryExposures: expect.any(Array) });
    }
    const gate = emulator.events().find(({ metadata }) => Reflect.get(Object(metadata), 'gate') === 'new_checkout');
    expect(gate?.metadata).toMatchObject({
      gateValue: String(statsig.checkGate(ann, 'new_checkout')),
      ruleID: statsig.getFeatureGate(ann, 'new_checkout').ruleID,
    });
    expect(JSON.stringify(emulator.events())).not.toMatch(/secret-session|of-nobody-elses-concern/);
    expect(requests.filter((request) => !request.includes('/app-state/notes?'))).toEqual([
      `GET ${site.url}/`,
      `GET ${site.url}/probe.js`,
    ]);
    expect(complaints).toEqual([]);
  });

  it('sends by a beacon what it has logged when it is left', async () => {
    const { emulator, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
    });
    const { page, ask } = await openPage(browser());
    await page.goto(site.url);
    await ask('logEvent', block, 'came');
    await ask('flush', block);
    await ask('read', block, names);
    await ask('logEvent', block, 'left');
    await page.goto(`${site.url}/next`);
    await ask('logEvent', block, 'arrived');
    await ask('flush', block);
    await emulator.waitForEvents(
      (events) => ['came', 'left', 'arrived'].every((name) => events.some(({ eventName }) => eventName === name)),
      { timeoutMs: 30_000 },
    );
    expect(flagsIn(emulator)).toEqual(exposed);
    const { userID, customIDs } = ann;
    expect(emulator.events({ name: 'left' })).toMatchObject([{ user: { userID, customIDs, ip: visitorAddress } }]);
    const beacons = site.requests.filter(
      ({ path, headers }) => path === '/app-state/notes' && headers['sec-fetch-mode'] === 'no-cors',
    );
    expect(beacons.map(({ body }) => body.includes('"left"'))).toEqual([true]);
  });

  it.each(manners)('gets the values of another user: %o', async (options) => {
    const { statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
      options,
    });
    const { page, ask, complaints, requests } = await openPage(browser());
    await page.goto(site.url);
    expect(requests).toHaveLength(2);
    expect(await ask('updateUser', block, bob)).toEqual({ success: true, source: 'Network' });
    const { answers, reasons } = await ask('read', block, names);
    expect(reasons).toEqual(['Network:Recognized']);
    expect(findDifferences(answers, answersOf(statsig, bob, names), format)).toEqual([]);
    expect(findDifferences(answers, answersOf(statsig, ann, names), format)).not.toEqual([]);
    expect(requests[2]).toContain(`POST ${site.url}/app-state/values?`);
    expect(complaints).toEqual([]);

    expect(await ask('updateUser', block, kim)).toEqual({ success: true, source: 'Network' });
    expect(await ask('identity', block)).toMatchObject({ user: kim, stableID: 'stable-1' });
    const { answers: ofKim } = await ask('read', block, names);
    expect(findDifferences(ofKim, answersOf(statsig, kim, names), format)).toEqual([]);
    // By itself the browser's client encodes what it sends, which it can do with Latin-1 alone.
    const isEncoded = !('disableStatsigEncoding' in options);
    expect(complaints).toEqual(isEncoded ? [expect.stringContaining('Request encoding failed')] : []);
  });

  it('gets what its values do not have, and tells what it reads', async () => {
    const { statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann, { flagsUsed: { gates: ['everyone'] } }),
    });
    const { page, ask, complaints } = await openPage(browser());
    await page.goto(site.url);
    const read: FlagNames = { ...names, layers: [], stores: [] };
    expect((await ask('read', block, read)).reasons).toEqual(['Bootstrap:Recognized', 'Bootstrap:Unrecognized']);
    expect(await ask('flagReads')).toEqual([
      { kind: 'gates', name: 'new_checkout', isMissing: true },
      { kind: 'gates', name: 'everyone', isMissing: false },
      { kind: 'dynamicConfigs', name: 'limits', isMissing: true },
      { kind: 'experiments', name: 'search_ranking', isMissing: true },
    ]);
    const { user } = await ask('identity', block);
    await ask('updateUser', block, user);
    const { answers, reasons } = await ask('read', block, read);
    expect(reasons).toEqual(['Network:Recognized']);
    expect(findDifferences(answers, answersOf(statsig, ann, read), format)).toEqual([]);
    expect(await ask('flagReads')).toHaveLength(4);
    expect(complaints).toEqual([]);
  });

  it('gets the values of whom the server knows, whatever it says', async () => {
    const { statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
      proxy: { user: ({ user }) => ({ ...bob, customIDs: { ...bob.customIDs, ...user.customIDs } }) },
    });
    const { page, ask } = await openPage(browser());
    await page.goto(site.url);
    const mallory = { ...ann, userID: 'mallory' };
    expect(await ask('updateUser', block, mallory)).toEqual({ success: true, source: 'Network' });
    const { answers } = await ask('read', block, names);
    expect(findDifferences(answers, answersOf(statsig, bob, names), format)).toEqual([]);
  });

  it('asks for its values where the page has none', async () => {
    const { statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: () => null,
      user: ann,
    });
    const { page, ask, requests, complaints } = await openPage(browser());
    await page.goto(site.url);
    expect(await ask('start', block)).toEqual({ isBootstrapped: false, reason: 'no-block' });
    // What arrives in the background serves the next page of the visit.
    await page.waitForFunction(() =>
      Object.keys(Reflect.get(globalThis, 'localStorage') as object).some((key) => key.startsWith('statsig.cached.')),
    );
    await page.goto(`${site.url}/next`);
    const { answers, reasons } = await ask('read', block, names);
    expect(reasons).toEqual(['Cache:Recognized']);
    expect(findDifferences(answers, answersOf(statsig, ann, names), format)).toEqual([]);
    expect(requests.some((request) => !request.includes(site.url))).toBe(false);
    expect(complaints).toEqual([]);
  });

  it.each([
    { way: 'without https', isForeignAllowed: false },
    { way: 'of another origin, which the server allows', isForeignAllowed: true },
  ])('may be one $way', async ({ isForeignAllowed }) => {
    const { emulator, statsig, site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
      isForeignAllowed,
    });
    const { page, ask, complaints, requests } = await openPage(browser());
    await page.goto(`http://shop.test:${site.port}/`);
    expect(await ask('updateUser', block, bob)).toEqual({ success: true, source: 'Network' });
    await ask('logEvent', block, 'bought');
    await ask('flush', block);
    await statsig.flushEvents();
    expect(emulator.events({ name: 'bought' })).toHaveLength(1);
    const asked = isForeignAllowed ? site.url : `http://shop.test:${site.port}`;
    expect(requests).toContainEqual(expect.stringContaining(`POST ${asked}/app-state/values?`));
    expect(complaints).toEqual([]);
  });

  it('is refused when it is of an origin that the server does not allow', async () => {
    const { site } = await startProxiedSite({
      project: sampleProject,
      bootstrap: (client) => bootstrapOf(client, ann),
      isForeignAllowed: true,
      proxy: { allowedOrigins: ['http://other.test'] },
    });
    const { page, ask, complaints } = await openPage(browser());
    await page.goto(`http://shop.test:${site.port}/`);
    expect(await ask('updateUser', block, bob)).toMatchObject({ success: false });
    expect(complaints.join('\n')).toContain('CORS');
  });
});

function exposuresOf(emulator: Emulator): ReturnType<Emulator['events']> {
  return emulator.events().filter(({ eventName }) => eventName.endsWith('_exposure'));
}

/** The flags that arrived exposures are about, as often as they arrived; sorted. */
function flagsIn(emulator: Emulator): string[] {
  return exposuresOf(emulator)
    .map(({ eventName, metadata }) => {
      const { gate, config, parameterName } = metadata as Record<string, string | undefined>;
      const parameter = parameterName === undefined ? '' : `, ${parameterName}`;
      return `${eventName.replace(/^statsig::|_exposure$/g, '')} ${gate ?? config}${parameter}`;
    })
    .toSorted();
}
