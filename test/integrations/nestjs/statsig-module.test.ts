import { Controller, Get, Inject, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Statsig } from 'statsig-nodekit';
import {
  FeatureGate,
  getStatsigToken,
  InjectStatsig,
  StatsigModule,
  type StatsigModuleOptions,
  type StatsigOptionsFactory,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, recordingLogger, startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

const local: StatsigModuleOptions = {
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
};

@Controller()
class Routes {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Get('gate')
  gate(): boolean {
    return this.statsig.checkGate('open');
  }

  @Get('gated')
  @FeatureGate('open')
  gated(): string {
    return 'gated';
  }

  @Get('log')
  log(): void {
    this.statsig.logEvent('seen', 1, { where: 'here' });
  }
}

const shutdownHooksWarning =
  'warn: Nothing listens for SIGTERM, so the last events are lost when the process is stopped by it. Call ' +
  'app.enableShutdownHooks() before app.listen().';
const anonymousUserWarning =
  'warn: About a user: a user needs a userID or customIDs; without them every such user falls into the same group.';

function timeless(log: readonly string[]): string[] {
  return log.map((line) => line.replace(/\d+ ms/, 'N ms'));
}

describe.each(adapters)('StatsigModule on %s', (adapter) => {
  it('serves with gates from the server and says how it started', async () => {
    const server = await startStatsigServer();
    const { get, log } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ sdkKey: 'secret-test', options: server.options })],
      controllers: [Routes],
    });
    expect(await (await get('/gate')).text()).toBe('true');
    expect(log[0]).toMatch(/^log: Ready in \d+ ms, specs from Network of 2023-11-14T22:13:20.000Z$/);
  });

  it('delivers what was logged when the application closes, and says how much', async () => {
    const server = await startStatsigServer();
    const { app, get, log } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          sdkKey: 'secret-test',
          options: server.options,
          user: ({ request }) => ({ userID: String(request.headers['x-user-id']) }),
        }),
      ],
      controllers: [Routes],
    });
    await get('/log', { 'x-user-id': 'ann' });
    await get('/log', { 'x-user-id': 'ben' });
    await app.close();
    expect(
      server.events.map(({ eventName, value, metadata, user }) => [eventName, value, metadata, user['userID']]),
    ).toEqual([
      ['seen', 1, { where: 'here' }, 'ann'],
      ['seen', 1, { where: 'here' }, 'ben'],
    ]);
    expect(log.at(-1)).toBe('log: Delivered 2 events at shutdown');
  });

  it('starts with gates off when the server answers 500', async () => {
    const server = await startStatsigServer();
    server.specsStatus = 500;
    const { get, log } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ sdkKey: 'secret-test', options: server.options, initTimeoutMs: 10_000 })],
      controllers: [Routes],
    });
    expect(await (await get('/gate')).text()).toBe('false');
    expect((await get('/gated')).status).toBe(404);
    expect(timeless(log)).toEqual([
      'error: Initialized without specs after N ms. The specs request failed: status 500 Internal Server Error. If it ' +
        'goes on, check what the host of the option specsUrl answers.',
      'warn: Not ready after N ms; all gates are off for now',
      shutdownHooksWarning,
      anonymousUserWarning,
      'warn: Gate "open" could not be evaluated (NoValues): routes behind it are closed.',
    ]);
    expect(log.join()).not.toContain('secret-test');
  });

  it('starts with gates off when the server does not answer in time, and takes the specs up later', async () => {
    const server = await startStatsigServer();
    server.specsStatus = 0;
    const begun = performance.now();
    const { app, get } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          sdkKey: 'secret-test',
          options: { ...server.options, specsSyncIntervalMs: 100 },
          initTimeoutMs: 200,
        }),
      ],
      controllers: [Routes],
    });
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(app.get(StatsigService).ready).toBe(false);
    expect(await (await get('/gate')).text()).toBe('false');
    server.specsStatus = 200;
    server.dropWaiting();
    await expect.poll(async () => (await get('/gate')).text(), { timeout: 10_000 }).toBe('true');
    expect(app.get(StatsigService).ready).toBe(true);
  });

  it.each([undefined, ''])('starts with gates off when the key is %j', async (sdkKey) => {
    const { get, log } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ sdkKey, initTimeoutMs: 200 })],
      controllers: [Routes],
    });
    expect(await (await get('/gate')).text()).toBe('false');
    expect(timeless(log)).toEqual([
      'error: The SDK key is empty, so nothing is requested from Statsig and gates are off. Pass the server secret key ' +
        "(it begins with 'secret-') from the project settings, for example new Statsig(process.env.STATSIG_SERVER_KEY).",
      'warn: Not ready after N ms; all gates are off for now',
      shutdownHooksWarning,
      anonymousUserWarning,
    ]);
  });
});

describe('StatsigModule', () => {
  /** An application without HTTP, closed when the test is over. */
  async function create(...imports: NonNullable<Parameters<typeof Module>[0]['imports']>): Promise<StatsigApp> {
    @Module({ imports })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    return app;
  }
  type StatsigApp = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

  it('takes its options from a factory with injected dependencies', async () => {
    @Module({ providers: [{ provide: 'KEY', useValue: 'secret-test' }], exports: ['KEY'] })
    class ConfigModule {}
    const app = await create(
      StatsigModule.forRootAsync({
        imports: [ConfigModule],
        inject: ['KEY'],
        useFactory: async (sdkKey: string) => ({ ...local, sdkKey }),
      }),
    );
    expect(app.get(StatsigService).checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  });

  @Injectable()
  class Factory implements StatsigOptionsFactory {
    createStatsigOptions(): StatsigModuleOptions {
      return local;
    }
  }

  it('takes its options from a class', async () => {
    const app = await create(StatsigModule.forRootAsync({ useClass: Factory }));
    expect(app.get(StatsigService).checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  });

  it('takes its options from an existing provider', async () => {
    @Module({ providers: [Factory], exports: [Factory] })
    class ConfigModule {}
    const app = await create(StatsigModule.forRootAsync({ imports: [ConfigModule], useExisting: Factory }));
    expect(app.get(StatsigService).checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  });

  it('can be injected everywhere, by class and by token', async () => {
    @Injectable()
    class Feature {
      constructor(
        @InjectStatsig() readonly byToken: StatsigService,
        @Inject(StatsigService) readonly byClass: StatsigService,
      ) {}
    }
    @Module({ providers: [Feature] })
    class FeatureModule {}
    const app = await create(StatsigModule.forRoot(local), FeatureModule);
    const { byToken, byClass } = app.get(Feature);
    expect(byToken).toBeInstanceOf(StatsigService);
    expect(byClass).toBe(byToken);
    expect(app.get(getStatsigToken())).toBe(byToken);
  });

  it('stays inside the importing module with `isGlobal: false`', async () => {
    @Injectable()
    class Feature {
      constructor(@InjectStatsig() readonly statsig: StatsigService) {}
    }
    const feature = (imports: readonly unknown[]): Type => {
      @Module({ imports: [...imports] as Type[], providers: [Feature] })
      class FeatureModule {}
      return FeatureModule;
    };
    const own = StatsigModule.forRoot({ ...local, isGlobal: false });
    await expect(create(own, feature([]))).rejects.toThrow(/can't resolve dependencies of the Feature/);
    const app = await create(own, feature([own]));
    expect(app.get(Feature).statsig.checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  });

  it('keeps several clients apart by name', async () => {
    const app = await create(
      StatsigModule.forRoot(local),
      StatsigModule.forRoot({ sdkKey: 'secret-other', options: { disableNetwork: true }, name: 'other' }),
    );
    expect(app.get<StatsigService>(getStatsigToken('other')).checkGate({ userID: 'ann' }, 'open')).toBe(false);
    expect(app.get<StatsigService>(getStatsigToken()).checkGate({ userID: 'ann' }, 'open')).toBe(true);
  });

  it.each([undefined, 'other'])('refuses a second module of the name %s', async (name) => {
    const second = name === undefined ? local : { ...local, name };
    await expect(create(StatsigModule.forRoot(second), StatsigModule.forRoot(second))).rejects.toMatchObject({
      code: 'module_duplicate',
      message:
        `StatsigModule is set up twice under the name "${name ?? 'default'}". Call forRoot (or forRootAsync) once, in the ` +
        'root module; its service can be injected everywhere. For a second client give each a name of its own: ' +
        "forRoot({ name: 'second', … }) and @InjectStatsig('second').",
    });
  });

  it('may be imported by several modules', async () => {
    const one = StatsigModule.forRoot(local);
    @Module({ imports: [one] })
    class FeatureModule {}
    await expect(create(one, FeatureModule)).resolves.toBeDefined();
  });

  it('does not start without specs when told to fail fast', async () => {
    const server = await startStatsigServer();
    server.specsStatus = 500;
    const { options } = server;
    const refused = create(
      StatsigModule.forRoot({ sdkKey: 'secret-test', options, failFast: true, initTimeoutMs: 300 }),
    );
    await expect(refused).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringMatching(
        /^Statsig could not be initialised: .+[^.]\. The application does not start because of `failFast: true`;/s,
      ) as string,
    });
  });

  it('leaves a given client to its owner and only flushes it', async () => {
    const server = await startStatsigServer();
    const client = new Statsig('secret-test', server.options);
    await client.initialize();
    const app = await create(StatsigModule.forRoot({ client }));
    expect(app.get(StatsigService).client).toBe(client);
    app.get(StatsigService).logEvent({ userID: 'ann' }, 'seen');
    await app.close();
    expect(server.events.map(({ eventName }) => eventName)).toEqual(['seen']);
    expect(client.status).toBe('ready');
    await client.shutdown();
  });

  it.each(['own', 'given'])(
    'gives up after shutdownTimeoutMs and says what was not delivered (%s client)',
    async (whose) => {
      const server = await startStatsigServer();
      server.eventsStatus = 0;
      const client = new Statsig('secret-test', server.options);
      await client.initialize();
      onTestFinished(() => void client.shutdown(1));
      const log: string[] = [];
      const app = await NestFactory.createApplicationContext(
        StatsigModule.forRoot({
          ...(whose === 'own' ? { sdkKey: 'secret-test', options: server.options } : { client }),
          shutdownTimeoutMs: 200,
        }),
        { logger: recordingLogger(log) },
      );
      app.get(StatsigService).logEvent({ userID: 'ann' }, 'seen');
      const begun = performance.now();
      await app.close();
      expect(performance.now() - begun).toBeLessThan(1_500);
      expect(log.at(-1)).toMatch(
        whose === 'own'
          ? /^warn: Delivered 0 events at shutdown; not delivered: 1 event\. /
          : /^warn: Delivered 0 events at shutdown; not delivered: unknown\. no answer within 200 ms \(shutdownTimeoutMs\)$/,
      );
    },
  );

  it('closes once, with one promise for all who ask', async () => {
    const app = await create(StatsigModule.forRoot(local));
    const service = app.get(StatsigService);
    const first = service.onApplicationShutdown();
    expect(service.onApplicationShutdown()).toBe(first);
    await first;
    expect(service.status).toBe('shutdown');
  });

  it('goes on evaluating after it was closed', async () => {
    const app = await create(StatsigModule.forRoot(local));
    const service = app.get(StatsigService);
    await app.close();
    expect(service.checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  });

  it('lets a test put another service in its place', async () => {
    const stand = { checkGate: () => true, onModuleInit() {}, createRequestScope() {} };
    const moduleRef = await Test.createTestingModule({ imports: [StatsigModule.forRoot(local)] })
      .overrideProvider(StatsigService)
      .useValue(stand)
      .compile();
    expect(moduleRef.get(StatsigService)).toBe(stand);
    expect(moduleRef.get(getStatsigToken())).toBe(stand);
    await moduleRef.close();
  });
});
