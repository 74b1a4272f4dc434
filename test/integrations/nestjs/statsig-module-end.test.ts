import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject } from '@nestjs/common';
import { Statsig } from 'statsig-nodekit';
import { Gate, StatsigModule, StatsigService } from 'statsig-nodekit/nestjs';
import { expect, it, vi } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

@Controller()
class Routes {
  #answer: () => void = () => {};
  #begin: () => void = () => {};
  readonly begun = new Promise<void>((resolve) => (this.#begin = resolve));

  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Get('slow')
  async slow(@Gate('open') before: boolean): Promise<object> {
    this.#begin();
    await new Promise<void>((resolve) => (this.#answer = resolve));
    this.statsig.logEvent('answered');
    return { before, after: this.statsig.checkGate('open') };
  }

  answer(): void {
    this.#answer();
  }
}

it('looks no more for newer specs once the application ends, and still answers and logs for requests under way', async () => {
  const server = await startStatsigServer();
  const { app, get } = await startNestApp({
    adapter: 'express',
    imports: [
      StatsigModule.forRoot({
        sdkKey: 'secret-test',
        options: { ...server.options, specsSyncIntervalMs: 100 },
        user: () => ({ userID: 'ann' }),
      }),
    ],
    controllers: [Routes],
  });
  const routes = app.get(Routes);
  await vi.waitFor(() => expect(server.specsRequests).toBeGreaterThan(2), 20_000);
  const answer = get('/slow', { connection: 'close' });
  await routes.begun;
  const quiet = vi.spyOn(app.get(StatsigService), 'beforeApplicationShutdown');
  const closed = app.close();
  await vi.waitFor(() => expect(quiet).toHaveResolved(), 20_000);
  const asked = server.specsRequests;
  await sleep(500);
  expect(server.specsRequests).toBe(asked);
  routes.answer();
  expect(await (await answer).json()).toEqual({ before: true, after: true });
  await closed;
  expect(server.events.filter(({ eventName }) => eventName === 'answered')).toHaveLength(1);
});

it('does not begin to look for newer specs when the application ends while it starts', async () => {
  const server = await startStatsigServer();
  const service = new StatsigService({
    sdkKey: 'secret-test',
    options: { ...server.options, specsSyncIntervalMs: 100 },
  });
  const started = service.onModuleInit();
  await service.beforeApplicationShutdown();
  await started;
  await sleep(500);
  expect(server.specsRequests).toBe(1);
  await service.onApplicationShutdown();
});

it('warns of a client of the application that nobody has initialised, and of no other', async () => {
  const options = { bootstrapSpecs: nestSpecs(), disableNetwork: true };
  const forgotten = await startNestApp({
    adapter: 'express',
    imports: [StatsigModule.forRoot({ client: new Statsig('secret-test', options) })],
  });
  expect(forgotten.log).toEqual([
    'warn: The client that StatsigModule was given (`client`) has not been initialised, so all gates are off. It stays its ' +
      "owner's: await client.initialize() before the application starts.",
  ]);
  const client = new Statsig('secret-test', options);
  await client.initialize();
  const { log } = await startNestApp({ adapter: 'express', imports: [StatsigModule.forRoot({ client })] });
  expect(log).toEqual([]);
});
