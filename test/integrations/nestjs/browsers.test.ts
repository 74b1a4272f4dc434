import { Controller, Get, Injectable, Sse, type CanActivate, type ExecutionContext, Inject } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { interval, map, type Observable, take } from 'rxjs';
import { Statsig } from 'statsig-nodekit';
import { ClientProxyOptionsError, FeatureGate, Gate, StatsigModule, StatsigService } from 'statsig-nodekit/nestjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

const clientSdkKey = 'client-shop';

async function startedClient(): Promise<Statsig> {
  const client = new Statsig('secret-shop', { bootstrapSpecs: nestSpecs(), disableNetwork: true });
  await client.initialize();
  onTestFinished(async () => void (await client.shutdown()));
  return client;
}

/** Signs in whom a header names, as a guard of an application does. */
@Injectable()
class SignIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    request.user = { id: request.headers['x-user'] };
    return request.headers['x-user'] !== 'nobody';
  }
}

@Controller()
class Live {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Sse('live')
  @FeatureGate('for_signed_in')
  live(@Gate('for_ann') injected: boolean): Observable<{ data: object }> {
    return interval(1).pipe(
      take(3),
      map((part) => ({ data: { part, injected, asked: this.statsig.checkGate('for_ann') } })),
    );
  }

  @Get('other')
  other(): string {
    return 'other';
  }
}

describe.each(adapters)('what browsers ask for, on %s', (adapter) => {
  it('is streamed for the user of the request, behind gates', async () => {
    const { get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ client: await startedClient() })],
      controllers: [Live],
      providers: [{ provide: APP_GUARD, useClass: SignIn }],
    });
    const parts = async (user: string): Promise<unknown[]> => {
      const text = await (await get('/live', { 'x-user': user })).text();
      return [...text.matchAll(/data: (.+)/g)].map(([, data]) => JSON.parse(data ?? ''));
    };
    const [ann, ben] = await Promise.all([parts('ann'), parts('ben')]);
    expect(ann).toEqual([0, 1, 2].map((part) => ({ part, injected: true, asked: true })));
    expect(ben).toEqual([0, 1, 2].map((part) => ({ part, injected: false, asked: false })));
    expect((await get('/live', { 'x-user': '' })).status).toBe(404);
  });

  it('are the values of the signed-in user, at a path of the application, which nothing keeps', async () => {
    const { get, url } = await startNestApp({
      adapter,
      prefix: 'api',
      imports: [
        StatsigModule.forRootAsync({
          bootstrapPath: 'app-state',
          useFactory: async () => ({ client: await startedClient(), bootstrap: { clientSdkKey } }),
        }),
      ],
      providers: [{ provide: APP_GUARD, useClass: SignIn }],
    });
    const answer = await get('/api/app-state', { 'x-user': 'ann' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const values: Record<string, unknown> = JSON.parse(await answer.text());
    expect(values).toMatchObject({ has_updates: true, user: { userID: 'ann' } });

    const posted = await fetch(`${url}/api/app-state`, { method: 'POST', headers: { 'x-user': 'ben' } });
    expect(posted.status).toBe(200);
    expect(await posted.json()).toMatchObject({ user: { userID: 'ben' } });
    expect((await get('/api/app-state', { 'x-user': 'nobody' })).status).toBe(403);
    expect((await get('/app-state')).status).toBe(404);
  });

  it('are served by the client proxy, before bodies are parsed, and nowhere else', async () => {
    const server = await startStatsigServer();
    const { get, url } = await startNestApp({
      adapter,
      prefix: 'api',
      imports: [
        StatsigModule.forRoot({ sdkKey: 'secret-shop', options: server.options, clientProxy: { clientSdkKey } }),
      ],
      controllers: [Live],
      providers: [{ provide: APP_GUARD, useClass: SignIn }],
    });
    const post = (path: string, body: unknown): Promise<Response> =>
      fetch(`${url}${path}?k=${clientSdkKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const values = await post('/app-state/values', { user: { userID: 'ann' } });
    expect(values.status).toBe(200);
    expect(await values.json()).toMatchObject({ has_updates: true, user: { userID: 'ann' } });

    const events = [{ eventName: 'clicked', user: { userID: 'ann' }, time: Date.now() }];
    // As the browser's SDK encodes bodies, which parsers of JSON refuse.
    const encoded = Buffer.from(JSON.stringify({ events, statsigMetadata: {} }))
      .toString('base64')
      .split('')
      .toReversed()
      .join('');
    const taken = await fetch(`${url}/app-state/notes?k=${clientSdkKey}&se=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: encoded,
    });
    expect(taken.status).toBe(202);
    await expect.poll(() => server.events.map(({ eventName }) => eventName), { timeout: 10_000 }).toContain('clicked');

    expect((await get('/app-state/values', { 'x-user': 'ann' })).status).toBe(405);
    expect((await post('/app-state/values/more', {})).status).toBe(404);
    expect(await (await get('/api/other')).text()).toBe('other');
  });

  it('is off unless it is asked for', async () => {
    const { url } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ client: await startedClient() })],
    });
    expect((await fetch(`${url}/app-state/values?k=${clientSdkKey}`, { method: 'POST' })).status).toBe(404);
  });

  it('is refused when the application starts, where the proxy cannot serve', async () => {
    const client = await startedClient();
    const start = startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ client, clientProxy: { clientSdkKey: 'secret-shop' } })],
    });
    await expect(start).rejects.toThrow(ClientProxyOptionsError);
  });
});
