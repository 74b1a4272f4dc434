import { renderBootstrapScript } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { startEmulatedClient } from './support/emulated-site.js';
import { pageHtml } from './support/page-html.js';
import { startSite } from './support/site.js';
import { openPage } from './support/watched-page.js';

const block = 'statsig-bootstrap';
const names = { gates: ['on'], configs: [], experiments: [], layers: [], stores: [] };

describe.skipIf(!hasBrowser)("a browser's storage", () => {
  const browser = browserForFile();

  it('has nothing of a silent page that a later one would send, and nothing at all without storage', async () => {
    const { statsig } = await startEmulatedClient({ gates: { on: { rules: [{ name: 'all' }] } } });
    const body = renderBootstrapScript({
      bootstrap: bootstrapOf(statsig, { userID: 'ann', customIDs: { stableID: 'stable-ann' } }),
    });
    const settingsOf = {
      '/silent': { isSilent: true },
      '/without-storage': { options: { disableStorage: true } },
      '/disabled': { options: { loggingEnabled: 'disabled' } },
    };
    const pages = Object.entries(settingsOf).map(
      ([path, settings]) => [path, { html: pageHtml({ settings: { blocks: [block], ...settings }, body }) }] as const,
    );
    const site = await startSite({
      pages: Object.fromEntries(pages),
      scripts: { '/probe.js': await bundlePage('probe.ts') },
    });
    const { page, ask } = await openPage(browser());
    const visit = async (path: keyof typeof settingsOf): Promise<string[]> => {
      await page.goto(site.url + path);
      expect((await ask('read', block, names)).reasons).toEqual(['Bootstrap:Recognized']);
      await ask('flush', block);
      return page.evaluate(() => Object.keys(Reflect.get(globalThis, 'localStorage') as object).toSorted());
    };
    expect(await visit('/silent')).toEqual([]);
    expect(await visit('/without-storage')).toEqual([]);
    // What they are spared: the client keeps what it may not send, and the ID of the visitor.
    expect(await visit('/disabled')).toEqual([
      expect.stringMatching(/^statsig\.pending_events\./),
      expect.stringMatching(/^statsig\.stable_id\./),
    ]);
  });
});
