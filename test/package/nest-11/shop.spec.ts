import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { type INestApplication, type ModuleMetadata, ValidationPipe } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { FeatureGate, StatsigModule, StatsigService } from 'statsig-nodekit/nestjs';
import {
  byUserID,
  createTestStatsigService,
  group,
  StatsigTestingModule,
  type TestStatsigOptions,
  TestStatsig,
} from 'statsig-nodekit/nestjs/testing';
import { WebSocket } from 'ws';
import {
  graphql,
  graphqlWithGuardedFields,
  OfferResolver,
  Prices,
  ShopController,
  ShopGateway,
  ShopModule,
  ShopResolver,
  shopUser,
  StaffResolver,
} from './shop.module';

const definitions: TestStatsigOptions = {
  gates: { for_ann: byUserID({ ann: true }, false), open: true },
  experiments: {
    button_color: ({ userID }) => group(userID === 'ann' ? 'treatment' : 'control', { color: `${userID}-red` }),
  },
};

const running: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.close();
});

/** What GraphQL answers. */
interface Answered {
  readonly data: unknown;
  readonly errors: readonly { readonly path: readonly string[]; readonly extensions: { readonly code: string } }[];
}

async function askGraphql(url: string, user: string, query: string): Promise<Answered> {
  const headers = { 'content-type': 'application/json', ...as(user).headers };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return answer.json();
}

type Adapter = 'express' | 'fastify';

async function start(
  adapter: Adapter,
  metadata: ModuleMetadata = {},
): Promise<{ app: INestApplication; url: string; statsig: TestStatsig }> {
  const moduleRef = await Test.createTestingModule({
    ...metadata,
    imports: [StatsigTestingModule.forTest(definitions, { user: shopUser }), ShopModule, ...(metadata.imports ?? [])],
  }).compile();
  const app = moduleRef.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter(), {
    logger: false,
  });
  app.useWebSocketAdapter(new WsAdapter(app));
  // As strict as it can be, also with what parameter decorators inject.
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validateCustomDecorators: true,
    }),
  );
  await app.listen(0, '127.0.0.1');
  running.push(app);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, statsig: moduleRef.get(TestStatsig) };
}

/** Nest 11 takes 0 for its own default port. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const as = (user: string): { headers: Record<string, string> } => ({ headers: { 'x-user': user } });

test.each<Adapter>(['express', 'fastify'])(
  'requests on %s have their user, parameters, gates and events',
  async (adapter) => {
    const { url, statsig } = await start(adapter);
    const users = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'ann' : `user-${index}`));
    const answers = await Promise.all(users.map(async (user) => (await fetch(`${url}/colour`, as(user))).json()));
    expect(answers).toEqual(users.map((userID) => ({ userID, gate: userID === 'ann', colour: `${userID}-red` })));
    expect(await (await fetch(`${url}/parameter`, as('ben'))).text()).toBe('ben-red');
    expect((await fetch(`${url}/beta`, as('ann'))).status).toBe(200);

    const order = async (count: number): Promise<[number, unknown]> => {
      const headers = { 'content-type': 'application/json', ...as('ann').headers };
      const answer = await fetch(`${url}/order`, { method: 'POST', headers, body: JSON.stringify({ count }) });
      return [answer.status, await answer.json()];
    };
    expect(await order(3)).toEqual([201, { count: 3, isOrder: true, isOpen: true, userID: 'ann', colour: 'ann-red' }]);
    expect(await order(30)).toMatchObject([400, { message: ['count must not be greater than 10'] }]);

    const [hidden, unknown] = await Promise.all(['beta', 'unknown'].map((path) => fetch(`${url}/${path}`, as('ben'))));
    expect([hidden?.status, (await hidden?.text())?.replace('beta', 'unknown')]).toEqual([
      unknown?.status,
      await unknown?.text(),
    ]);
    statsig.expectExposure('for_ann').for('ben').withValue(false);
  },
);

test('operations of GraphQL have their user, and are refused with a code', async () => {
  const { url } = await start('express', { imports: [graphql], providers: [ShopResolver, StaffResolver] });
  const query = '{ colour beta secret staff }';
  const [ann, ben] = await Promise.all([askGraphql(url, 'ann', query), askGraphql(url, 'ben', query)]);
  expect(ann).toEqual({ data: { colour: 'ann-red', beta: 'beta for ann', secret: 'secret', staff: 'staff' } });
  expect(ben.data).toEqual({ colour: 'ben-red', beta: null, secret: null, staff: 'former' });
  expect(ben.errors.map(({ path, extensions }) => [path[0], extensions.code])).toEqual([
    ['beta', 'NOT_FOUND'],
    ['secret', 'FORBIDDEN'],
  ]);
});

test('fields of GraphQL are behind their gates, or the application does not start', async () => {
  await expect(start('express', { imports: [graphql], providers: [OfferResolver] })).rejects.toThrow(
    "OfferResolver.discount, which resolves a field: there Nest runs no guards unless told so. Give GraphQLModule `fieldResolverEnhancers: ['guards']`",
  );
  const { url } = await start('express', { imports: [graphqlWithGuardedFields], providers: [OfferResolver] });
  const query = '{ offer { name discount } }';
  const [ann, ben] = await Promise.all([askGraphql(url, 'ann', query), askGraphql(url, 'ben', query)]);
  expect(ann).toEqual({ data: { offer: { name: 'kettle', discount: 'ten percent, true' } } });
  expect(ben.data).toEqual({ offer: { name: 'kettle', discount: null } });
  expect(ben.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
});

test('messages of services and sockets have their user, and are refused in their way', async () => {
  const { app, url, statsig } = await start('express', { providers: [ShopGateway] });
  const port = await freePort();
  app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  await app.startAllMicroservices();
  const tcp: ClientProxy = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  running.push(tcp);
  const users = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'ann' : `user-${index}`));
  const answers = await Promise.all(users.map((user) => firstValueFrom(tcp.send('colour', { user }))));
  expect(answers).toEqual(users.map((user) => `${user}-red`));
  expect(await firstValueFrom(tcp.send('beta', { user: 'ann' }))).toBe('beta');
  await expect(firstValueFrom(tcp.send('beta', { user: 'ben' }))).rejects.toMatchObject({
    status: 'error',
    message: 'There is no matching message handler defined in the remote service.',
  });
  tcp.emit('bought', { user: 'ann' });
  while (statsig.events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  statsig.expectEvent('bought').for('ann');

  /** Sends messages in one go, and waits for the first answer. */
  const talk = async (user: string, ...messages: string[]): Promise<unknown> => {
    const socket = new WebSocket(url.replace('http', 'ws'), as(user));
    await new Promise((resolve) => socket.once('open', resolve));
    const answer = new Promise((resolve) =>
      socket.once('message', (data: unknown) => resolve(JSON.parse(String(data)))),
    );
    for (const event of messages) socket.send(JSON.stringify({ event }));
    return answer.finally(() => socket.terminate());
  };
  expect(await talk('ben', 'colour')).toEqual({ event: 'colour', data: 'ben-red' });
  expect(await talk('ann', 'beta')).toEqual({ event: 'beta', data: 'beta' });
  // Nest 11 does not send exceptions to sockets of `ws`; Nest 12 does.
  expect(await talk('ben', 'beta', 'colour')).toEqual({ event: 'colour', data: 'ben-red' });
});

test('documents of OpenAPI say which routes are behind gates', async () => {
  const { app } = await start('express');
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  expect(paths['/beta']?.get).toMatchObject({
    description: 'What is new.\n\nBehind a feature gate: for_ann or not open.',
    'x-feature-gates': ['for_ann or not open'],
  });
  expect(paths['/colour']?.get).not.toHaveProperty('x-feature-gates');
});

test('a whole module takes another service in tests', async () => {
  const moduleRef = await Test.createTestingModule({
    imports: [StatsigModule.forRoot({ sdkKey: 'secret-shop', options: { disableNetwork: true } })],
    controllers: [ShopController],
    providers: [Prices],
  })
    .overrideProvider(StatsigService)
    .useValue(createTestStatsigService(definitions, { user: shopUser }))
    .compile();
  const app = moduleRef.createNestApplication(new ExpressAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  running.push(app);
  const { port } = app.getHttpServer().address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/colour`, as('ann'))).json()).toEqual({
    userID: 'ann',
    gate: true,
    colour: 'ann-red',
  });
  expect(() => FeatureGate('')).toThrow();
});
