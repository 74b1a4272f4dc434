import { request } from 'node:http';
import {
  Controller,
  Get,
  Header,
  HttpCode,
  type MiddlewareConsumer,
  Module,
  Post,
  Sse,
  type Type,
} from '@nestjs/common';
import { type Observable, of } from 'rxjs';
import { FeatureGate, StatsigModule, StatsigService } from 'statsig-nodekit/nestjs';
import { createTestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';
import { adapters, startNestApp } from './support/start-nest-app.js';

@Controller('hidden')
class Hidden {
  @Get()
  @Header('x-secret', 'yes')
  @FeatureGate('closed')
  show(): string {
    return 'gated';
  }

  @Post()
  @HttpCode(202)
  @FeatureGate('closed')
  save(): string {
    return 'gated';
  }

  @Sse('events')
  @FeatureGate('closed')
  events(): Observable<object> {
    return of({ data: 'gated' });
  }
}

@Controller('hidden')
@FeatureGate('open')
class HiddenBehindTwo {
  @Get()
  @FeatureGate('closed')
  show(): string {
    return 'gated';
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** All of an answer but the time, with headers in their order and as they were written. */
function answerOf(url: string, { method, path, headers = {}, body }: Asked): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const asked = request(url + path, { method, headers }, (response) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => {
        const pairs = response.rawHeaders.flatMap((name, index, all) =>
          index % 2 === 0 ? [[name, all[index + 1]]] : [],
        );
        const shown = pairs
          .filter(([name]) => name?.toLowerCase() !== 'date')
          .map(([name, value]) => [name, value?.replace(/^(statsig\.stable_id\.\d+)=[\w-]+/, '$1=…')]);
        resolve([response.statusCode, shown, text]);
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };

describe.each(adapters)('a hidden route, on %s', (adapter) => {
  const start = async (controllers: Type[], imports: Type[] = []): Promise<string> => {
    const statsig = StatsigModule.forRoot({
      client: createTestStatsig({ gates: { closed: false, open: true } }),
      stableId: { cookie: true, clientSdkKey: 'client-page' },
    });
    return (await startNestApp({ adapter, controllers, imports: [statsig, ...imports] })).url;
  };

  it('answers each request as an application does that has no such route, to the byte', async () => {
    const [gated, without, twice] = [await start([Hidden]), await start([]), await start([HiddenBehindTwo])];
    const asked: Asked[] = [
      ...['GET', 'HEAD', 'OPTIONS', 'DELETE'].map((method) => ({ method, path: '/hidden' })),
      { method: 'GET', path: '/hidden/?a=b' },
      { method: 'GET', path: '/hidden/events', headers: { accept: 'text/event-stream' } },
      { method: 'GET', path: '/hidden', headers: { cookie: 'a=b' } },
      { method: 'POST', path: '/hidden', headers: json, body: '{"a":1}' },
      { method: 'POST', path: '/hidden', headers: json, body: '{broken' },
    ];
    for (const one of asked) {
      const expected = await answerOf(without, one);
      expect(await answerOf(gated, one), `${one.method} ${one.path}`).toEqual(expected);
      expect(await answerOf(twice, one), `${one.method} ${one.path}`).toEqual(expected);
    }
  });

  it('leaves other cookies, and the ID that middleware has given, as unknown routes have them', async () => {
    @Module({})
    class WithMiddleware {
      constructor(private readonly statsig: StatsigService) {}

      configure(consumer: MiddlewareConsumer): void {
        consumer
          .apply((_request: unknown, response: { appendHeader?: CallableFunction }, next: () => void) => {
            this.statsig.checkGate('open');
            response.appendHeader?.('Set-Cookie', 'other=1');
            next();
          })
          .forRoutes('{*splat}');
      }
    }
    const [gated, without] = [await start([Hidden], [WithMiddleware]), await start([], [WithMiddleware])];
    const asked = { method: 'GET', path: '/hidden' };
    const [answer, expected] = [await answerOf(gated, asked), await answerOf(without, asked)];
    expect(JSON.stringify(expected)).toContain('statsig.stable_id.');
    expect(answer).toEqual(expected);
  });
});
