import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { StatsigService } from 'statsig-nodekit/nestjs';
import { byUserID, createTestStatsigService, group, type TestStatsig } from 'statsig-nodekit/nestjs/testing';
import { createTestStatsig } from 'statsig-nodekit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AppModule } from '../../samples/nestjs/app.module.js';
import { shopUser } from '../../samples/nestjs/shop-user.js';
import { openSocket } from '../integrations/nestjs/support/open-socket.js';

/*
 * The sample shop as a whole, over HTTP, with answers that these tests decide: how an application of Nest is tested from end to
 * end.
 */

const statsig: TestStatsig = createTestStatsig({
  gates: {
    new_checkout: byUserID({ ann: true }, false),
    free_shipping: byUserID({ ann: true }, false),
    club_prices: ({ userID, custom }) => userID === 'ann' || custom?.['plan'] === 'club',
  },
  configs: { limits: { items: 25 } },
  experiments: {
    banner_text: ({ userID }) => group(userID === 'ann' ? 'polite' : 'plain', {}),
    search_ranking: ({ userID }) =>
      userID === 'ann' ? group('personal', { algorithm: 'personal' }) : group('control', { algorithm: 'popularity' }),
  },
  layers: { promo: { cta: 'Please buy' } },
  parameterStores: { checkout: { title: 'To the till' } },
});

let app: INestApplication;
let url = '';

beforeAll(async () => {
  const service = createTestStatsigService(statsig, { user: shopUser, bootstrap: { clientSdkKey: 'client-web-key' } });
  const moduleRef = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(StatsigService)
    .useValue(service)
    .compile();
  app = moduleRef.createNestApplication({ logger: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(() => app.close());
beforeEach(() => statsig.reset());

const get = (path: string, user: string): Promise<Response> =>
  fetch(url + path, { headers: { 'x-user-id': user }, redirect: 'manual' });
const text = async (path: string, user: string): Promise<string> => (await get(path, user)).text();
const json = async (path: string, user: string): Promise<unknown> => (await get(path, user)).json();

describe('the shop', () => {
  it('injects values of layers, configs and parameter stores, and exposes them', async () => {
    expect(await json('/offer', 'ann')).toEqual({ callToAction: 'Please buy', mostItems: 25, title: 'To the till' });
    statsig.expectExposure('limits').for('ann');
    statsig.expectExposure('promo').ofParameter('cta').for('ann');
  });

  it('answers by the method of the group', async () => {
    expect([await text('/banner', 'ann'), await text('/banner', 'ben')]).toEqual([
      'Please have a look at our kettles.',
      'Kettles.',
    ]);
  });

  it('answers by another method, by a redirect, by 403, and as if there was nothing', async () => {
    expect([await json('/search', 'ann'), await json('/search', 'ben')]).toEqual([
      { ranking: 'personal' },
      { ranking: 'popularity' },
    ]);
    const sale = await get('/sale', 'ben');
    expect([sale.status, sale.headers.get('location')]).toEqual([302, '/']);
    expect((await get('/staff/stock', 'ben')).status).toBe(403);
    expect(await text('/staff/opening-hours', 'ben')).toBe('9 to 5');
    expect((await get('/checkout/new', 'ben')).status).toBe(404);

    statsig.define({ gates: { winter_sale: true, staff_only: true, debug_panel: true } });
    expect(await text('/sale', 'ben')).toBe('All kettles at half price.');
    expect(await json('/staff/stock', 'ben')).toEqual({ kettles: 12, ordered: 40 });
    statsig.expectNoExposure('debug_panel');
  });

  it('has each customer’s parcel brought by the carrier of their gate', async () => {
    const [ann, ben] = await Promise.all([json('/delivery', 'ann'), json('/delivery', 'ben')]);
    expect([ann, ben]).toEqual([
      { price: 0, process: process.pid },
      { price: 5, process: process.pid },
    ]);
  });

  it('takes messages of a socket for its customer', async () => {
    const [ann, ben] = [await openSocket(url, { 'x-user-id': 'ann' }), await openSocket(url, { 'x-user-id': 'ben' })];
    expect(await ann.ask('add', 'kettle')).toEqual({
      event: 'added',
      data: { item: 'kettle', userID: 'ann', mostItems: 25 },
    });
    statsig.expectEvent('added_to_basket').for('ann').withMetadata({ item: 'kettle' });
    expect([(await ann.ask('pay')).event, (await ben.ask('pay')).event]).toEqual(['paid', 'exception']);
  });

  it('decides anew for who has joined the club, and tells others in its own words', async () => {
    const headers = { 'x-user-id': 'ben' };
    const refused = await get('/club/offers', 'ben');
    expect([refused.status, await refused.json()]).toMatchObject([403, { message: 'Join the club first.' }]);
    const joined = await fetch(`${url}/club`, { method: 'POST', headers });
    expect(await joined.json()).toEqual({ before: false, after: true });
    expect(await json('/club/offers', 'ann')).toEqual({ kettle: 29 });
    expect(await text('/club/offers/live', 'ann')).toContain('data: {"callToAction":"Please buy","kettle":27}');
    expect((await get('/club/offers/live', 'eve')).status).toBe(403);
  });

  it('answers other services for the customers that they ask for', async () => {
    const service = app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });
    await app.startAllMicroservices();
    const { port } = service.unwrap<{ address(): AddressInfo }>().address();
    const other = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
    onTestFinished(() => other.close());
    const ask = (pattern: string, userID: string): Promise<unknown> =>
      firstValueFrom(other.send(pattern, { userID, kettles: 2 }));
    expect(await ask('price', 'ann')).toBe(78);
    statsig.expectExposure('winter_sale').for('ann');
    expect(await ask('club-price', 'ann')).toBe(58);
    await expect(ask('club-price', 'eve')).rejects.toMatchObject({ status: 'error' });
  });

  it('has the checkout bring along what the browser starts from', async () => {
    expect(await text('/checkout/new', 'ann')).toContain('client-web-key');
  });

  it('tells how it is, and gives pages what they start from', async () => {
    expect(await json('/health', 'probe')).toMatchObject({ status: 'ok', info: { statsig: { status: 'up' } } });
    const values = await get('/page-values', 'ann');
    expect(values.headers.get('cache-control')).toBe('private, no-store');
    expect(await values.json()).toMatchObject({ has_updates: true, user: { userID: 'ann' } });
    const proxied = await fetch(`${url}/app-state/values?k=client-web-key`, {
      method: 'POST',
      body: JSON.stringify({ user: { userID: 'ben' } }),
    });
    expect(await proxied.json()).toMatchObject({ has_updates: true, user: { userID: 'ben' } });
  });
});
