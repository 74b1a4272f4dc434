import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  FeatureGate,
  Gate,
  LogEvent,
  StatsigModule,
  type StatsigModuleExtras,
  type StatsigModuleOptions,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStatsigServer } from './support/statsig-server.js';

/** Starts an application without HTTP with these modules, closed when the test is over. */
async function create(
  settings: readonly (StatsigModuleOptions & StatsigModuleExtras)[],
  parts: Parameters<typeof Module>[0],
): Promise<void> {
  const modules = settings.map((more) =>
    StatsigModule.forRoot({ sdkKey: 'secret-test', options: { disableNetwork: true }, ...more }),
  );
  @Module({ imports: modules, ...parts })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
}

describe('a decorator that asks a client without a module keeps the application from starting', () => {
  it('on a parameter, with the name that was probably meant', async () => {
    @Controller()
    class Shop {
      @Get()
      show(@Gate('open') _open: boolean, @Gate('open', { client: 'bilings' }) _billed: boolean): void {}
    }
    await expect(create([{}, { name: 'billing' }], { controllers: [Shop] })).rejects.toMatchObject({
      name: 'UnknownStatsigClientError',
      code: 'client_unknown',
      message:
        '@Gate(\'open\') on Shop.show asks the StatsigModule named "bilings", which the application does not have; it has ' +
        '"default" and "billing" (did you mean "billing"?). Correct the name, or import ' +
        "StatsigModule.forRoot({ name: 'bilings', … }) in the root module.",
    });
  });

  it('on a class, when the module has another name', async () => {
    @Controller()
    @FeatureGate('open')
    class Shop {}
    await expect(create([{ name: 'billing' }], { controllers: [Shop] })).rejects.toThrow(
      '@FeatureGate on Shop asks the StatsigModule named "default", which the application does not have; it has "billing". ' +
        'Correct the name, or import StatsigModule.forRoot({ … }) without a name in the root module.',
    );
  });

  it('on a method of a class that a controller extends', async () => {
    class Base {
      @Get()
      @FeatureGate('open', { client: 'billing' })
      show(): void {}
    }
    @Controller()
    class Shop extends Base {}
    await expect(create([{}], { controllers: [Shop] })).rejects.toThrow('@FeatureGate on Base.show asks');
  });

  it('on a method of a service', async () => {
    @Injectable()
    class Mailer {
      @LogEvent('mailed', { client: 'billing' })
      send(): void {}
    }
    await expect(create([{}], { providers: [Mailer] })).rejects.toThrow("@LogEvent('mailed') on Mailer.send asks");
  });

  it('before anything is requested', async () => {
    const server = await startStatsigServer();
    @Controller()
    @FeatureGate('open', { client: 'billing' })
    class Shop {}
    await expect(create([{ options: server.options }], { controllers: [Shop] })).rejects.toMatchObject({
      code: 'client_unknown',
    });
    expect(server.specsRequests).toBe(0);
  });

  it('and not when each name has a module', async () => {
    @Controller()
    @FeatureGate('open')
    class Shop {
      @Get()
      @LogEvent('seen', { client: 'billing' })
      show(@Gate('open', { client: 'billing' }) _billed: boolean): void {}
    }
    await expect(create([{}, { name: 'billing' }], { controllers: [Shop] })).resolves.toBeUndefined();
  });
});
