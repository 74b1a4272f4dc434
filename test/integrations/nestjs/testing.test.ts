import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, type INestApplication, Inject, Injectable, Module, Post } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Statsig } from 'statsig-nodekit';
import {
  CurrentStatsigUser,
  FeatureGate,
  getStatsigToken,
  InjectStatsig,
  LogEvent,
  StatsigModule,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { createTestStatsigService, group, StatsigTestingModule, TestStatsig } from 'statsig-nodekit/nestjs/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

@Injectable()
class Prices {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  colour(): string {
    return this.statsig.getExperiment('button_color').get('color', 'blue');
  }
}

@Controller()
class Shop {
  constructor(@Inject(Prices) private readonly prices: Prices) {}

  @Get('checkout')
  @FeatureGate('new_checkout')
  checkout(@CurrentStatsigUser('userID') userID: string): object {
    return { colour: this.prices.colour(), userID };
  }

  @Post('signup')
  @LogEvent('signed_up')
  signUp(): void {}
}

/** The application as it is in production, but for the key. */
@Module({
  imports: [
    StatsigModule.forRoot({
      sdkKey: 'secret-shop',
      options: { disableNetwork: true, outputLogLevel: 'none' },
      user: ({ request }) => ({ userID: String(request.headers['x-user']) }),
    }),
  ],
  controllers: [Shop],
  providers: [Prices],
})
class ShopModule {}

const headers = { 'x-user': 'ann' };

async function listen(moduleRef: TestingModule): Promise<{ readonly app: INestApplication; readonly url: string }> {
  const app = moduleRef.createNestApplication<INestApplication<Server>>({ logger: false });
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  return { app, url: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}` };
}

describe('StatsigTestingModule', () => {
  it('answers what the test defines, over HTTP, and records what was exposed and logged', async () => {
    const moduleRef = await Test.createTestingModule({
      imports: [
        StatsigTestingModule.forTest(
          { gates: { new_checkout: true }, experiments: { button_color: group('treatment', { color: 'red' }) } },
          { user: ({ request }) => ({ userID: String(request.headers['x-user']) }) },
        ),
      ],
      controllers: [Shop],
      providers: [Prices],
    }).compile();
    const { url } = await listen(moduleRef);
    const statsig = moduleRef.get(TestStatsig);

    expect(await (await fetch(`${url}/checkout`, { headers })).json()).toEqual({ colour: 'red', userID: 'ann' });
    statsig.expectExposure('new_checkout').for('ann').withValue(true).times(1);
    statsig.expectExposure('button_color').for('ann').inGroup('treatment');

    statsig.setGate('new_checkout', false);
    expect((await fetch(`${url}/checkout`, { headers })).status).toBe(404);
    await fetch(`${url}/signup`, { headers, method: 'POST' });
    statsig.expectEvent('signed_up').for('ann').times(1);
  });

  it('serves a module of a name of its own', async () => {
    @Injectable()
    class Ads {
      constructor(@InjectStatsig('ads') readonly statsig: StatsigService) {}
    }
    const moduleRef = await Test.createTestingModule({
      imports: [StatsigTestingModule.forTest({ gates: { banner: true } }, { name: 'ads' })],
      providers: [Ads],
    }).compile();
    onTestFinished(() => moduleRef.close());
    expect(moduleRef.get(Ads).statsig.checkGate({ userID: 'ann' }, 'banner')).toBe(true);
    expect(moduleRef.get(getStatsigToken('ads'), { strict: false })).toBe(moduleRef.get(Ads).statsig);
    expect(moduleRef.get(TestStatsig).expectExposure('banner').for('ann')).toBeDefined();
  });

  it('refuses options that it does not know', () => {
    expect(() => StatsigTestingModule.forTest({}, JSON.parse('{ "usr": 1 }'))).toThrow(/usr/);
  });
});

describe('overrideProvider(StatsigService)', () => {
  it('has guards, decorators and services of a whole application ask the client of the test', async () => {
    const service = createTestStatsigService(
      { gates: { new_checkout: (user) => user.userID === 'ann' } },
      { user: ({ request }) => ({ userID: String(request.headers['x-user']) }) },
    );
    const moduleRef = await Test.createTestingModule({ imports: [ShopModule] })
      .overrideProvider(StatsigService)
      .useValue(service)
      .compile();
    const { app, url } = await listen(moduleRef);

    expect(await (await fetch(`${url}/checkout`, { headers })).json()).toEqual({ colour: 'blue', userID: 'ann' });
    expect((await fetch(`${url}/checkout`, { headers: { 'x-user': 'ben' } })).status).toBe(404);
    expect(app.get(StatsigService)).toBe(service);
    expect(service.client).toBeInstanceOf(Statsig);
  });

  it.each(['test', 'development'])(
    'lets an object with the few methods that are called stand in (NODE_ENV %s)',
    async (mode) => {
      vi.stubEnv('NODE_ENV', mode);
      // cspell:ignore unstub -- Vitest's own name
      onTestFinished(() => void vi.unstubAllEnvs());
      @Controller()
      class Plain {
        constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

        @Get('plain')
        plain(): boolean {
          return this.statsig.checkGate({ userID: 'ann' }, 'open');
        }
      }
      @Module({
        imports: [StatsigModule.forRoot({ sdkKey: 'secret-shop', options: { disableNetwork: true } })],
        controllers: [Plain],
      })
      class PlainModule {}
      const moduleRef = await Test.createTestingModule({ imports: [PlainModule] })
        .overrideProvider(StatsigService)
        .useValue({ checkGate: () => true })
        .compile();
      const { url } = await listen(moduleRef);
      expect(await (await fetch(`${url}/plain`)).json()).toBe(true);
    },
  );
});
