import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Post,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { StatsigModule, StatsigService, type UserContext } from 'statsig-nodekit/nestjs';
import { tryCurrentStatsig } from 'statsig-nodekit/request';
import { createTestStatsig } from 'statsig-nodekit/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSocket } from './support/open-socket.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

/*
 * One connection carries what many users ask, where a load balancer stands before an application. Nothing of one may be seen by the
 * next.
 */

/** Who asks, and whom the application took for the current user at that moment. */
const early: [asks: unknown, isCurrent: unknown][] = [];
const late: [asks: unknown, isCurrent: unknown][] = [];
beforeEach(() => {
  early.length = 0;
  late.length = 0;
});

const current = (): unknown => tryCurrentStatsig()?.user.userID;

@Module({})
class WithMiddleware implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(({ headers }: { readonly headers: Record<string, string> }, _response: unknown, next: () => void) => {
        early.push([headers['x-user'], current()]);
        next();
      })
      .forRoutes('{*splat}');
  }
}

@Controller()
class Routes {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Get()
  async get(): Promise<unknown> {
    const { userID } = await this.statsig.user();
    void sleep(20).then(() => late.push([userID, current()]));
    await sleep(1);
    return { userID, current: current() };
  }

  @Post()
  post(): Promise<unknown> {
    return this.get();
  }
}

@Injectable()
class SlowGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await sleep(1);
    return true;
  }
}

const told = ({ request: { headers }, data }: UserContext): { userID: string } => ({
  userID: typeof data === 'string' ? data : String(headers['x-user']),
});

describe.each(adapters)('requests of one connection, on %s', (adapter) => {
  it.each<[string, { readonly middleware?: boolean }, boolean]>([
    ['followed from the start', {}, false],
    ['followed from the first guard on', { middleware: false }, false],
    ['followed from the first guard on, with guards that take their time', { middleware: false }, true],
  ])('%s, see their own user alone', async (_name, options, isSlow) => {
    const { url } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ client: createTestStatsig(), user: told, ...options }), WithMiddleware],
      controllers: [Routes],
      providers: isSlow ? [{ provide: APP_GUARD, useClass: SlowGuard }] : [],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ask = (user: string, method: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const headers = { 'x-user': user, 'content-type': 'application/json' };
        const asked = request(url, { agent, method, headers }, (response) => {
          let text = '';
          response.on('data', (part) => (text += String(part)));
          response.on('end', () => resolve(JSON.parse(text)));
        });
        asked.on('error', reject);
        asked.end(method === 'POST' ? '{}' : undefined);
      });
    const users = Array.from({ length: 12 }, (_, index) => `user-${index}`);
    for (const [index, user] of users.entries()) {
      const answer = await ask(user, index % 3 === 0 ? 'POST' : 'GET');
      expect(answer).toEqual({ userID: user, current: user });
    }
    const seenEarly = options.middleware === false ? () => undefined : (user: string) => user;
    expect(early).toEqual(users.map((user) => [user, seenEarly(user)]));
    await expect.poll(() => late).toEqual(users.map((user) => [user, user]));
  });
});

@Injectable()
class WatchingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    early.push([context.switchToWs().getData(), current()]);
    return true;
  }
}

@WebSocketGateway()
class Gateway {
  @SubscribeMessage('who')
  who(@MessageBody() asked: string): object {
    return { event: 'you', data: { asked, current: current() } };
  }
}

it('messages of one socket see their own user alone, and guards of the whole application none', async () => {
  @Module({
    imports: [StatsigModule.forRoot({ client: createTestStatsig(), user: told })],
    providers: [Gateway, { provide: APP_GUARD, useClass: WatchingGuard }],
  })
  class Shop {}
  const app = await NestFactory.create(Shop, { logger: false, abortOnError: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const socket = await openSocket(await app.getUrl());
  const users = ['ann', 'ben', 'cem', 'dan'];
  for (const user of users) expect((await socket.ask('who', user)).data).toEqual({ asked: user, current: user });
  expect(early).toEqual(users.map((user) => [user, undefined]));
});
