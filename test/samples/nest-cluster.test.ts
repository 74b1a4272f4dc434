import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { startStatsigServer } from '../integrations/nestjs/support/statsig-server.js';
import { buildSamples } from './support/build-samples.js';
import { runProgram } from './support/run-program.js';

const workers = 4;
const requests = 60;

beforeAll(buildSamples);

it('four processes under load answer what they have begun at SIGTERM, and deliver the events of each', async () => {
  const server = await startStatsigServer();
  const shop = runProgram([process.execPath, 'dist/samples/nestjs/cluster.js'], {
    STATSIG_SERVER_KEY: 'secret-test',
    STATSIG_SPECS_URL: server.options.specsUrl,
    STATSIG_LOG_EVENT_URL: server.options.logEventUrl,
    WORKERS: String(workers),
    DELIVERY_MS: '1500',
    PORT: '0',
  });
  const printed = (line: string): number => shop.output().split(line).length - 1;
  await expect.poll(() => printed('The shop is open'), { timeout: 60_000 }).toBe(workers);
  const url = /The shop is open at (http:\S+)/.exec(shop.output())?.[1] ?? '';

  // Each on a connection of its own, which the primary deals to the workers in turn.
  const ask = async (path: string, user: string, method = 'GET'): Promise<Response> =>
    fetch(url + path, { method, headers: { 'x-user-id': user, connection: 'close' } });
  // Load that goes on until the shop is closed for new requests.
  const shopping = { isOpen: true };
  const answered: number[] = [];
  const load = Array.from({ length: 8 }, async (_, visitor) => {
    while (shopping.isOpen) {
      const response = await ask('/signup', `loader-${visitor}`, 'POST').catch(() => undefined);
      if (response !== undefined) answered.push(response.status);
      await sleep(5);
    }
  });
  const users = Array.from({ length: requests }, (_, index) => `customer-${index}`);
  const begun = users.map(async (user) => {
    const response = await ask('/delivery', user);
    return { status: response.status, body: (await response.json()) as { readonly process: number } };
  });
  await expect.poll(() => printed('Asking the depot'), { timeout: 60_000 }).toBe(requests);
  shop.signal('SIGTERM');

  const finished = await Promise.all(begun);
  shopping.isOpen = false;
  await Promise.all(load);
  expect(new Set(finished.map(({ status }) => status))).toEqual(new Set([200]));
  const processes = new Set(finished.map(({ body }) => body.process));
  expect(processes.size).toBe(workers);
  expect(new Set(answered)).toEqual(new Set([201]));

  expect(await shop.ended).toEqual({ code: 0, signal: null });
  const delivered = [...shop.output().matchAll(/Delivered (\d+) events? at shutdown/g)].map(([, count]) =>
    Number(count),
  );
  expect(delivered).toHaveLength(workers);
  expect(Math.min(...delivered)).toBeGreaterThan(0);
  const exposed = server.events
    .filter(({ eventName }) => eventName === 'statsig::gate_exposure')
    .filter(({ metadata }) => metadata['gate'] === 'free_shipping')
    .map(({ user }) => user['userID']);
  expect(new Set(exposed)).toEqual(new Set(users));
  // Of the requests of the load, too, each that was answered has its event; those that broke off may have one.
  expect(server.events.filter(({ eventName }) => eventName === 'visited_signup').length).toBeGreaterThanOrEqual(
    answered.length,
  );
});
