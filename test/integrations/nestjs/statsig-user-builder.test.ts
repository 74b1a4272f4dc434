import { Controller, Get, HttpCode, Inject, Injectable, Module, Post, type Provider, Scope } from '@nestjs/common';
import {
  type ContextId,
  ContextIdFactory,
  type ContextIdStrategy,
  type HostComponentInfo,
  REQUEST,
} from '@nestjs/core';
import type { StatsigUser } from 'statsig-nodekit';
import {
  type BuiltUser,
  CurrentStatsigUser,
  FeatureGate,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
  StatsigUserBuilder,
  type UserContext,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { type Adapter, adapters, type RunningNestApp, startNestApp } from './support/start-nest-app.js';

const local: StatsigModuleOptions = {
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: () => ({ userID: 'of the option' }),
};

@Injectable()
class Accounts {
  async find(token: string): Promise<{ readonly userID: string; readonly plan: string }> {
    await Promise.resolve();
    return { userID: token.toLowerCase(), plan: 'gold' };
  }
}

let built = { controllers: 0, builders: 0, calls: 0 };

@Injectable({ scope: Scope.REQUEST })
class AccountUserBuilder extends StatsigUserBuilder {
  constructor(@Inject(Accounts) private readonly accounts: Accounts) {
    super();
    built.builders += 1;
  }

  override async build({ request, defaults }: UserContext): Promise<BuiltUser> {
    built.calls += 1;
    // Nest's own request, as any request-scoped provider gets it.
    expect(this.request).toBe(request);
    const token = request.headers['x-token'];
    if (token === undefined) throw new Error('no token');
    const { userID, plan } = await this.accounts.find(String(token));
    return { userID, custom: { plan, language: defaults.locale }, privateAttributes: { salary: 7 } };
  }
}

@Controller()
class Routes {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {
    built.controllers += 1;
  }

  @Get('user')
  @FeatureGate('for_ann')
  user(@CurrentStatsigUser() user: StatsigUser): object {
    return { ...user.toJSON(), secret: user.privateAttributes, gate: this.statsig.checkGate('for_ann') };
  }

  @Get('anyone')
  anyone(): object {
    return { gate: this.statsig.checkGate('for_ann') };
  }

  @Post('sign-in')
  @HttpCode(200)
  signIn(): object {
    const before = this.statsig.checkGate('for_ann');
    this.statsig.setUser({ userID: 'ann' });
    return { before, after: this.statsig.checkGate('for_ann') };
  }
}

const registered: Provider = { provide: StatsigUserBuilder, useClass: AccountUserBuilder };

describe.each(adapters)('StatsigUserBuilder on %s', (adapter) => {
  const start = (providers: Provider[] = [registered]): Promise<RunningNestApp> => {
    built = { controllers: 0, builders: 0, calls: 0 };
    return startNestApp({
      adapter,
      imports: [StatsigModule.forRoot(local)],
      controllers: [Routes],
      providers: [Accounts, ...providers],
    });
  };

  it('builds the user with injected services, once per request, and goes before the `user` option', async () => {
    const { get } = await start();
    const headers = { 'x-token': 'ANN', 'accept-language': 'de-CH,en;q=0.5', 'user-agent': 'test' };
    expect(await (await get('/user', headers)).json()).toEqual({
      userID: 'ann',
      ip: '127.0.0.1',
      userAgent: 'test',
      locale: 'de-CH',
      custom: { plan: 'gold', language: 'de-CH' },
      secret: { salary: 7 },
      gate: true,
    });
    expect(built).toEqual({ controllers: 1, builders: 1, calls: 1 });
  });

  it('makes no controller request-scoped', async () => {
    const { get } = await start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/anyone', { 'x-token': 'ann' })));
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(answers.map(() => ({ gate: true })));
    expect(built).toEqual({ controllers: 1, builders: 50, calls: 50 });
  });

  it('is a user without an ID when it throws, and the log says so once', async () => {
    const { get, log } = await start();
    for (let index = 0; index < 3; index += 1) {
      expect(await (await get('/anyone')).json()).toEqual({ gate: false });
    }
    expect(log.filter((line) => line.includes('no token'))).toHaveLength(1);
    expect(await (await get('/anyone', { 'x-token': 'ann' })).json()).toEqual({ gate: true });
  });

  it('gives way to `setUser`', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/sign-in`, { method: 'POST', headers: { 'x-token': 'ben' } });
    expect(await answer.json()).toEqual({ before: false, after: true });
  });

  it('shares the context of a request-scoped controller', async () => {
    const contexts: unknown[] = [];
    @Injectable({ scope: Scope.REQUEST })
    class Session {}
    @Injectable({ scope: Scope.REQUEST })
    class SessionUserBuilder extends StatsigUserBuilder {
      constructor(@Inject(Session) session: Session) {
        super();
        contexts.push(session);
      }

      override build(): BuiltUser {
        return { userID: 'ann' };
      }
    }
    @Controller({ path: 'session', scope: Scope.REQUEST })
    class SessionRoutes {
      constructor(@Inject(Session) session: Session) {
        contexts.push(session);
      }

      @Get()
      show(@CurrentStatsigUser('userID') userID: string): string {
        return userID;
      }
    }
    const { get } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot(local)],
      controllers: [SessionRoutes],
      providers: [Session, { provide: StatsigUserBuilder, useClass: SessionUserBuilder }],
    });
    expect(await (await get('/session')).text()).toBe('ann');
    expect(contexts).toHaveLength(2);
    expect(contexts[0]).toBe(contexts[1]);
  });

  it('may be one per tenant', async () => {
    const tenants = new Map<string, ContextId>();
    const strategy: ContextIdStrategy<{ readonly headers: Record<string, string> }> = {
      attach(contextId, request) {
        const tenant = request.headers['x-tenant'] ?? '';
        const known = tenants.get(tenant) ?? ContextIdFactory.create();
        tenants.set(tenant, known);
        return {
          resolve: (info: HostComponentInfo) => (info.isTreeDurable ? known : contextId),
          payload: { tenant },
        };
      },
    };
    ContextIdFactory.apply(strategy);
    onTestFinished(() => void Reflect.set(ContextIdFactory, 'strategy', undefined));
    let builders = 0;
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class TenantUserBuilder extends StatsigUserBuilder {
      constructor(@Inject(REQUEST) private readonly payload: { readonly tenant: string }) {
        super();
        builders += 1;
      }

      override build({ request }: UserContext): BuiltUser {
        return { userID: String(request.headers['x-token']), customIDs: { companyID: this.payload.tenant } };
      }
    }
    const { get } = await start([{ provide: StatsigUserBuilder, useClass: TenantUserBuilder }]);
    const ask = async (tenant: string): Promise<unknown> =>
      (await get('/user', { 'x-token': 'ann', 'x-tenant': tenant })).json();
    for (const tenant of ['acme', 'beta', 'acme', 'beta', 'acme']) {
      expect(await ask(tenant)).toMatchObject({ userID: 'ann', customIDs: { companyID: tenant } });
    }
    expect([builders, built.controllers]).toEqual([2, 1]);
  });
});

it.each<Adapter>(['express', 'fastify'])('StatsigUserBuilder can be injected on %s', async (adapter) => {
  @Controller()
  class Injecting {
    constructor(@Inject(StatsigUserBuilder) private readonly builder: StatsigUserBuilder) {}

    @Get('built')
    async built(): Promise<unknown> {
      const user = await this.builder.build();
      return user instanceof Object && 'toJSON' in user ? user.toJSON() : null;
    }
  }
  @Module({ providers: [StatsigUserBuilder], exports: [StatsigUserBuilder] })
  class UsersModule {}
  const { get } = await startNestApp({
    adapter,
    imports: [StatsigModule.forRoot({ ...local, countryHeader: 'CF-IPCountry' }), UsersModule],
    controllers: [Injecting],
  });
  const answer = await get('/built', { 'user-agent': 'test', 'accept-language': 'fr', 'cf-ipcountry': 'CH' });
  expect(await answer.json()).toMatchObject({ ip: '127.0.0.1', userAgent: 'test', locale: 'fr', country: 'CH' });
});
