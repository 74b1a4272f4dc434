import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Statsig } from 'statsig-nodekit';
import { StatsigHealthIndicator, type StatsigHealthOptions, StatsigModule } from 'statsig-nodekit/nestjs';
import { expect, it } from 'vitest';
import { startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

function healthController(options: StatsigHealthOptions): new (...args: never[]) => unknown {
  @Controller('health')
  class Health {
    constructor(
      @Inject(HealthCheckService) private readonly health: HealthCheckService,
      @Inject(StatsigHealthIndicator) private readonly statsig: StatsigHealthIndicator,
    ) {}

    @Get()
    @HealthCheck()
    check(): Promise<unknown> {
      return this.health.check([() => this.statsig.isHealthy('statsig', options)]);
    }
  }
  return Health;
}

it('tells terminus of a client with specs, and of one whose specs are too old', async () => {
  const server = await startStatsigServer();
  const { get, app } = await startNestApp({
    adapter: 'express',
    imports: [StatsigModule.forRoot({ sdkKey: 'secret-health', options: server.options }), TerminusModule],
    controllers: [healthController({ maxSpecAgeMs: 60_000, maxPendingEvents: 10 })],
  });
  const answer = await get('/health');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    status: 'ok',
    info: { statsig: { status: 'up', source: 'Network', isStale: false, pendingEvents: 0 } },
  });

  const indicator = app.get(StatsigHealthIndicator);
  const old = await indicator.isHealthy('statsig', { maxSpecAgeMs: -1 });
  expect(old.statsig).toMatchObject({ status: 'degraded', message: expect.stringMatching(/longer than -1 ms/) });
});

it('tells of events that the service does not take', async () => {
  const server = await startStatsigServer();
  server.eventsStatus = 503;
  const client = new Statsig('secret-health', server.options);
  await client.initialize();
  const { get } = await startNestApp({
    adapter: 'fastify',
    imports: [StatsigModule.forRoot({ name: 'ads', client, shutdownTimeoutMs: 1 }), TerminusModule],
    controllers: [healthController({ maxPendingEvents: 2, client: 'ads' })],
  });
  for (const number of [1, 2, 3]) client.logEvent({ userID: 'ann' }, `event-${number}`);
  const answer = await get('/health');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    status: 'degraded',
    details: {
      statsig: { status: 'degraded', pendingEvents: 3, message: expect.stringContaining('maxPendingEvents') },
    },
  });
  await client.shutdown(1);
});

it('tells of a client without specs, as the application takes it', async () => {
  const server = await startStatsigServer();
  server.specsStatus = 500;
  const options = { ...server.options, outputLogLevel: 'none' as const };
  const { get, app } = await startNestApp({
    adapter: 'express',
    imports: [StatsigModule.forRoot({ sdkKey: 'secret-health', options, initTimeoutMs: 50 }), TerminusModule],
    controllers: [healthController({})],
  });
  const answer = await get('/health');
  expect(answer.status).toBe(503);
  const told = await answer.text();
  expect(JSON.parse(told)).toMatchObject({ status: 'error', error: { statsig: { status: 'down' } } });
  expect(told).not.toContain('secret-health');
  const indicator = app.get(StatsigHealthIndicator);
  expect((await indicator.isHealthy('statsig', { withoutSpecs: 'degraded' })).statsig.status).toBe('degraded');
  await expect(indicator.isHealthy('statsig', { client: 'unknown' })).rejects.toThrow();
});
