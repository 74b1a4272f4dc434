import { Controller, Get, Injectable, UseGuards, type CanActivate, type ExecutionContext, Post } from '@nestjs/common';
import { Statsig } from 'statsig-nodekit';
import { FeatureGate, GateExpressionError, SkipFeatureGate, StatsigModule } from 'statsig-nodekit/nestjs';
import { describe, expect, it, vi } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { type NestAppOptions, type RunningNestApp, adapters, startNestApp } from './support/start-nest-app.js';
import { startStatsigServer } from './support/statsig-server.js';

@Controller()
class Routes {
  @Get('open')
  @FeatureGate('open')
  open(): string {
    return 'open';
  }

  @Get('closed')
  @FeatureGate('closed')
  closed(): string {
    return 'closed';
  }

  @Post('closed')
  @FeatureGate('closed')
  post(): string {
    return 'closed';
  }

  @Get('forbidden')
  @FeatureGate('closed', { otherwise: 'forbidden' })
  forbidden(): string {
    return 'forbidden';
  }

  @Get('ann')
  @FeatureGate('for_ann')
  ann(): string {
    return 'ann';
  }

  @Get('negated-unknown')
  @FeatureGate({ not: 'unknown' })
  negatedUnknown(): string {
    return 'negated';
  }

  @Get('stacked')
  @FeatureGate('open')
  @FeatureGate('for_ann')
  stacked(): string {
    return 'stacked';
  }

  @Get('expression')
  @FeatureGate({ any: ['closed', { not: ['open', 'closed'] }] })
  expression(): string {
    return 'expression';
  }
}

@Controller('annex')
@FeatureGate('for_ann', { otherwise: 'forbidden' })
class Annex {
  @Get('plain')
  plain(): string {
    return 'plain';
  }

  @Get('open')
  @FeatureGate('open')
  open(): string {
    return 'open';
  }

  @Get('closed')
  @FeatureGate('closed')
  closed(): string {
    return 'closed';
  }

  @Get('skipped')
  @SkipFeatureGate()
  skipped(): string {
    return 'skipped';
  }

  @Get('skipped-closed')
  @SkipFeatureGate()
  @FeatureGate('closed')
  skippedClosed(): string {
    return 'skipped';
  }
}

@Controller('heir')
@FeatureGate('open')
class Heir extends Annex {}

const module = StatsigModule.forRoot({
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? '') }),
});

const asAnn = { 'x-user-id': 'ann' };

describe.each(adapters)('@FeatureGate on %s', (adapter) => {
  const start = (options: Partial<NestAppOptions> = {}): Promise<RunningNestApp> =>
    startNestApp({ adapter, imports: [module], controllers: [Routes, Annex, Heir], ...options });

  /** All that tells one answer from another, but for the time, and the path in the body (and so in its ETag). */
  async function answerOf(response: Response, path: string): Promise<object> {
    const { date: _date, etag: _etag, ...headers } = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: (await response.text()).replace(path, '/path') };
  }

  it('lets requests through while the gate is on for their user', async () => {
    const { get } = await start();
    expect(await (await get('/open')).text()).toBe('open');
    expect((await get('/ann')).status).toBe(404);
    expect(await (await get('/ann', asAnn)).text()).toBe('ann');
  });

  it.each([undefined, 'api'])('answers for a closed route as for an unknown one (prefix %s)', async (prefix) => {
    const { get, url } = await start(prefix === undefined ? {} : { prefix });
    const base = prefix === undefined ? '' : `/${prefix}`;
    for (const path of ['/closed', '/closed?a=1', '/closed?next=%2Fx']) {
      // As long as the closed route, so that the answers are equally long.
      const unknown = path.replace('closed', 'absent');
      const [closed, absent] = [await get(base + path), await get(base + unknown)];
      expect(await answerOf(closed, base + path)).toEqual(await answerOf(absent, base + unknown));
    }
    const post = await fetch(`${url}${base}/closed`, { method: 'POST' });
    expect(await post.json()).toEqual({ message: `Cannot POST ${base}/closed`, error: 'Not Found', statusCode: 404 });
  });

  it('answers 403 when told to', async () => {
    const { get } = await start();
    const response = await get('/forbidden');
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden', statusCode: 403 });
  });

  it('demands the gates of the controller and those of the method', async () => {
    const { get } = await start();
    expect((await get('/annex/plain')).status).toBe(403);
    expect((await get('/annex/open')).status).toBe(403);
    expect((await get('/annex/plain', asAnn)).status).toBe(200);
    expect((await get('/annex/open', asAnn)).status).toBe(200);
    expect((await get('/annex/closed', asAnn)).status).toBe(404);
  });

  it('demands the gates of a base controller too', async () => {
    const { get } = await start();
    expect((await get('/heir/plain')).status).toBe(403);
    expect((await get('/heir/plain', asAnn)).status).toBe(200);
  });

  it('demands both of two decorators on one method', async () => {
    const { get } = await start();
    expect((await get('/stacked')).status).toBe(404);
    expect((await get('/stacked', asAnn)).status).toBe(200);
  });

  it('lifts the gates of the controller with @SkipFeatureGate, and no others', async () => {
    const { get } = await start();
    expect(await (await get('/annex/skipped')).text()).toBe('skipped');
    expect((await get('/annex/skipped-closed')).status).toBe(404);
  });

  it('takes expressions', async () => {
    const { get } = await start();
    expect((await get('/expression')).status).toBe(200);
  });

  it('closes a route with an unknown gate, also under `not`, and says so once', async () => {
    const { get, log } = await start();
    expect((await get('/negated-unknown')).status).toBe(404);
    expect((await get('/negated-unknown')).status).toBe(404);
    expect(log.filter((line) => line.includes('unknown'))).toEqual([
      'warn: Gate "unknown" is not in the project (check its name): routes behind it are closed.',
    ]);
  });

  it('decides each gate once per request, though class and method bind the guard', async () => {
    const client = new Statsig('secret-test', { bootstrapSpecs: nestSpecs(), disableNetwork: true });
    await client.initialize();
    const asked = vi.spyOn(client, 'getFeatureGate');
    @Controller()
    @FeatureGate('open')
    class Twice {
      @Get('twice')
      @FeatureGate('for_ann')
      twice(): string {
        return 'twice';
      }
    }
    const { get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ client, user: () => ({ userID: 'ann' }) })],
      controllers: [Twice],
    });
    expect((await get('/twice')).status).toBe(200);
    expect(asked.mock.calls.map(([, gate]) => gate)).toEqual(['open', 'for_ann']);
  });

  it('logs the exposures of the gates it asked, and none with `exposure: false`', async () => {
    const server = await startStatsigServer();
    @Controller()
    class Quiet {
      @Get('loud')
      @FeatureGate(['open', { not: 'closed' }])
      loud(): string {
        return 'loud';
      }

      @Get('quiet')
      @FeatureGate(['open', 'for_signed_in'], { exposure: false })
      quiet(): string {
        return 'quiet';
      }
    }
    const { app, get } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({ sdkKey: 'secret-test', options: server.options, user: () => ({ userID: 'ann' }) }),
      ],
      controllers: [Quiet],
    });
    expect((await get('/quiet')).status).toBe(200);
    expect((await get('/loud')).status).toBe(200);
    await app.close();
    const exposures = server.events.filter(({ eventName }) => eventName === 'statsig::gate_exposure');
    expect(exposures.map(({ metadata }) => [metadata['gate'], metadata['gateValue']])).toEqual([
      ['open', 'true'],
      ['closed', 'false'],
    ]);
    // What was checked without an exposure is only counted.
    const counts = server.events.find(({ eventName }) => eventName === 'statsig::non_exposed_checks');
    expect(JSON.parse(String(counts?.metadata['checks']))).toEqual({ open: 1, for_signed_in: 1 });
  });

  it('sees who signed in when it stands above the guard of authentication', async () => {
    @Injectable()
    class SignIn implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const request = context.switchToHttp().getRequest<{ user?: { id: string }; headers: Record<string, string> }>();
        request.user = { id: request.headers['x-user-id'] ?? '' };
        return true;
      }
    }
    @Controller()
    class Account {
      @Get('account')
      @FeatureGate('for_ann')
      @UseGuards(SignIn)
      account(): string {
        return 'account';
      }
    }
    const { get } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          sdkKey: 'secret-test',
          options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
        }),
      ],
      controllers: [Account],
    });
    expect((await get('/account', asAnn)).status).toBe(200);
    expect((await get('/account', { 'x-user-id': 'ben' })).status).toBe(404);
  });
});

it('@FeatureGate refuses a wrong expression while the program starts', () => {
  expect(() => FeatureGate([])).toThrow(GateExpressionError);
});
