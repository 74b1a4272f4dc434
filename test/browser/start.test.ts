import { fileURLToPath } from 'node:url';
import {
  type BootstrapOptions,
  renderBootstrapScript,
  type Statsig,
  type StatsigOptions,
  type StatsigUserArgs,
} from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';
import type { TestServer } from '../support/http-server.js';
import type { ProbeSettings, ReadReport } from './pages/probe-methods.js';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { startEmulatedClient } from './support/emulated-site.js';
import { findDifferences } from './support/find-differences.js';
import type { FlagNames } from './support/flag-answers.js';
import { pageHtml } from './support/page-html.js';
import { answersOf } from './support/server-answers.js';
import { startSite } from './support/site.js';
import { missingID, openPage, type WatchedPage } from './support/watched-page.js';

const sampleProject = fileURLToPath(new URL('../../samples/project/statsig.yaml', import.meta.url));
const block = 'statsig-bootstrap';

/** With every ID that the project's flags are about. */
const ann = {
  userID: 'ann',
  email: 'ann@kettle.example',
  custom: { plan: 'pro' },
  customIDs: { stableID: 'stable-1', companyID: 'tea-house' },
};

const none: FlagNames = { gates: [], configs: [], experiments: [], layers: [], stores: [] };
const everyone: FlagNames = { ...none, gates: ['everyone'] };

describe.skipIf(!hasBrowser)('a client in a page', () => {
  const browser = browserForFile();

  /** Opens a page with what the server embeds for a user, and reads flags. */
  async function startPage({
    user,
    options,
    server,
    settings,
    names = everyone,
    isHandedOver = false,
    body = (statsig) => renderBootstrapScript({ bootstrap: bootstrapOf(statsig, user, options), form: 'data' }),
  }: {
    readonly user: StatsigUserArgs;
    readonly options?: BootstrapOptions;
    readonly server?: StatsigOptions;
    readonly settings?: Partial<ProbeSettings>;
    readonly names?: FlagNames;
    /** Whether the program in the page is given what `bootstrap()` gave, as applications of React do. */
    readonly isHandedOver?: boolean;
    readonly body?: (statsig: Statsig) => string;
  }): Promise<WatchedPage & { readonly report: ReadReport; readonly statsig: Statsig; readonly site: TestServer }> {
    const { statsig } = await startEmulatedClient(sampleProject, server);
    const bootstrap = isHandedOver ? bootstrapOf(statsig, user, options) : undefined;
    const html = pageHtml({
      settings: { blocks: [block], isSilent: true, ...(bootstrap !== undefined && { bootstrap }), ...settings },
      body: isHandedOver ? '' : body(statsig),
    });
    const site = await startSite({
      pages: { '/': { html }, '/next': { html: '<!doctype html>' } },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const watched = await openPage(browser());
    await watched.page.goto(site.url);
    return { ...watched, report: await watched.ask('read', block, names), statsig, site };
  }

  describe('that the server evaluated for', () => {
    const situations = [
      { situation: 'a user with all IDs', user: ann },
      { situation: 'a user without a stable ID', user: { userID: 'ann' } },
      { situation: 'nobody', user: { userID: '' } },
      { situation: 'a user of another environment', user: ann, server: { environment: 'staging' } },
      { situation: 'a user with fields of the whole process', user: ann, server: { globalCustomFields: { shop: 7 } } },
      { situation: 'a user with private attributes', user: { ...ann, privateAttributes: { income: 1 } } },
    ] satisfies readonly { situation: string; user: StatsigUserArgs; server?: StatsigOptions }[];

    it.each(situations)('$situation is given exactly that user', async ({ user, server = {} }) => {
      const { report, ask, complaints } = await startPage({ user, server });
      expect(report.reasons).toEqual(['Bootstrap:Recognized']);
      expect(await ask('start', block)).toEqual({ isBootstrapped: true });
      expect(complaints.filter((complaint) => user.userID !== '' || !missingID.test(complaint))).toEqual([]);
    });

    it.each(situations)('$situation is that of the bootstrap, too', async ({ user, server = {} }) => {
      const { report, ask } = await startPage({ user, server, isHandedOver: true });
      expect(report.reasons).toEqual(['Bootstrap:Recognized']);
      expect(await ask('start', block)).toEqual({ isBootstrapped: true });
    });

    it.each([
      { difference: 'another user', user: ann, handMadeFor: { ...ann, userID: 'bob' }, reason: 'NoValues' },
      { difference: 'no stable ID', user: ann, handMadeFor: { ...ann, customIDs: {} }, reason: 'NoValues' },
      {
        difference: 'no environment',
        user: ann,
        handMadeFor: ann,
        reason: 'BootstrapPartialUserMatch:Recognized',
      },
      {
        difference: 'a stable ID of its own',
        user: { userID: 'ann', statsigEnvironment: { tier: 'development' } },
        handMadeFor: { userID: 'ann', statsigEnvironment: { tier: 'development' } },
        reason: 'BootstrapStableIDMismatch:Recognized',
      },
    ])('tells when it is made by hand for $difference', async ({ user, handMadeFor, reason }) => {
      const options = { networkConfig: { preventAllNetworkTraffic: true } };
      const { report } = await startPage({ user, settings: { handMadeFor, options } });
      expect(report.reasons).toEqual([reason]);
    });
  });

  it.each([0, 1, 2])('finds no name that was hashed by sha256: format %i', async (responseFormat) => {
    const names: FlagNames = {
      gates: ['everyone'],
      configs: ['limits'],
      experiments: ['search_ranking'],
      layers: [{ name: 'promo', parameters: [] }],
      stores: [{ name: 'checkout', parameters: [] }],
    };
    const { report, ask } = await startPage({ user: ann, options: { hashAlgorithm: 'sha256', responseFormat }, names });
    expect(await ask('start', block)).toEqual({ isBootstrapped: true });
    expect(report.reasons).toEqual(['Bootstrap:Unrecognized']);
  });

  it.each([
    { hashAlgorithm: 'djb2', value: false },
    { hashAlgorithm: 'none', value: true },
  ])('takes flags named like a member of every object for others when names are hashed: %o', async (given) => {
    const { hashAlgorithm, value } = given;
    const { statsig } = await startEmulatedClient({ gates: { toString: { rules: [{ name: 'all' }] } } });
    const bootstrap = bootstrapOf(statsig, ann, { hashAlgorithm });
    const body = renderBootstrapScript({ bootstrap, form: 'data' });
    const site = await startSite({
      pages: { '/': { html: pageHtml({ settings: { blocks: [block], isSilent: true }, body }) } },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const { page, ask } = await openPage(browser());
    await page.goto(site.url);
    expect(statsig.checkGate(ann, 'toString')).toBe(true);
    expect((await ask('read', block, { ...none, gates: ['toString'] })).answers).toMatchObject([{ value }]);
  });

  it('has what the page uses, with what that refers to, and nothing else', async () => {
    const names: FlagNames = {
      ...none,
      layers: [{ name: 'promo', parameters: ['color', 'cta'] }],
      stores: [
        {
          name: 'checkout',
          parameters: [
            { name: 'title', type: 'string' },
            { name: 'one_page', type: 'boolean' },
            { name: 'items', type: 'number' },
            { name: 'color', type: 'string' },
            { name: 'cta', type: 'string' },
          ],
        },
      ],
    };
    const flagsUsed = { layers: ['promo'], parameterStores: ['checkout'] };
    const { report, ask, statsig } = await startPage({ user: ann, options: { flagsUsed }, names });
    expect(report.reasons).toEqual(['Bootstrap:Recognized']);
    expect(findDifferences(report.answers, answersOf(statsig, ann, names), { responseFormat: 0 })).toEqual([]);
    expect((await ask('read', block, everyone)).reasons).toEqual(['Bootstrap:Unrecognized']);
  });

  it('sends nothing when it is silent, also when the page is left', async () => {
    const options = { networkConfig: { api: '/flags' } };
    const { page, ask, report, complaints, site } = await startPage({ user: ann, settings: { options } });
    expect(report.reasons).toEqual(['Bootstrap:Recognized']);
    await ask('logEvent', block, 'bought');
    // What was read without an exposure is counted, and sent even where logging is off.
    await ask('read', block, everyone, { disableExposureLog: true });
    await page.goto(`${site.url}/next`);
    await page.goto(`${site.url}/next?again`);
    const asked = site.requests.map(({ path }) => path).filter((path) => path !== '/favicon.ico');
    expect(asked).toEqual(['/', '/probe.js', '/next', '/next']);
    expect(complaints).toEqual([]);
  });

  it('says so when the block is broken, and has defaults', async () => {
    const { ask, report } = await startPage({
      user: ann,
      settings: { clientSdkKey: 'client-of-page' },
      body: () => `<script type="application/json" id="${block}">{"has_updates":true,</script>`,
    });
    expect(await ask('start', block)).toEqual({ isBootstrapped: false, reason: 'broken' });
    expect(report).toEqual({ answers: [{ flag: 'gate everyone', value: false, ruleID: '' }], reasons: ['NoValues'] });
  });

  it('asks the emulator, and sends it what it logs', async () => {
    const { emulator, statsig } = await startEmulatedClient(sampleProject);
    const settings = {
      blocks: [block],
      clientSdkKey: 'client-of-page',
      // Somebody else, because the client asks in the background as well.
      user: { userID: 'nobody' },
      options: { networkConfig: { api: emulator.clientApiUrl } },
    };
    const site = await startSite({
      pages: { '/': { html: pageHtml({ settings, body: '' }) } },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const { page, ask, complaints } = await openPage(browser());
    await page.goto(site.url);
    expect(await ask('updateUser', block, ann)).toEqual({ success: true, source: 'Network' });
    const { answers, reasons } = await ask('read', block, everyone);
    expect(reasons).toEqual(['Network:Recognized']);
    expect(findDifferences(answers, answersOf(statsig, ann, everyone), { responseFormat: 0 })).toEqual([]);
    await ask('flush', block);
    const name = 'statsig::gate_exposure';
    await emulator.waitForEvents((events) => events.some(({ eventName }) => eventName === name), { timeoutMs: 30_000 });
    expect(emulator.events({ name })).toMatchObject([{ user: ann, metadata: { gate: 'everyone' } }]);
    expect(complaints).toEqual([]);
  });
});
