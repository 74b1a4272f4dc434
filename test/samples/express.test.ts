import { beforeAll, expect, it } from 'vitest';
import { startStatsigServer } from '../integrations/nestjs/support/statsig-server.js';
import { buildSamples } from './support/build-samples.js';
import { runProgram } from './support/run-program.js';

beforeAll(buildSamples);

it('the Express shop delivers its last events when it is stopped by SIGTERM, and ends by itself', async () => {
  const server = await startStatsigServer();
  const shop = runProgram([process.execPath, 'dist/samples/express/main.js'], {
    STATSIG_SERVER_KEY: 'secret-test',
    STATSIG_SPECS_URL: server.options.specsUrl,
    STATSIG_LOG_EVENT_URL: server.options.logEventUrl,
    PORT: '0',
  });
  const url = (await shop.printed(/The shop is open at (http:\S+)/))[1] ?? '';
  const page = await (await fetch(`${url}/?user=ann`)).text();
  expect(page).toContain('background: red');
  expect(page).toContain('"userID":"ann"');
  expect((await fetch(`${url}/checkout/new?user=ann`)).status).toBe(404);
  const headers = { 'user-agent': 'Test/1.0' };
  expect(await (await fetch(`${url}/signup?user=ann`, { method: 'POST', headers })).json()).toEqual({
    signedUp: 'ann',
  });

  shop.signal('SIGTERM');
  expect(await shop.ended).toEqual({ code: 0, signal: null });
  expect(shop.output()).toMatch(/Closed: requests answered, \d+ events delivered/);
  expect(shop.output()).not.toContain('secret-test');
  expect(server.events.filter(({ eventName }) => eventName === 'visited_signup')).toMatchObject([
    { user: { userID: 'ann', ip: '127.0.0.1', userAgent: 'Test/1.0' } },
  ]);
});

it('the Express shop tells visitors apart by a hash of their address, or makes each of them someone new', async () => {
  const shop = runProgram([process.execPath, 'dist/samples/express/main.js'], { STATSIG_SERVER_KEY: '', PORT: '0' });
  const url = (await shop.printed(/The shop is open at (http:\S+)/))[1] ?? '';
  const who = async (path: string): Promise<string> =>
    /Shopping as ([\w-]+)/.exec(await (await fetch(url + path)).text())?.[1] ?? '';
  expect(await who('/')).toMatch(/^visitor-[\da-f]{8}$/);
  expect(await who('/')).toBe(await who('/'));
  expect(await who('/?random')).not.toBe(await who('/?random'));
});
