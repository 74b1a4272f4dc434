import { renderBootstrapScript, type Statsig } from 'statsig-nodekit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { findDifferences } from './support/find-differences.js';
import type { FlagNames } from './support/flag-answers.js';
import { startGeneratedSite } from './support/generated-site.js';
import { pageHtml } from './support/page-html.js';
import { exposeOnServer, reportedExposures } from './support/reported-exposures.js';
import { answersOf, namesOf } from './support/server-answers.js';
import { startSite } from './support/site.js';
import { missingID, openPage } from './support/watched-page.js';

const seeds = Array.from({ length: 6 }, (_, index) => 1000 + index);

/** Each form that browsers can read, once for every user. */
const forms = [0, 1, 2].flatMap((responseFormat) =>
  ['djb2', 'none'].map((hashAlgorithm) => ({ responseFormat, hashAlgorithm })),
);

describe.skipIf(!hasBrowser)('a browser that starts from the values in a page', () => {
  const browser = browserForFile();
  let service: LoopbackService;
  beforeAll(async () => {
    service = await startLoopbackService();
  });
  afterAll(() => service.close());

  it.each(seeds)('has every answer of the server, in each form: project %i', async (seed) => {
    const { statsig, specs, nextUser } = await startGeneratedSite(seed, service);
    const names = namesOf(statsig, specs);
    const cases = forms.map((form, index) => {
      const { customIDs, ...others } = nextUser();
      const user = { ...others, customIDs: { ...(customIDs as object), stableID: `stable-${index}` } };
      const { bootstrap, reason } = statsig.bootstrap(user, {
        ...form,
        clientSdkKey: `client-${index}`,
        includeLocalOverrides: true,
      });
      if (bootstrap === null) throw new Error(reason);
      return { id: `case-${index}`, user, bootstrap, form };
    });
    const site = await startSite({
      pages: {
        '/': {
          html: pageHtml({
            settings: { blocks: cases.map(({ id }) => id) },
            body: cases.map(({ id, bootstrap }) => renderBootstrapScript({ bootstrap, id, form: 'data' })).join('\n'),
          }),
        },
      },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const { page, ask, requests, complaints } = await openPage(browser());
    await page.goto(site.url);

    let compared = 0;
    for (const { id, user, form } of cases) {
      const { answers, reasons } = await ask('read', id, names, { disableExposureLog: true });
      expect(reasons).toEqual(['Bootstrap:Recognized']);
      expect(findDifferences(answers, answersOf(statsig, user, names), form)).toEqual([]);
      compared += answers.length;
    }
    expect(compared).toBeGreaterThan(6 * 30);
    expect(complaints.filter((complaint) => !missingID.test(complaint))).toEqual([]);
    expect(requests).toEqual([`GET ${site.url}/`, `GET ${site.url}/probe.js`]);
  });

  // With parameters that an experiment in the layer sets, and without what responses tell otherwise on purpose: conditions on gates
  // that do not exist, or that a redirected experiment asks for.
  it.each([1006, 1011, 1021])('reports what the server would report: project %i', async (seed) => {
    const { statsig, sdkKey, specs, nextUser } = await startGeneratedSite(seed, service);
    const { customIDs, ...others } = nextUser();
    const user = { ...others, customIDs: { ...(customIDs as object), stableID: 'stable-1' } };
    const names = supportedOf(statsig, user, namesOf(statsig, specs));
    // With names as they are, because the service alone could tell what hashes of consulted gates stand for.
    const bootstrap = bootstrapOf(statsig, user, { hashAlgorithm: 'none', includeLocalOverrides: true });
    const settings = { blocks: ['statsig-bootstrap'], options: { networkConfig: { api: '/flags' } } };
    const site = await startSite({
      pages: { '/': { html: pageHtml({ settings, body: renderBootstrapScript({ bootstrap, form: 'data' }) }) } },
      scripts: { '/probe.js': await bundlePage('probe.ts') },
      handle: ({ url }) => Promise.resolve(url.includes('/flags/rgstr?') ? Response.json({}) : undefined),
    });
    const { page, ask } = await openPage(browser());
    await page.goto(site.url);
    await ask('read', 'statsig-bootstrap', names);
    await ask('flush', 'statsig-bootstrap');
    exposeOnServer(statsig, user, names);
    await statsig.flushEvents();

    const posts = site.requests.filter(({ path }) => path === '/flags/rgstr');
    const ofPage = posts.flatMap(({ body }) => (JSON.parse(body.toString()) as { events: unknown[] }).events);
    // A server also reports an experiment that a condition asked for.
    expect(reportedExposures(ofPage)).toEqual([...new Set(reportedExposures(service.take(sdkKey)))]);
    expect(reportedExposures(ofPage).length).toBeGreaterThan(50);
    expect(reportedExposures(ofPage).join()).toContain('"isExplicitParameter":"true"');
  });
});

describe('the comparison', () => {
  const answer = {
    flag: 'experiment e',
    value: { a: 1 },
    ruleID: 'rule',
    groupName: 'Test',
    reason: 'Network:Recognized',
  };

  it('notices each thing that a page could answer otherwise', () => {
    const inFormat0 = { responseFormat: 0 };
    expect(findDifferences([answer], [answer], inFormat0)).toEqual([]);
    for (const other of [
      { value: { a: 2 } },
      { value: null },
      { ruleID: '' },
      { groupName: null },
      { flag: 'gate e' },
    ]) {
      expect(findDifferences([{ ...answer, ...other }], [answer], inFormat0)).toHaveLength(1);
    }
    expect(findDifferences([], [answer], inFormat0)).toEqual(['only one side has experiment e']);
  });

  it('excuses reports of defaults and of what is not supported, and no value of theirs', () => {
    const byDefault = { ...answer, ruleID: 'default' };
    const reported = { ...byDefault, groupName: null };
    expect(findDifferences([reported], [byDefault], { responseFormat: 0 })).toEqual([]);
    expect(findDifferences([{ ...reported, ruleID: '' }], [byDefault], { responseFormat: 0 })).toHaveLength(1);
    expect(findDifferences([{ ...reported, ruleID: '' }], [byDefault], { responseFormat: 2 })).toEqual([]);
    const unsupported = { ...answer, reason: 'Network:Unsupported' };
    const closed = { ...answer, ruleID: '', groupName: null };
    expect(findDifferences([closed], [unsupported], { responseFormat: 1 })).toEqual([]);
    expect(findDifferences([{ ...closed, value: {} }], [unsupported], { responseFormat: 1 })).toHaveLength(1);
  });
});

/** Without stores, whose parameters can refer to what no browser has, and without flags that this version does not know. */
function supportedOf(statsig: Statsig, user: object, names: FlagNames): FlagNames {
  const unsupported = answersOf(statsig, user, names).filter(({ reason }) => reason?.endsWith(':Unsupported'));
  const isSupported = (flag: string): boolean => !unsupported.some((answer) => answer.flag === flag);
  return {
    gates: names.gates.filter((name) => isSupported(`gate ${name}`)),
    configs: names.configs.filter((name) => isSupported(`config ${name}`)),
    experiments: names.experiments.filter((name) => isSupported(`experiment ${name}`)),
    layers: names.layers.filter(({ name }) => isSupported(`layer ${name}`)),
    stores: [],
  };
}
