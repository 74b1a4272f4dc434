import { renderBootstrapScript } from 'statsig-nodekit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { findDifferences } from './support/find-differences.js';
import { startGeneratedSite } from './support/generated-site.js';
import { pageHtml } from './support/page-html.js';
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
