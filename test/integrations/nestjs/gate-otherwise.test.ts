import {
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpCode,
  ImATeapotException,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Statsig } from 'statsig-nodekit';
import type { GateDecision, RequestScope } from 'statsig-nodekit/request';
import {
  FeatureGate,
  FeatureGateGuard,
  type GateDenial,
  type GateRequirement,
  Layer,
  SkipFeatureGate,
  StatsigDecoratorError,
  StatsigModule,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

@Injectable()
class RefusingGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

/** Asks whether the tenant of the address is Ann, and answers unknown ones in its own words. */
@Injectable()
class TenantGuard extends FeatureGateGuard {
  protected override deny(denial: GateDenial): void {
    throw new NotFoundException(`${denial.gate} is not for you: ${denial.reason}, ${String(denial.decided)}`);
  }

  protected override decide(
    scope: RequestScope,
    user: Parameters<FeatureGateGuard['decide']>[1],
    requirement: GateRequirement,
  ): GateDecision {
    return user.userID === 'root' ? { allowed: true } : super.decide(scope, user, requirement);
  }
}

const tenantOf = (context: ExecutionContext): { userID: string } => {
  const request: { readonly query: Readonly<Record<string, string>> } = context.switchToHttp().getRequest();
  return { userID: request.query['tenant'] ?? '' };
};

@Controller()
class Routes {
  #served = 0;

  @Get('exception')
  @FeatureGate('closed', { otherwise: { exception: ({ gate }) => new ImATeapotException(`no ${gate}`) } })
  exception(): string {
    return 'gated';
  }

  @Get('redirect')
  @FeatureGate('closed', { otherwise: { redirect: '/elsewhere?a=b' } })
  redirect(): string {
    return 'gated';
  }

  @Post('redirect')
  @HttpCode(200)
  @FeatureGate('closed', {
    otherwise: {
      redirect: ({ context }) => `/from${context.switchToHttp().getRequest<{ url: string }>().url}`,
      status: 303,
    },
  })
  redirectPost(): string {
    return 'gated';
  }

  @Get('list/:id')
  @FeatureGate('closed', { otherwise: { handler: 'oldList' } })
  list(@Param('id', ParseIntPipe) id: number, @Query('q') q: string, @Layer('promo', 'cta', 'x') cta: string): string {
    return `new ${id} ${q} ${cta}`;
  }

  oldList(id: number, q: string, cta: string): string {
    this.#served += 1;
    return `old ${typeof id} ${id} ${q} ${cta} ${this.#served}`;
  }

  @Get('async')
  @HttpCode(202)
  @FeatureGate('open')
  @FeatureGate('for_ann', { otherwise: { handler: 'later' } })
  now(): string {
    return 'now';
  }

  async later(): Promise<string> {
    await Promise.resolve();
    return 'later';
  }

  @Get('guarded')
  @UseGuards(RefusingGuard)
  @FeatureGate('closed', { otherwise: { handler: 'later' } })
  guarded(): string {
    return 'gated';
  }

  @Get('passthrough')
  @FeatureGate('closed', { otherwise: { handler: 'withHeader' } })
  passthrough(@Res({ passthrough: true }) _response: unknown): string {
    return 'gated';
  }

  withHeader(response: { header(name: string, value: string): unknown }): string {
    response.header('x-sibling', 'yes');
    return 'sibling';
  }

  @Get('forgiving')
  @FeatureGate('unknown', { onError: 'allow' })
  forgiving(): string {
    return 'in';
  }

  @Get('forgiving-closed')
  @FeatureGate('closed', { onError: 'allow' })
  forgivingClosed(): string {
    return 'in';
  }

  @Get('tenant')
  @FeatureGate('for_ann', { user: tenantOf })
  tenant(): string {
    return 'in';
  }

  @Get('tenant-later')
  @FeatureGate('for_ann', { user: async (context) => tenantOf(context) })
  tenantLater(): string {
    return 'in';
  }

  @Get('guard')
  @FeatureGate('for_ann', { guard: TenantGuard })
  guard(): string {
    return 'in';
  }

  @Get('experiment')
  @FeatureGate({ experiment: 'button_color', param: 'color', equals: 'red' })
  experiment(): string {
    return 'red';
  }
}

class Base {
  @Get('inherited')
  inherited(): string {
    return 'inherited';
  }
}

@Controller('closed')
@FeatureGate('for_ann', { otherwise: { handler: 'sorry' } })
class Closed extends Base {
  @Get('one')
  one(): string {
    return 'one';
  }

  @Get('skipped')
  @SkipFeatureGate()
  skipped(): string {
    return 'skipped';
  }

  @Get('both')
  @FeatureGate('closed', { otherwise: 'forbidden' })
  both(): string {
    return 'both';
  }

  sorry(): string {
    return 'sorry';
  }
}

@Controller('moved')
@FeatureGate('closed', { otherwise: { redirect: '/', status: 307 } })
class Moved {
  @Get()
  show(): string {
    return 'gated';
  }
}

/** As many applications have one. */
@Catch()
class CatchAll implements ExceptionFilter {
  catch(error: unknown): void {
    throw error;
  }
}

@Module({ providers: [{ provide: APP_FILTER, useClass: CatchAll }] })
class WithCatchAll {}

const module = StatsigModule.forRoot({
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? '') }),
});

const asAnn = { 'x-user-id': 'ann' };

describe.each(adapters)('otherwise, on %s', (adapter) => {
  const start = (): ReturnType<typeof startNestApp> =>
    startNestApp({ adapter, imports: [module], controllers: [Routes, Closed, Moved] });

  it('throws what the application says', async () => {
    const response = await (await start()).get('/exception');
    expect(response.status).toBe(418);
    expect(await response.json()).toMatchObject({ message: 'no closed' });
  });

  it('redirects, from methods and classes', async () => {
    const { url } = await start();
    const show = async (path: string, method = 'GET'): Promise<unknown[]> => {
      const response = await fetch(url + path, { method, redirect: 'manual' });
      return [response.status, response.headers.get('location')];
    };
    expect(await show('/redirect')).toEqual([302, '/elsewhere?a=b']);
    expect(await show('/redirect', 'POST')).toEqual([303, '/from/redirect']);
    expect(await show('/moved')).toEqual([307, '/']);
  });

  it('redirects where a global filter catches everything', async () => {
    const { url } = await startNestApp({ adapter, imports: [module, WithCatchAll], controllers: [Moved] });
    expect((await fetch(`${url}/moved`, { redirect: 'manual' })).status).toBe(307);
  });

  it('has another method answer, on the same object, with the arguments of the gated one', async () => {
    const { get } = await start();
    expect(await (await get('/list/7?q=a')).text()).toBe('old number 7 a Buy 1');
    expect(await (await get('/list/8?q=b')).text()).toBe('old number 8 b Buy 2');
    // Pipes of the gated method still stand before both.
    expect((await get('/list/seven')).status).toBe(400);
  });

  it("keeps the route's status, and lets those in for whom the gate is open", async () => {
    const { get } = await start();
    const denied = await get('/async');
    expect([denied.status, await denied.text()]).toEqual([202, 'later']);
    const allowed = await get('/async', asAnn);
    expect([allowed.status, await allowed.text()]).toEqual([202, 'now']);
  });

  it('still asks the guards of the route', async () => {
    expect((await (await start()).get('/guarded')).status).toBe(403);
  });

  it('hands over what answers through the response only in passing', async () => {
    const response = await (await start()).get('/passthrough');
    expect([response.headers.get('x-sibling'), await response.text()]).toEqual(['yes', 'sibling']);
  });

  it('has one method answer for a whole class, inherited routes too, but for those that skip its gates', async () => {
    const { get } = await start();
    const texts = async (path: string): Promise<string[]> =>
      Promise.all([get(path), get(path, asAnn)].map(async (response) => (await response).text()));
    expect(await texts('/closed/one')).toEqual(['sorry', 'one']);
    expect(await texts('/closed/inherited')).toEqual(['sorry', 'inherited']);
    expect(await texts('/closed/skipped')).toEqual(['skipped', 'skipped']);
    expect((await get('/closed/both', asAnn)).status).toBe(403);
    expect(await (await get('/closed/both')).text()).toBe('sorry');
  });

  it('never mixes up requests', async () => {
    const { get } = await start();
    const people = Array.from({ length: 200 }, (_, index) => index % 3 === 0);
    const answers = await Promise.all(
      people.map(async (isAnn) => (await get('/closed/one', isAnn ? asAnn : {})).text()),
    );
    expect(answers).toEqual(people.map((isAnn) => (isAnn ? 'one' : 'sorry')));
  });

  it('lets through with `onError` what cannot be evaluated, and nothing else', async () => {
    const { get } = await start();
    expect((await get('/forgiving')).status).toBe(200);
    expect((await get('/forgiving-closed')).status).toBe(404);
  });

  it('asks for another user, told at once or later', async () => {
    const { get } = await start();
    for (const path of ['/tenant', '/tenant-later']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([(await get(`${path}?tenant=ann`)).status, (await get(`${path}?tenant=bob`, asAnn)).status]).toEqual([
        200, 404,
      ]);
    }
  });

  it('decides and denies as a guard that extends ours says', async () => {
    const { get } = await start();
    expect((await get('/guard', asAnn)).status).toBe(200);
    expect((await get('/guard', { 'x-user-id': 'root' })).status).toBe(200);
    expect(await (await get('/guard')).json()).toMatchObject({
      message: 'for_ann is not for you: Bootstrap:Recognized, true',
    });
  });

  it('asks values of experiments', async () => {
    const { get } = await start();
    expect([(await get('/experiment', asAnn)).status, (await get('/experiment')).status]).toEqual([200, 404]);
  });
});

describe('a handler that cannot answer', () => {
  it.each<[string, () => unknown, string]>([
    [
      'does not exist',
      () => {
        class Shop {
          list(): void {}
        }
        decorate(FeatureGate('a', { otherwise: { handler: 'missing' } }), Shop, 'list');
      },
      '@FeatureGate on Shop.list names the handler "missing", which is no method of the class',
    ],
    [
      'is the gated one',
      () => {
        class Shop {
          list(): void {}
        }
        decorate(FeatureGate('a', { otherwise: { handler: 'list' } }), Shop, 'list');
      },
      '@FeatureGate on Shop.list names its own method',
    ],
    [
      'stands in for one with an injected response',
      () => {
        class Shop {
          list(@Res() _response: unknown): void {}
          old(): void {}
        }
        decorate(FeatureGate('a', { otherwise: { handler: 'old' } }), Shop, 'list');
      },
      '@FeatureGate on Shop.list cannot hand over to another handler',
    ],
    [
      'stands in for a class with one',
      () => {
        class Shop {
          list(@Res() _response: unknown): void {}
          old(): void {}
        }
        (FeatureGate('a', { otherwise: { handler: 'old' } }) as ClassDecorator)(Shop);
      },
      '@FeatureGate on Shop.list cannot hand over to another handler',
    ],
  ])('%s: refused while the program starts', (_case, act, message) => {
    expect(act).toThrow(StatsigDecoratorError);
    expect(act).toThrow(message);
  });
});

it('is a type error, too, when the class has no such method', () => {
  expect(() => {
    class Shop {
      // @ts-expect-error -- there is no method of that name
      @FeatureGate('a', { otherwise: { handler: 'missing' } })
      list(): void {}
    }
    return Shop;
  }).toThrow(StatsigDecoratorError);
});

describe('the options of gates', () => {
  it('are checked', () => {
    const loose = FeatureGate as unknown as (...args: unknown[]) => unknown;
    expect(() => loose('a', { onError: 'maybe' })).toThrow('`onError` is "maybe"; expected "deny" or "allow"');
    expect(() => loose('a', { user: {} })).toThrow('`user` is an object; expected a function');
    expect(() => loose('a', { guard: RefusingGuard })).toThrow('expected a class that extends FeatureGateGuard');
    expect(() => loose('a', { otherwise: { handler: '' } })).toThrow('`handler` is ""; expected a text');
  });

  it('log the exposures of what was asked, once a request', async () => {
    const client = new Statsig('secret-test', { bootstrapSpecs: nestSpecs(), disableNetwork: true });
    await client.initialize();
    const exposed: string[] = [];
    client.subscribe('gate_evaluated', ({ data }) => void exposed.push(data.gate_name));
    const { get } = await startNestApp({
      adapter: 'express',
      imports: [StatsigModule.forRoot({ client })],
      controllers: [Closed],
    });
    await get('/closed/both');
    await client.shutdown();
    expect(exposed).toEqual(['for_ann']);
  });
});

function decorate(decorator: unknown, owner: { readonly prototype: object }, key: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner.prototype, key);
  (decorator as (...decorated: readonly unknown[]) => void)(owner.prototype, key, descriptor);
}
