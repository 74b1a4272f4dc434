import { Body, Controller, Get, Inject, Injectable, Post, SetMetadata } from '@nestjs/common';
import { of, throwError } from 'rxjs';
import { LogEvent, StatsigModule } from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';
import { adapters, startNestApp, type RunningNestApp } from './support/start-nest-app.js';
import { type StatsigServer, startStatsigServer } from './support/statsig-server.js';

@Injectable()
class Mailer {
  @LogEvent('mailed')
  async send(): Promise<void> {}
}

@Controller()
class Routes {
  constructor(@Inject(Mailer) private readonly mailer: Mailer) {}

  @Post('signup')
  @LogEvent('visited_signup', {
    value: ({ result }) => (result as { plan: string }).plan,
    metadata: ({ args: [plan] }) => ({ asked: String(plan) }),
  })
  async signup(@Body('plan') plan: string): Promise<object> {
    await this.mailer.send();
    return { plan: plan.toUpperCase() };
  }

  @Get('below')
  @LogEvent('below')
  @SetMetadata('kept', true)
  below(): boolean {
    return Reflect.getMetadata('kept', Reflect.get(this, 'below')) === true;
  }

  @Get('observed')
  @LogEvent('observed', { value: ({ result }) => String(result) })
  observed(): unknown {
    return of('first', 'last');
  }

  @Get('success')
  @LogEvent('on success')
  @LogEvent('on error', { when: 'error' })
  @LogEvent('always', { when: 'always', metadata: { fixed: 'yes' } })
  success(): void {}

  @Get('failure')
  @LogEvent('on success')
  @LogEvent('on error', { when: 'error', value: ({ error }) => (error as Error).message })
  @LogEvent('always', { when: 'always' })
  async failure(): Promise<void> {
    throw new Error('on purpose');
  }

  @Get('sync-failure')
  @LogEvent('on error', { when: 'error' })
  syncFailure(): void {
    throw new Error('on purpose');
  }

  @Get('observed-failure')
  @LogEvent('on error', { when: 'error' })
  observedFailure(): unknown {
    return throwError(() => new Error('on purpose'));
  }

  @Get('bad-callback')
  @LogEvent('bad', {
    value: () => {
      throw new Error('oops');
    },
  })
  badCallback(): string {
    return 'fine';
  }
}

describe.each(adapters)('@LogEvent on %s', (adapter) => {
  async function start(): Promise<RunningNestApp & { server: StatsigServer; events: () => Promise<unknown[]> }> {
    const server = await startStatsigServer();
    const running = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          sdkKey: 'secret-test',
          options: server.options,
          user: async ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? 'ben') }),
        }),
      ],
      controllers: [Routes],
      providers: [Mailer],
    });
    const events = async (): Promise<unknown[]> => {
      await running.app.close();
      return server.events.map(({ eventName, value, metadata, user }) => [eventName, value, metadata, user['userID']]);
    };
    return { ...running, server, events };
  }

  it('logs for the request’s user, with value and metadata from the call, in handlers and services', async () => {
    const { url, events } = await start();
    const response = await fetch(`${url}/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user-id': 'ann' },
      body: '{"plan":"pro"}',
    });
    expect(await response.json()).toEqual({ plan: 'PRO' });
    expect(await events()).toEqual([
      ['mailed', null, null, 'ann'],
      ['visited_signup', 'PRO', { asked: 'pro' }, 'ann'],
    ]);
  });

  it('keeps metadata of decorators below it', async () => {
    const { get } = await start();
    expect(await (await get('/below')).text()).toBe('true');
  });

  it('logs after an observable has completed, with its last value', async () => {
    const { get, events } = await start();
    expect(await (await get('/observed')).text()).toBe('last');
    expect(await events()).toEqual([['observed', 'last', null, 'ben']]);
  });

  it('logs after success, after failure or both, and passes failures on', async () => {
    const { get, events } = await start();
    expect((await get('/success')).status).toBe(200);
    expect((await get('/failure')).status).toBe(500);
    expect((await get('/sync-failure')).status).toBe(500);
    expect((await get('/observed-failure')).status).toBe(500);
    expect(await events()).toEqual([
      ['always', null, { fixed: 'yes' }, 'ben'],
      ['on success', null, null, 'ben'],
      ['always', null, null, 'ben'],
      ['on error', 'on purpose', null, 'ben'],
      ['on error', null, null, 'ben'],
      ['on error', null, null, 'ben'],
    ]);
  });

  it('reports a callback that throws and leaves the answer as it is', async () => {
    const { get, events, log } = await start();
    expect(await (await get('/bad-callback')).text()).toBe('fine');
    expect(log).toContain("warn: @LogEvent('bad') logged nothing: its `value` or `metadata` threw: oops.");
    expect(await events()).toEqual([]);
  });
});

describe('@LogEvent outside of a request', () => {
  it('runs the method', async () => {
    await expect(new Mailer().send()).resolves.toBeUndefined();
  });

  it('keeps the name and the length of the method', () => {
    expect(Mailer.prototype).toHaveProperty('send.name', 'send');
    expect(Routes.prototype).toHaveProperty('signup.length', 1);
  });
});
