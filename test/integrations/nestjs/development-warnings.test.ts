import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Module,
  UseGuards,
} from '@nestjs/common';
import {
  CurrentStatsigUser,
  Experiment,
  FeatureGate,
  Gate,
  Layer,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

const local: StatsigModuleOptions = {
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
};

@Injectable()
class SignIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    Object.assign(context.switchToHttp().getRequest<object>(), { user: { id: 'ann' } });
    return true;
  }
}

const noIdWarning = 'a user needs a userID or customIDs';

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'development');
  return () => vi.unstubAllEnvs();
});

describe.each(adapters)('in development on %s, the log warns', (adapter) => {
  const start = (...controllers: (new (...args: never[]) => object)[]): ReturnType<typeof startNestApp> =>
    startNestApp({ adapter, imports: [StatsigModule.forRoot(local)], controllers });
  const told = (log: readonly string[], text: string): string[] => log.filter((line) => line.includes(text));

  it('of a gate that closed a route before the guard that signs users in', async () => {
    @Controller()
    class Routes {
      @Get('wrong')
      @UseGuards(SignIn)
      @FeatureGate('for_ann')
      wrong(): string {
        return 'wrong';
      }

      @Get('right')
      @FeatureGate('for_ann')
      @UseGuards(SignIn)
      right(): string {
        return 'right';
      }
    }
    const { get, log } = await start(Routes);
    expect([(await get('/wrong')).status, (await get('/wrong')).status]).toEqual([404, 404]);
    expect((await get('/right')).status).toBe(200);
    expect(told(log, '@FeatureGate above')).toEqual([
      'warn: A gate closed Routes.wrong to a user without an ID before SignIn ran. If that guard signs users in, the gate is ' +
        'closed to all of them. Write @FeatureGate above @UseGuards: of two guards at one place, Nest runs the lower one ' +
        'first, and those of a class before those of its methods.',
    ]);
  });

  it('of a gate that let somebody through before the guard that signs users in', async () => {
    @Controller()
    class Routes {
      @Get('early')
      @UseGuards(SignIn)
      @FeatureGate('open')
      early(@CurrentStatsigUser('userID') userID: string): object {
        return { userID };
      }

      @Get('late')
      @FeatureGate('open')
      @UseGuards(SignIn)
      late(@CurrentStatsigUser('userID') userID: string): object {
        return { userID };
      }
    }
    const { get, log } = await start(Routes);
    expect(await (await get('/late')).json()).toEqual({ userID: 'ann' });
    expect(told(log, 'signed in too late')).toEqual([]);
    expect(await (await get('/early')).json()).toEqual({ userID: '' });
    await get('/early');
    expect(told(log, 'signed in too late')).toEqual([
      expect.stringMatching(/^warn: On the way to Routes\.early a gate or value was decided for a user without an ID/),
    ]);
  });

  it('of names that the project does not have, when the application starts', async () => {
    @Controller()
    class Routes {
      @Get('a')
      @FeatureGate({ any: ['opne', { not: 'closed' }] })
      a(@Experiment('buton_color', 'color', '') color: string, @Layer('promo') _layer: Layer): string {
        return color;
      }

      @Get('b')
      b(@Gate('button_color') gate: boolean): boolean {
        return gate;
      }
    }
    @Module({ imports: [StatsigModule.forFeature(['limits', 'promos'])] })
    class FeatureModule {}
    const { log } = await startNestApp({
      adapter,
      imports: [StatsigModule.forRoot(local), FeatureModule],
      controllers: [Routes],
    });
    expect(told(log, 'The project has no')).toEqual([
      'warn: The project has no experiment "buton_color" (@Experiment(\'buton_color\') on Routes.a). Did you mean "button_color"?',
      'warn: The project has no gate "opne" (@FeatureGate on Routes.a). Did you mean "open"?',
      'warn: The project has no gate "button_color" (@Gate(\'button_color\') on Routes.b). It has a dynamic config of that name.',
      'warn: The project has no gate, config, experiment, layer or parameter store "promos" (StatsigModule.forFeature on ' +
        'FeatureModule). Did you mean "promo"?',
    ]);
  });

  it('of such names when services ask about them, once each', async () => {
    @Controller()
    class Routes {
      constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

      @Get()
      ask(): boolean {
        this.statsig.getLayer('pormo');
        return this.statsig.checkGate('clozed') || this.statsig.checkGate('open');
      }
    }
    const { get, log } = await start(Routes);
    for (let index = 0; index < 3; index += 1) await get('/');
    await expect
      .poll(() => told(log, 'The project has no'), { timeout: 10_000 })
      .toEqual([
        'warn: The project has no layer "pormo". Did you mean "promo"?',
        'warn: The project has no gate "clozed". Did you mean "closed"?',
      ]);
  });

  it('of a proxy that is not trusted, in production too', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    @Controller()
    class Routes {
      @Get()
      ask(@Gate('open') gate: boolean): boolean {
        return gate;
      }
    }
    const { get, log } = await start(Routes);
    await get('/');
    expect(told(log, 'X-Forwarded-For')).toEqual([]);
    for (let index = 0; index < 2; index += 1) await get('/', { 'x-forwarded-for': '203.0.113.7' });
    expect(told(log, 'X-Forwarded-For')).toEqual([
      expect.stringContaining(
        adapter === 'express' ? "app.set('trust proxy', 1)" : 'new FastifyAdapter({ trustProxy: true })',
      ),
    ]);
    const trusting = await startNestApp({
      adapter,
      trustProxy: true,
      imports: [StatsigModule.forRoot(local)],
      controllers: [Routes],
    });
    await trusting.get('/', { 'x-forwarded-for': '203.0.113.7' });
    expect(told(trusting.log, 'X-Forwarded-For')).toEqual([]);
  });

  it('of two copies of the package', async () => {
    vi.resetModules();
    const { Gate: OtherGate, StatsigService: OtherService } = await import('statsig-nodekit/nestjs');
    expect(OtherService).not.toBe(StatsigService);
    @Controller()
    class Routes {
      @Get()
      ask(@OtherGate('for_ann') gate: boolean): boolean {
        return gate;
      }
    }
    const { get, log } = await start(Routes);
    // What the copies agree on works all the same.
    expect(await (await get('/')).text()).toBe('false');
    expect(told(log, 'Two copies')).toEqual([
      expect.stringMatching(
        /^warn: Two copies of statsig-nodekit are in this program, both of version .+: @Gate\('for_ann'\) on Routes\.ask is of/,
      ),
    ]);
  });

  it('of nothing in a test run or in production', async () => {
    @Controller()
    class Routes {
      @Get()
      @UseGuards(SignIn)
      @FeatureGate('opne')
      ask(): boolean {
        return true;
      }
    }
    for (const environment of ['test', 'production']) {
      vi.stubEnv('NODE_ENV', environment);
      const { get, log } = await start(Routes);
      await get('/');
      const others = ['is not in the project', 'SIGTERM', 'Ready in', noIdWarning];
      expect(log.filter((line) => !others.some((text) => line.includes(text)))).toEqual([]);
    }
  });
});

it('names the class that a constructor wants of another copy', async () => {
  const { warnOfCopies } = await import('../../../integrations/nestjs/checks/copy-check.js');
  const ForeignService = class {
    readonly isForeign = true;
  };
  Object.defineProperty(ForeignService, 'name', { value: 'StatsigService' });
  class Shop {
    readonly isOpen = true;
  }
  Reflect.defineMetadata('design:paramtypes', [ForeignService], Shop);
  const warnings: string[] = [];
  const record = { controllers: new Map([[Shop, { metatype: Shop }]]), providers: new Map() };
  warnOfCopies(
    new Map([['module', record]]) as never,
    { warnOnce: (_key: string, message: string) => warnings.push(message) } as never,
    { StatsigService },
  );
  expect(warnings).toEqual([expect.stringContaining('StatsigService in the constructor of Shop is of another one')]);
});
