import 'reflect-metadata';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { RequestScope } from 'statsig-nodekit/request';
import { FeatureGate, FeatureGateGuard, StatsigModule, type StatsigModuleOptions } from 'statsig-nodekit/nestjs';
import { byUserID, createTestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';
import { adapters, type RunningNestApp, startNestApp } from './support/start-nest-app.js';

/** As libraries for tracing and transactions have them: a function without a name, which has the metadata of the method or not. */
function Wrapped({ keepsMetadata }: { readonly keepsMetadata: boolean }): MethodDecorator {
  return (_target, _key, descriptor: PropertyDescriptor) => {
    const method: (...args: unknown[]) => unknown = descriptor.value;
    descriptor.value = function (this: unknown, ...args: unknown[]): unknown {
      return method.apply(this, args);
    };
    if (!keepsMetadata) return;
    for (const key of Reflect.getOwnMetadataKeys(method) as unknown[]) {
      Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), descriptor.value as object);
    }
  };
}

/** Nothing that is entered after it is seen by handlers. */
@Injectable()
class LateGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return true;
  }
}

const lateGuard: Provider = { provide: APP_GUARD, useClass: LateGuard };

interface Setting {
  readonly controllers: Type[];
  readonly providers?: Provider[];
  readonly options?: StatsigModuleOptions;
}

describe.each(adapters)('a closed gate, on %s', (adapter) => {
  const start = ({ controllers, providers = [], options }: Setting): Promise<RunningNestApp> =>
    startNestApp({
      adapter,
      controllers,
      providers,
      imports: [
        StatsigModule.forRoot({
          client: createTestStatsig({
            gates: { closed: false, open: true, for_tenant: byUserID({ tenant: true }, false) },
          }),
          ...options,
        }),
      ],
    });
  const bodyOf = async ({ get }: RunningNestApp, path: string): Promise<string> => (await get(path)).text();

  const otherwise = { handler: 'former' } as const;

  it('hands over from methods that other decorators have wrapped', async () => {
    @Controller()
    class Shop {
      @Get('inner')
      @FeatureGate('closed', { otherwise })
      @Wrapped({ keepsMetadata: true })
      inner(): string {
        return 'gated';
      }

      @Get('outer')
      @Wrapped({ keepsMetadata: true })
      @FeatureGate('closed', { otherwise })
      outer(): string {
        return 'gated';
      }

      former(): string {
        return 'former';
      }
    }
    const app = await start({ controllers: [Shop] });
    expect(await bodyOf(app, '/inner')).toBe('former');
    expect(await bodyOf(app, '/outer')).toBe('former');
  });

  it('hands over where requests cannot be followed to their handlers', async () => {
    @Controller()
    class Shop {
      @Get('new')
      @FeatureGate('closed', { otherwise })
      now(): string {
        return 'gated';
      }

      former(): string {
        return 'former';
      }
    }
    const app = await start({ controllers: [Shop], providers: [lateGuard], options: { middleware: false } });
    expect(await bodyOf(app, '/new')).toBe('former');
  });

  it('hands over once, so that the other handler may call what stands behind the same gate', async () => {
    @Controller()
    @FeatureGate('closed', { otherwise })
    class Shop {
      @Get('new')
      now(): string {
        return 'gated';
      }

      former(): string {
        return `former, which calls ${this.now()}`;
      }
    }
    const app = await start({ controllers: [Shop] });
    expect(await bodyOf(app, '/new')).toBe('former, which calls gated');
  });

  it('closes the methods of a class that extends a gated one and writes them again', async () => {
    @FeatureGate('closed', { otherwise })
    class Shop {
      former(): string {
        return 'former';
      }
    }
    @Controller()
    class Branch extends Shop {
      @Get('branch')
      branch(): string {
        return 'gated';
      }
    }
    const app = await start({ controllers: [Branch] });
    expect(await bodyOf(app, '/branch')).toContain('Cannot GET /branch');
    expect(app.log).toEqual([expect.stringContaining('Write @FeatureGate at Branch, too.')]);
  });

  it('stops the start where another decorator has replaced the gated method', async () => {
    @Controller()
    class Shop {
      @Get('list')
      @Wrapped({ keepsMetadata: false })
      @FeatureGate('closed')
      list(): string {
        return 'open to all';
      }
    }
    await expect(start({ controllers: [Shop] })).rejects.toThrow(
      '@FeatureGate on Shop.list is lost: another decorator has put a method in the place of the gated one',
    );
  });

  it('is decided by the guard that it names, whatever the gates beside it name', async () => {
    @Injectable()
    class TenantGuard extends FeatureGateGuard {
      protected override getUser(
        context: ExecutionContext,
        ...[scope, requirement]: [RequestScope, Parameters<FeatureGateGuard['getUser']>[2]]
      ): ReturnType<FeatureGateGuard['getUser']> {
        const { url } = context.switchToHttp().getRequest<{ readonly url: string }>();
        const userID = url.includes('as=tenant') ? 'tenant' : 'other';
        return super.getUser(context, scope, { ...requirement, user: () => ({ userID }) });
      }
    }
    @Controller()
    @FeatureGate({ any: ['open', 'for_tenant'] })
    class Shop {
      @Get('tenants')
      @FeatureGate('for_tenant', { guard: TenantGuard })
      tenants(): string {
        return 'in';
      }
    }
    const isTenant = ({ request }: { readonly request: object }): { userID: string } => ({
      userID: String(Reflect.get(request, 'url')).includes('user=tenant') ? 'tenant' : 'ann',
    });
    const app = await start({ controllers: [Shop], options: { user: isTenant } });
    expect((await app.get('/tenants?user=ann&as=tenant')).status).toBe(200);
    expect((await app.get('/tenants?user=tenant&as=other')).status).toBe(404);
  });
});
