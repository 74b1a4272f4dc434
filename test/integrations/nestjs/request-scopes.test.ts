import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type NestModule,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  CurrentStatsigUser,
  Experiment,
  FeatureGate,
  Gate,
  InjectStatsig,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { currentStatsig } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

const local: StatsigModuleOptions = {
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? '') }),
};

@Injectable()
class Greeter {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  async greet(): Promise<string> {
    await sleep(1);
    return `${(await this.statsig.user()).userID} ${this.statsig.checkGate('for_ann')}`;
  }
}

let controllersBuilt = 0;

@Controller()
class Routes {
  constructor(@Inject(Greeter) private readonly greeter: Greeter) {
    controllersBuilt += 1;
  }

  @Get('greeting')
  greeting(): Promise<string> {
    return this.greeter.greet();
  }

  @Post('greeting')
  async post(@Body() body: { readonly text: string }): Promise<string> {
    return `${await this.greeter.greet()} ${body.text.length}`;
  }

  @Get('all/:id')
  @FeatureGate({ not: 'closed' })
  async all(
    @Param('id') id: string,
    @Gate('for_ann') gate: boolean,
    @Experiment('button_color', 'color', '') color: string,
    @CurrentStatsigUser('userID') userID: string,
  ): Promise<object> {
    const before = await this.greeter.greet();
    await sleep(Number(id) % 7);
    return { userID, gate, color, before, after: await this.greeter.greet() };
  }
}

const asAnn = { 'x-user-id': 'ann' };

describe.each(adapters)('requests on %s', (adapter) => {
  it('know their user in services, after awaits', async () => {
    const { get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot(local)],
      controllers: [Routes],
      providers: [Greeter],
    });
    expect(await (await get('/greeting', asAnn)).text()).toBe('ann true');
    expect(await (await get('/greeting')).text()).toBe(' false');
  });

  it('know their user behind a body that arrives in several parts', async () => {
    const { url } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot(local)],
      controllers: [Routes],
      providers: [Greeter],
    });
    const body = JSON.stringify({ text: 'x'.repeat(60_000) });
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { ...asAnn, 'content-type': 'application/json' };
      const sent = httpRequest(`${url}/greeting`, { method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text));
      });
      sent.on('error', reject);
      sent.write(body.slice(0, 20_000));
      // The second part comes by itself: whoever is called with it is called by the connection.
      setTimeout(() => sent.end(body.slice(20_000)), 20);
    });
    expect(answer).toBe('ann true 60000');
  });

  it('know their user in the middleware of modules that were imported before, and in filters of unknown routes', async () => {
    @Injectable()
    class Marking implements NestMiddleware {
      constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

      use(_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void): void {
        response.setHeader('x-gate', String(this.statsig.checkGate('for_ann')));
        next();
      }
    }
    @Module({})
    class EarlyModule implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        consumer.apply(Marking).forRoutes('{*splat}');
      }
    }
    @Catch(NotFoundException)
    class Unknown implements ExceptionFilter {
      constructor(
        @Inject(StatsigService) private readonly statsig: StatsigService,
        @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
      ) {}

      catch(_error: NotFoundException, context: ArgumentsHost): void {
        const gate = String(this.statsig.checkGate('for_ann'));
        this.host.httpAdapter.reply(context.switchToHttp().getResponse(), gate, 404);
      }
    }
    const { get } = await startNestApp({
      adapter,
      prefix: 'api',
      imports: [EarlyModule, StatsigModule.forRoot(local)],
      controllers: [Routes],
      providers: [Greeter, { provide: APP_FILTER, useClass: Unknown }],
    });
    const answer = await get('/api/greeting', asAnn);
    expect([answer.status, await answer.text(), answer.headers.get('x-gate')]).toEqual([200, 'ann true', 'true']);
    const unknown = await get('/api/nowhere', asAnn);
    expect([unknown.status, await unknown.text()]).toEqual([404, 'true']);
  });

  it('know their user in applications that a test module makes', async () => {
    const moduleRef = await Test.createTestingModule({
      imports: [StatsigModule.forRoot(local)],
      controllers: [Routes],
      providers: [Greeter],
    }).compile();
    const app = moduleRef.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter(), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    onTestFinished(() => app.close());
    const answer = await fetch(`${(await app.getUrl()).replace('[::1]', '127.0.0.1')}/greeting`, { headers: asAnn });
    expect(await answer.text()).toBe('ann true');
  });

  it('are followed from the first guard on with `middleware: false`', async () => {
    const { get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ ...local, middleware: false })],
      controllers: [Routes],
      providers: [Greeter],
    });
    expect(await (await get('/greeting', asAnn)).text()).toBe('ann true');
    expect(await (await get('/all/1', asAnn)).json()).toMatchObject({ userID: 'ann', gate: true, after: 'ann true' });
  });

  it.each([undefined, true])('are followed for `currentStatsig()` with `middleware: %s` alone', async (middleware) => {
    @Controller()
    class Plain {
      @Get('plain')
      plain(@Gate('for_ann') gate: boolean): object {
        try {
          return { gate, current: currentStatsig().checkGate('for_ann') };
        } catch (error) {
          return { gate, code: (error as { readonly code?: string }).code };
        }
      }

      @Get('gated')
      @FeatureGate('for_ann')
      gated(): string {
        return 'gated';
      }
    }
    const { get, app } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ ...local, middleware })],
      controllers: [Plain],
    });
    expect(await (await get('/plain', asAnn)).json()).toEqual(
      middleware === true ? { gate: true, current: true } : { gate: true, code: 'request_scope_missing' },
    );
    expect((await get('/gated', asAnn)).status).toBe(200);
    expect((await get('/gated')).status).toBe(404);
    const outside = (): unknown => app.get(StatsigService).checkGate('for_ann');
    if (middleware === true) expect(outside).not.toThrow('middleware');
    else expect(outside).toThrow('Give StatsigModule `middleware: true`.');
  });

  it('are held by a context of the application, when it has one', async () => {
    const own = new AsyncLocalStorage<Map<string, unknown>>();
    const held: unknown[] = [];
    @Module({})
    class OwnContextModule implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        const enter = (_request: unknown, _response: unknown, next: () => void): void => own.run(new Map(), next);
        consumer.apply(enter).forRoutes('{*splat}');
      }
    }
    const start = (context: NonNullable<StatsigModuleOptions['context']>): ReturnType<typeof startNestApp> =>
      startNestApp({
        adapter,
        imports: [OwnContextModule, StatsigModule.forRoot({ ...local, context, middleware: false })],
        controllers: [Routes],
        providers: [Greeter],
      });
    const context = {
      get: () => own.getStore()?.get('statsig'),
      set: (scopes: unknown) => {
        const store = own.getStore();
        if (store === undefined) throw new Error('no context');
        held.push(scopes);
        store.set('statsig', scopes);
      },
    };
    const { get, log } = await start(context);
    expect(await (await get('/greeting', asAnn)).text()).toBe('ann true');
    expect(held).toHaveLength(1);
    expect(log.filter((line) => line.includes('context'))).toEqual([]);

    const lost = await start({ get: () => undefined, set: () => undefined });
    expect(await (await lost.get('/greeting', asAnn)).text()).toBe('ann true');
    expect(lost.log.find((line) => line.includes('`context`'))).toMatch(/it does not give back what it was given/);
  });

  it('never see the values of another, 5,000 of 100 users at a time, and build no controllers', async () => {
    const { url } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          ...local,
          user: async ({ request }) => {
            await sleep(Math.random() * 3);
            return { userID: String(request.headers['x-user-id']) };
          },
        }),
      ],
      controllers: [Routes],
      providers: [Greeter],
    });
    const builtBefore = controllersBuilt;
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    onTestFinished(() => agent.destroy());
    const ask = (index: number): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const headers = { 'x-user-id': index % 100 === 0 ? 'ann' : `user-${index % 100}` };
        const asked = httpRequest(`${url}/all/${index}`, { agent, headers }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve(JSON.parse(text)));
        });
        asked.on('error', reject).end();
      });
    const answers = await Promise.all(Array.from({ length: 5_000 }, (_, index) => ask(index)));
    const wrong = answers.filter((answer, index) => {
      const isAnn = index % 100 === 0;
      const userID = isAnn ? 'ann' : `user-${index % 100}`;
      const greeting = `${userID} ${isAnn}`;
      const expected = { userID, gate: isAnn, color: isAnn ? 'red' : 'blue', before: greeting, after: greeting };
      return JSON.stringify(answer) !== JSON.stringify(expected);
    });
    expect(answers).toHaveLength(5_000);
    expect(wrong).toEqual([]);
    expect(controllersBuilt).toBe(builtBefore);
  }, 60_000);
});

it('an application without HTTP starts and ends', async () => {
  const app = await NestFactory.createApplicationContext(StatsigModule.forRoot(local), { logger: false });
  expect(app.get(StatsigService).checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  await app.close();
});

it('on Fastify, several clients are entered before middleware, and a hook of the application still runs', async () => {
  @Injectable()
  class Both {
    constructor(
      @Inject(StatsigService) private readonly first: StatsigService,
      @InjectStatsig('second') private readonly second: StatsigService,
    ) {}

    ask(): boolean[] {
      return [this.first.checkGate('for_ann'), this.second.checkGate('for_ann')];
    }
  }
  @Controller()
  class BothRoutes {
    constructor(@Inject(Both) private readonly both: Both) {}

    @Get('both')
    ask(): object {
      return { handler: this.both.ask(), middleware: seen };
    }
  }
  let seen: boolean[] = [];
  @Module({
    imports: [
      StatsigModule.forRoot(local),
      StatsigModule.forRoot({ ...local, name: 'second', user: () => ({ userID: 'ann' }) }),
    ],
    controllers: [BothRoutes],
    providers: [Both],
  })
  class App implements NestModule {
    constructor(@Inject(Both) private readonly both: Both) {}

    configure(consumer: MiddlewareConsumer): void {
      const look = (_request: unknown, _response: unknown, next: () => void): void => {
        seen = this.both.ask();
        next();
      };
      consumer.apply(look).forRoutes('{*splat}');
    }
  }
  const adapter = new FastifyAdapter();
  const hooked: string[] = [];
  adapter.setOnRequestHook((request: { readonly url: string }, _reply: unknown, done: () => void) => {
    hooked.push(request.url);
    done();
  });
  const app = await NestFactory.create(App, adapter, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const answer = await fetch(`${await app.getUrl()}/both`);
  expect(await answer.json()).toEqual({ handler: [false, true], middleware: [false, true] });
  expect(hooked).toEqual(['/both']);
});
