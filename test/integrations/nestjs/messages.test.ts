import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CanActivate,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  type ModuleMetadata,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { firstValueFrom, from, map, type Observable } from 'rxjs';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import {
  CurrentStatsigUser,
  Experiment,
  FeatureGate,
  Gate,
  LogEvent,
  StatsigDecoratorError,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
  type UserContext,
} from 'statsig-nodekit/nestjs';
import { currentStatsig } from 'statsig-nodekit/request';
import { byUserID, createTestStatsig, group, type TestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSocket } from './support/open-socket.js';
import { recordingLogger, startNestApp } from './support/start-nest-app.js';

interface Asked {
  readonly user?: string;
  readonly pauseMs?: number;
}

/** What a handler saw of its user, before and after it waited. */
async function look(statsig: StatsigService, injected: unknown, pauseMs = 0): Promise<object> {
  const before = statsig.checkGate('for_ann');
  await sleep(pauseMs);
  const { userID } = await statsig.user();
  return { injected, before, after: statsig.checkGate('for_ann'), userID, elsewhere: currentStatsig().user.userID };
}

/** Authentication that takes its time, as one that asks a database. */
@Injectable()
class SlowGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await sleep(1);
    return true;
  }
}

@WebSocketGateway()
class ShopGateway {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @SubscribeMessage('look')
  async look(@MessageBody() data: Asked | undefined, @Gate('for_ann') injected: boolean): Promise<object> {
    return { event: 'looked', data: await look(this.statsig, injected, data?.pauseMs) };
  }

  @SubscribeMessage('guarded')
  @UseGuards(SlowGuard)
  async guarded(@CurrentStatsigUser('userID') injected: string): Promise<object> {
    return { event: 'guarded', data: await look(this.statsig, injected) };
  }

  @SubscribeMessage('stream')
  @LogEvent('streamed')
  stream(): Observable<object> {
    return from([1, 2]).pipe(
      map((number) => ({ event: 'part', data: { number, on: this.statsig.checkGate('for_ann') } })),
    );
  }

  @SubscribeMessage('open')
  @FeatureGate('for_ann')
  open(): object {
    return { event: 'opened', data: {} };
  }

  @SubscribeMessage('forbidden')
  @FeatureGate('for_ann', { otherwise: 'forbidden' })
  forbidden(): object {
    return { event: 'opened', data: {} };
  }

  @SubscribeMessage('exception')
  @FeatureGate('for_ann', { otherwise: { exception: ({ gate }) => new WsException(`closed: ${gate}`) } })
  exception(): object {
    return { event: 'opened', data: {} };
  }

  @SubscribeMessage('sibling')
  @FeatureGate('for_ann', { otherwise: { handler: 'former' } })
  sibling(@Experiment('button_color', 'color', 'none') _color: string): object {
    return { event: 'opened', data: {} };
  }

  former(color: string): object {
    return { event: 'former', data: { color } };
  }
}

@Controller()
class ShopService {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @MessagePattern('look')
  look(@Payload() { pauseMs }: Asked, @Gate('for_ann') injected: boolean): Promise<object> {
    return look(this.statsig, injected, pauseMs);
  }

  @MessagePattern('open')
  @FeatureGate('for_ann')
  open(): string {
    return 'opened';
  }

  @MessagePattern('forbidden')
  @FeatureGate('for_ann', { otherwise: 'forbidden' })
  forbidden(): string {
    return 'opened';
  }

  @EventPattern('happened')
  @LogEvent('happened')
  happened(_data: Asked): void {}

  @Get('look')
  http(@Gate('for_ann') injected: boolean): Promise<object> {
    return look(this.statsig, injected);
  }
}

/** The user by what a message says or, of sockets and requests, by a header. */
function toldUser({ type, data, request }: UserContext): StatsigUserFields {
  if (type === 'rpc') return { userID: (data as Asked).user };
  const header = request.headers['x-user'];
  return { userID: (data as Asked | undefined)?.user ?? String(header) };
}

const seen = (userID: string): object => {
  const on = userID === 'ann';
  return { injected: on, before: on, after: on, userID, elsewhere: userID };
};

function testClient(): TestStatsig {
  return createTestStatsig({
    gates: { for_ann: byUserID({ ann: true }, false) },
    experiments: { button_color: group('treatment', { color: 'red' }) },
  });
}

/** An application of one gateway, at a port of this machine. */
async function startSockets({
  options = { user: toldUser },
  ...metadata
}: ModuleMetadata & { readonly options?: Pick<StatsigModuleOptions, 'user' | 'getRequest'> } = {}): Promise<{
  readonly url: string;
  readonly statsig: TestStatsig;
}> {
  const statsig = testClient();
  @Module({ providers: [ShopGateway], ...metadata, imports: [StatsigModule.forRoot({ client: statsig, ...options })] })
  class SocketApp {}
  const app = await NestFactory.create(SocketApp, new ExpressAdapter(), {
    logger: recordingLogger([]),
    abortOnError: false,
  });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  return { url: await app.getUrl(), statsig };
}

describe('messages of sockets', () => {
  it('have the user of their handshake, in parameters, the service, and after waiting', async () => {
    const { url } = await startSockets();
    const [ann, ben] = await Promise.all([openSocket(url, { 'x-user': 'ann' }), openSocket(url, { 'x-user': 'ben' })]);
    const [seenByAnn, seenByBen] = await Promise.all([
      ann.ask('look', { pauseMs: 20 }),
      ben.ask('look', { pauseMs: 1 }),
    ]);
    expect([seenByAnn.data, seenByBen.data]).toEqual([seen('ann'), seen('ben')]);
  });

  it('each have their own user, many of one socket at a time', async () => {
    const { url } = await startSockets();
    const socket = await openSocket(url);
    const users = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 'ann' : `user-${index}`));
    const answers = await socket.askAll(users.map((user, index) => ['look', { user, pauseMs: (index * 7) % 20 }]));
    const byUser = (data: object): string => String(Reflect.get(data, 'userID'));
    const found = answers.map(({ data }) => data).toSorted((a, b) => byUser(a).localeCompare(byUser(b)));
    expect(found).toEqual(users.toSorted((a, b) => a.localeCompare(b)).map(seen));
  });

  it('keep their user behind guards that take their time, also those of the whole application', async () => {
    const { url } = await startSockets({
      providers: [ShopGateway, { provide: APP_GUARD, useClass: SlowGuard }],
    });
    const socket = await openSocket(url, { 'x-user': 'ann' });
    expect(await socket.ask('guarded')).toEqual({ event: 'guarded', data: { ...seen('ann'), injected: 'ann' } });
  });

  it('keep it while they stream answers, and log for it', async () => {
    const { url, statsig } = await startSockets();
    const socket = await openSocket(url, { 'x-user': 'ann' });
    const parts = socket.askAll([
      ['stream', undefined],
      ['open', undefined],
    ]);
    expect((await parts).map(({ data }) => data['on']).filter((on) => on !== undefined)).toEqual(
      expect.arrayContaining([true]),
    );
    await expect.poll(() => statsig.events.length).toBe(1);
    statsig.expectEvent('streamed').for('ann');
  });

  it('show the address and the agent of their handshake, and who signed in on their socket', async () => {
    @WebSocketGateway()
    class Profile {
      @SubscribeMessage('sign-in')
      signIn(@ConnectedSocket() socket: { user?: object }): object {
        socket.user = { id: 'ann' };
        return { event: 'signed-in', data: {} };
      }

      @SubscribeMessage('who')
      who(@CurrentStatsigUser() user: StatsigUser): object {
        return {
          event: 'who',
          data: { userID: user.userID, ip: user.ip, userAgent: user.userAgent, locale: user.locale },
        };
      }
    }
    const { url } = await startSockets({ providers: [Profile], options: {} });
    const socket = await openSocket(url, { 'user-agent': 'Test/1.0', 'accept-language': 'de' });
    const shown = { ip: '127.0.0.1', userAgent: 'Test/1.0', locale: 'de' };
    expect((await socket.ask('who')).data).toEqual({ ...shown, userID: '' });
    await socket.ask('sign-in');
    expect((await socket.ask('who')).data).toEqual({ ...shown, userID: 'ann' });
  });

  it('are read from what `getRequest` finds', async () => {
    const { url } = await startSockets({
      options: {
        getRequest: (context) => ({ headers: { 'x-user': String(context.switchToWs().getData<Asked>().user) } }),
        user: ({ type, request }) => ({ userID: `${type}:${String(request.headers['x-user'])}` }),
      },
    });
    const { data } = await (await openSocket(url)).ask('look', { user: 'ben' });
    expect(data['userID']).toBe('ws:ben');
  });

  it('are refused by an exception of their kind, or answered by another handler', async () => {
    const { url, statsig } = await startSockets();
    const [ann, ben] = [await openSocket(url, { 'x-user': 'ann' }), await openSocket(url, { 'x-user': 'ben' })];
    for (const event of ['open', 'forbidden', 'exception', 'sibling'])
      expect((await ann.ask(event)).event).toBe('opened');
    const refused = async (event: string): Promise<unknown[]> => {
      const answer = await ben.ask(event);
      return [answer.event, answer.data['status'], answer.data['message']];
    };
    expect(await refused('open')).toEqual(['exception', 'error', 'Not Found']);
    expect(await refused('forbidden')).toEqual(['exception', 'error', 'Forbidden resource']);
    expect(await refused('exception')).toEqual(['exception', 'error', 'closed: for_ann']);
    expect(await ben.ask('sibling')).toEqual({ event: 'former', data: { color: 'red' } });
    statsig.expectExposure('for_ann').for('ben').withValue(false);
  });

  it('are known before the application starts: a gate that redirects them is refused then', async () => {
    @WebSocketGateway()
    class Redirecting {
      @SubscribeMessage('open')
      @FeatureGate('open', { otherwise: { redirect: '/elsewhere' } })
      open(): void {}
    }
    const start = startSockets({ providers: [Redirecting] });
    await expect(start).rejects.toThrow(StatsigDecoratorError);
    await expect(start).rejects.toThrow('@FeatureGate on Redirecting.open redirects');
  });
});

describe('messages of services', () => {
  /** A hybrid application, which hands nothing of its configuration down, and a client of its TCP port. */
  async function startHybrid(): Promise<{
    readonly tcp: ClientProxy;
    readonly url: string;
    readonly statsig: TestStatsig;
  }> {
    const statsig = testClient();
    const { app, url } = await startNestApp({
      adapter: 'express',
      imports: [StatsigModule.forRoot({ client: statsig, user: toldUser })],
      controllers: [ShopService],
    });
    const service = app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });
    await app.startAllMicroservices();
    const { port } = service.unwrap<{ address(): { port: number } }>().address();
    return { tcp: connect(port), url, statsig };
  }

  function connect(port: number): ClientProxy {
    const tcp = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
    onTestFinished(() => tcp.close());
    return tcp;
  }

  const send = (tcp: ClientProxy, pattern: string, data: Asked): Promise<unknown> =>
    firstValueFrom(tcp.send(pattern, data));

  it('each have their own user, many of one connection at a time, in a hybrid application', async () => {
    const { tcp, url } = await startHybrid();
    const users = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 'ann' : `user-${index}`));
    const answers = await Promise.all(
      users.map((user, index) => send(tcp, 'look', { user, pauseMs: (index * 7) % 20 })),
    );
    expect(answers).toEqual(users.map(seen));
    const overHttp = await fetch(`${url}/look`, { headers: { 'x-user': 'ann' } });
    expect(await overHttp.json()).toEqual(seen('ann'));
  });

  it('are refused by an exception of their kind', async () => {
    const { tcp } = await startHybrid();
    expect(await send(tcp, 'open', { user: 'ann' })).toBe('opened');
    await expect(send(tcp, 'open', { user: 'ben' })).rejects.toEqual({
      status: 'error',
      message: await send(tcp, 'unknown', {}).catch(String),
    });
    await expect(send(tcp, 'forbidden', { user: 'ben' })).rejects.toEqual({
      status: 'error',
      message: 'Forbidden resource',
    });
  });

  it('log events for their user', async () => {
    const { tcp, statsig } = await startHybrid();
    await firstValueFrom(tcp.emit('happened', { user: 'ann' }), { defaultValue: undefined });
    await expect.poll(() => statsig.events.length).toBe(1);
    statsig.expectEvent('happened').for('ann');
  });

  it('have their user in an application without HTTP, also one that takes time to tell', async () => {
    @Module({
      imports: [
        StatsigModule.forRoot({
          client: testClient(),
          user: async (context) => {
            await sleep(2);
            return toldUser(context);
          },
        }),
      ],
      controllers: [ShopService],
    })
    class Service {}
    const app = await NestFactory.createMicroservice(Service, {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger: false,
    });
    await app.listen();
    onTestFinished(() => app.close());
    const { port } = app.unwrap<{ address(): { port: number } }>().address();
    const tcp = connect(port);
    expect(await send(tcp, 'look', { user: 'ann' })).toEqual(seen('ann'));
    expect(await send(tcp, 'open', { user: 'ann' })).toBe('opened');
  });
});
