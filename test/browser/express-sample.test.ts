import { fileURLToPath } from 'node:url';
import { Statsig } from 'statsig-nodekit';
import { startEmulator } from 'statsig-nodekit/emulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startShop } from '../../samples/express/start-shop.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { openPage } from './support/watched-page.js';

const project = fileURLToPath(new URL('../../samples/project/statsig.yaml', import.meta.url));

describe.skipIf(!hasBrowser)('the Express shop in a browser', () => {
  const browser = browserForFile();

  it('shows the colour that the server decided at once, and has exposure and sign-up logged for one user', async () => {
    const emulator = await startEmulator({ project, port: 0 });
    onTestFinished(() => emulator.close());
    const client = new Statsig('secret-sample', {
      specsUrl: emulator.specsUrl,
      logEventUrl: emulator.logEventUrl,
      disableDiagnostics: true,
      outputLogLevel: 'none',
    });
    onTestFinished(async () => void (await client.shutdown()));
    await client.initialize();
    const { server, url } = await startShop({ port: 0, client, clientSdkKey: 'client-sample-key' });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });

    const { page, requests, complaints } = await openPage(browser());
    await page.goto(`${url}/?random`);
    const who = /random-\d+/.exec((await page.textContent('#who')) ?? '')?.[0] ?? '';
    const expected = client.getExperiment({ userID: who }, 'button_color', { disableExposureLogging: true });
    const color = expected.get('color', 'gray');
    // By locators: a function to wait for is evaluated from a string, which the page's policy refuses.
    await page.locator('#decided', { hasText: 'Bootstrap:Recognized' }).waitFor();
    expect(await page.textContent('#decided')).toBe(`button_color: ${color} (Bootstrap:Recognized)`);
    // Its values came with the page: the browser asked for the page and its script, and for nothing else so far.
    expect(requests.filter((request) => request.includes('/values'))).toEqual([]);

    await page.click('#sign-up');
    await page.locator('#decided', { hasText: 'visited_signup' }).waitFor();
    const named = (): string[] => {
      return emulator
        .events()
        .filter(({ eventName }) => ['visited_signup', 'statsig::config_exposure'].includes(eventName))
        .map(({ eventName, user }) => `${eventName} ${(user as { userID?: string } | null)?.userID ?? ''}`)
        .toSorted();
    };
    // The browser sends by itself, within ten seconds. A page that is left while it sends may lose that request.
    await expect
      .poll(
        async () => {
          await client.flushEvents();
          return named();
        },
        { timeout: 30_000 },
      )
      .toEqual([`statsig::config_exposure ${who}`, `visited_signup ${who}`]);
    expect(complaints).toEqual([]);
  });
});
