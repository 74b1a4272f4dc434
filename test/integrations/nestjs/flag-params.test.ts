import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, DefaultValuePipe, Get, ParseIntPipe, type PipeTransform, type Provider } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import type { StatsigUser } from 'statsig-nodekit';
import {
  CurrentStatsigUser,
  DynamicConfig,
  Experiment,
  Gate,
  Layer,
  StatsigModule,
  type StatsigModuleOptions,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { type RunningNestApp, adapters, startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

@Controller()
class Routes {
  @Get('keys')
  keys(
    @Gate('for_ann') gate: boolean,
    @DynamicConfig('limits', 'items', 0) items: number,
    @Experiment('button_color', 'color', 'none') color: string,
    @Experiment('button_color', 'size', 'medium') size: string,
    @Experiment('unknown', 'color', 'none') unknown: string,
    @Layer('promo', 'cta', 'none') cta: string,
  ): object {
    return { gate, items, color, size, unknown, cta };
  }

  @Get('wholes')
  wholes(
    @DynamicConfig('limits') config: DynamicConfig,
    @Experiment('button_color') experiment: Experiment,
    @Layer('promo') layer: Layer,
  ): object {
    return { config: config.value, group: experiment.groupName, cta: layer.get('cta', 'none') };
  }

  @Get('pipes')
  pipes(
    @Experiment('button_color', 'size', '12', {}, ParseIntPipe) size: number,
    @Gate('open', {}, new DefaultValuePipe(false)) gate: boolean,
  ): object {
    return { size, gate };
  }

  @Get('user')
  user(@CurrentStatsigUser() user: StatsigUser, @CurrentStatsigUser('userID') userID: string): object {
    return { user: user.toJSON(), userID };
  }

  @Get('copies')
  copies(@CurrentStatsigUser() one: StatsigUser, @CurrentStatsigUser() other: StatsigUser): object {
    one.userID = 'someone else';
    return { other: other.userID, secrets: other.privateAttributes };
  }

  @Get('quiet')
  quiet(
    @Gate('open', { exposure: false }) gate: boolean,
    @Experiment('button_color', { exposure: false }) experiment: Experiment,
    @Layer('promo', 'cta', '', { exposure: false }) cta: string,
  ): object {
    return { gate, color: experiment.get('color', ''), cta };
  }
}

const byHeader: NonNullable<StatsigModuleOptions['user']> = ({ request }) => ({
  userID: String(request.headers['x-user-id'] ?? ''),
  privateAttributes: { salary: 7 },
});

describe.each(adapters)('parameter decorators on %s', (adapter) => {
  const start = (user: StatsigModuleOptions['user'] = byHeader, providers: Provider[] = []): Promise<RunningNestApp> =>
    startNestApp({
      adapter,
      providers,
      imports: [
        StatsigModule.forRoot({
          sdkKey: 'secret-test',
          options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
          user,
        }),
      ],
      controllers: [Routes],
    });
  const asAnn = { 'x-user-id': 'ann' };

  it.each<[string, StatsigModuleOptions['user']]>([
    ['at once', byHeader],
    ['as a promise', async (context) => sleep(2).then(() => byHeader(context))],
  ])('inject values for the user, told %s', async (_how, user) => {
    const { get } = await start(user);
    const forBen = { gate: false, items: 10, color: 'blue', size: 'medium', unknown: 'none', cta: 'Buy' };
    expect(await (await get('/keys')).json()).toEqual(forBen);
    expect(await (await get('/keys', asAnn)).json()).toEqual({ ...forBen, gate: true, items: 100, color: 'red' });
  });

  it('inject whole configs, experiments and layers', async () => {
    const { get } = await start();
    expect(await (await get('/wholes', asAnn)).json()).toEqual({
      config: { items: 100 },
      group: 'Treatment',
      cta: 'Buy',
    });
  });

  it('pass values through pipes', async () => {
    const { get } = await start();
    expect(await (await get('/pipes')).json()).toEqual({ size: 12, gate: true });
  });

  it('inject values that survive a foreign global pipe', async () => {
    const seen: (string | undefined)[] = [];
    const copying: PipeTransform = {
      // As validating pipes do that rebuild what they are given.
      transform: (value: unknown, { type }) => {
        seen.push(type);
        return typeof value === 'object' && value !== null ? Object.freeze(value) : value;
      },
    };
    const { get } = await start(byHeader, [{ provide: APP_PIPE, useValue: copying }]);
    expect(await (await get('/wholes', asAnn)).json()).toMatchObject({ group: 'Treatment', cta: 'Buy' });
    expect(seen).toEqual(['custom', 'custom', 'custom']);
  });

  it('inject the user and its fields', async () => {
    const { get } = await start();
    expect(await (await get('/user', asAnn)).json()).toEqual({
      user: expect.objectContaining({ userID: 'ann', ip: '127.0.0.1' }) as object,
      userID: 'ann',
    });
  });

  it('inject copies of the user, private attributes included', async () => {
    const { get } = await start();
    expect(await (await get('/copies', asAnn)).json()).toEqual({ other: 'ann', secrets: { salary: 7 } });
  });

  it('log an exposure for each value, and none with `exposure: false`', async () => {
    const server = await startStatsigServer();
    const { app, get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ sdkKey: 'secret-test', options: server.options, user: byHeader })],
      controllers: [Routes],
    });
    await get('/quiet', asAnn);
    await get('/keys', asAnn);
    await app.close();
    const exposures = server.events.filter(({ eventName }) => eventName.endsWith('_exposure'));
    const exposed = new Set(exposures.map(({ metadata }) => metadata['gate'] ?? metadata['config']));
    // Nest makes the parameters in an order of its own.
    expect(exposed).toEqual(new Set(['button_color', 'for_ann', 'limits', 'promo', 'unknown']));
    expect(exposures).toHaveLength(5);
  });
});
