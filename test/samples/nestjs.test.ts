import { beforeAll, expect, it } from 'vitest';
import { startStatsigServer } from '../integrations/nestjs/support/statsig-server.js';
import { buildSamples } from './support/build-samples.js';
import { runProgram } from './support/run-program.js';

beforeAll(buildSamples);

it('the shop delivers its last events when it is stopped by SIGTERM', async () => {
  const server = await startStatsigServer();
  const shop = runProgram([process.execPath, 'dist/samples/nestjs/main.js'], {
    STATSIG_SERVER_KEY: 'secret-test',
    STATSIG_SPECS_URL: server.options.specsUrl,
    STATSIG_LOG_EVENT_URL: server.options.logEventUrl,
    PORT: '0',
  });
  const url = (await shop.printed(/The shop is open at (http:\S+)/))[1] ?? '';
  const headers = { 'x-user-id': 'ann', 'user-agent': 'Test/1.0' };
  expect((await fetch(url, { headers })).status).toBe(200);
  expect((await fetch(`${url}/checkout/new`, { headers })).status).toBe(404);
  expect((await fetch(`${url}/signup`, { headers, method: 'POST' })).status).toBe(201);
  // A builder of users asks the shop's own records.
  expect((await fetch(`${url}/club`, { headers: { 'x-user-id': 'ben' }, method: 'POST' })).status).toBe(201);
  const answers = await fetch(`${url}/answers`, { headers: { 'x-user-id': 'ben' } });
  expect(await answers.json()).toMatchObject({ user: { userID: 'ben', custom: { plan: 'club' } } });
  expect(server.events).toEqual([]);

  shop.signal('SIGTERM');
  // Nest raises the signal again after its hooks: to a shell this is status 143.
  expect(await shop.ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(shop.output()).toMatch(/\[Statsig\] Delivered \d+ events at shutdown/);
  expect(shop.output()).not.toContain('secret-test');
  const own = server.events.filter(({ user }) => user['userID'] === 'ann');
  const arrived = own.map(({ eventName, user }) => [eventName, user['userID'], user['userAgent']]);
  expect(arrived).toEqual([
    ['statsig::config_exposure', 'ann', 'Test/1.0'],
    ['statsig::gate_exposure', 'ann', 'Test/1.0'],
    ['visited_signup', 'ann', 'Test/1.0'],
  ]);
});

it('the shop opens with gates off when no key is set', async () => {
  const shop = runProgram([process.execPath, 'dist/samples/nestjs/main.js'], { STATSIG_SERVER_KEY: '', PORT: '0' });
  const url = (await shop.printed(/The shop is open at (http:\S+)/))[1] ?? '';
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(`${url}/checkout/new`)).status).toBe(404);
});
