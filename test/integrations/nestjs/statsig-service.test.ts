import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CanActivate,
  Catch,
  Controller,
  type ArgumentsHost,
  type ExceptionFilter,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Inject,
  Injectable,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Statsig, StatsigUser } from 'statsig-nodekit';
import {
  FeatureGate,
  Gate,
  InjectStatsig,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it, vi } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { type RunningNestApp, adapters, startNestApp } from './support/start-nest-app.js';

vi.resetModules();
const { StatsigUser: OtherCopy } = await import('statsig-nodekit');
if (Object.is(OtherCopy, StatsigUser)) throw new Error('the package was not loaded a second time');

const options = { bootstrapSpecs: nestSpecs(), disableNetwork: true };
const byHeader: NonNullable<StatsigModuleOptions['user']> = ({ request }) => ({
  userID: String(request.headers['x-user-id'] ?? ''),
});

@Injectable()
class SignIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ user?: { id: string }; headers: Record<string, string> }>();
    request.user = { id: request.headers['x-user-id'] ?? '' };
    return true;
  }
}

@Injectable()
class AskTooEarly implements CanActivate {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  canActivate(): boolean {
    try {
      return this.statsig.checkGate('open');
    } catch (error) {
      throw new ForbiddenException((error as Error).message);
    }
  }
}

@Catch()
class TellUser implements ExceptionFilter {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  async catch(_error: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<{ send(body: string): void }>();
    response.send(`filter: ${(await this.statsig.user()).userID}`);
  }
}

@Controller()
class Routes {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Get('answers')
  async answers(): Promise<object> {
    const user = await this.statsig.user();
    // Lets other requests run in between.
    await sleep(Math.random() * 5);
    return {
      userID: user.userID,
      sameUser: user === (await this.statsig.user()),
      checkGate: this.statsig.checkGate('for_ann'),
      featureGate: this.statsig.getFeatureGate('for_ann').ruleID,
      config: this.statsig.getDynamicConfig('limits').get('items', 0),
      experiment: this.statsig.getExperiment('button_color').get('color', 'none'),
      layer: this.statsig.getLayer('promo').get('cta', 'none'),
    };
  }

  @Get('gated')
  @FeatureGate('for_ann')
  gated(): string {
    return 'gated';
  }

  @Get('user')
  async user(): Promise<object> {
    return (await this.statsig.user()).toJSON();
  }

  @Get('signed-in')
  @UseGuards(SignIn)
  async signedIn(): Promise<object> {
    return (await this.statsig.user()).toJSON();
  }

  @Get('becomes-ann')
  becomesAnn(): boolean[] {
    const before = this.statsig.checkGate('for_ann');
    this.statsig.setUser(new StatsigUser({ userID: 'ann' }));
    return [before, this.statsig.checkGate('for_ann')];
  }

  @Get('signs-in')
  @FeatureGate({ not: 'for_ann' })
  async signsIn(): Promise<boolean> {
    this.statsig.setUser({ userID: 'ann' });
    return this.statsig.checkGate('for_ann');
  }

  @Get('too-early')
  @UseGuards(AskTooEarly)
  tooEarly(): void {}

  @Get('fails')
  @UseFilters(TellUser)
  fails(): never {
    throw new Error('on purpose');
  }
}

describe.each(adapters)('StatsigService on %s', (adapter) => {
  const start = (more: Partial<StatsigModuleOptions> = {}, trustProxy = false): Promise<RunningNestApp> =>
    startNestApp({
      adapter,
      trustProxy,
      imports: [StatsigModule.forRoot({ sdkKey: 'secret-test', options, ...more })],
      controllers: [Routes],
    });

  const answersOf = (userID: string): object => ({
    userID,
    sameUser: true,
    checkGate: userID === 'ann',
    featureGate: userID === 'ann' ? 'ann' : 'default',
    config: userID === 'ann' ? 100 : 10,
    experiment: userID === 'ann' ? 'red' : 'blue',
    layer: 'Buy',
  });

  it.each<[string, StatsigModuleOptions['user']]>([
    ['at once', byHeader],
    ['as a promise', async (context) => sleep(1).then(() => byHeader(context))],
    ['as a StatsigUser', ({ request }) => new StatsigUser({ userID: String(request.headers['x-user-id']) })],
  ])('never mixes the users of parallel requests, told %s', async (_how, user) => {
    const { get } = await start({ user });
    const userIDs = Array.from({ length: 150 }, (_, index) => (index % 3 === 0 ? 'ann' : `user-${index}`));
    const answers = await Promise.all(
      userIDs.map(async (userID) => (await get('/answers', { 'x-user-id': userID })).json()),
    );
    expect(answers).toEqual(userIDs.map((userID) => answersOf(userID)));
  });

  it('waits in a guard for a user that is told as a promise', async () => {
    const { get } = await start({ user: async (context) => sleep(5).then(() => byHeader(context)) });
    expect((await get('/gated', { 'x-user-id': 'ann' })).status).toBe(200);
    expect((await get('/gated', { 'x-user-id': 'ben' })).status).toBe(404);
  });

  it('waits for a user that is told as a promise before the handler runs', async () => {
    const { get } = await start({ user: async (context) => sleep(5).then(() => byHeader(context)) });
    expect(await (await get('/becomes-ann', { 'x-user-id': 'ben' })).json()).toEqual([false, true]);
  });

  it('says what to write when a guard asks before such a user is known', async () => {
    const { get } = await start({ user: async (context) => sleep(5).then(() => byHeader(context)) });
    expect(await (await get('/too-early')).json()).toMatchObject({
      message:
        "StatsigService.checkGate('open') was called before the `user` option had told the user. Write `await " +
        'statsig.user()` before it (guards run before the module could wait for the user).',
    });
  });

  it('asks for the user once per request, and not before it is needed', async () => {
    let asked = 0;
    const { get } = await start({
      user: (context) => {
        asked += 1;
        return byHeader(context);
      },
    });
    await get('/answers');
    expect(asked).toBe(1);
    await get('/unknown');
    expect(asked).toBe(1);
  });

  it('knows where a caller is and with what, and lays the given fields over it', async () => {
    const { get } = await start({ user: () => ({ userID: 'ann', custom: { plan: 'pro' } }) });
    const headers = { 'user-agent': 'Test/1.0', 'accept-language': 'fr;q=0.2, nl' };
    expect(await (await get('/user', headers)).json()).toEqual({
      userID: 'ann',
      ip: '127.0.0.1',
      userAgent: 'Test/1.0',
      locale: 'nl',
      custom: { plan: 'pro' },
    });
  });

  it('lays the fields of a row of a database over it, also those that the row reads by getters', async () => {
    class Row {
      readonly id = 7;
      readonly #email = 'ann@example.com';
      locale: string | undefined;
      get userID(): string {
        return `row-${this.id}`;
      }
      get email(): string {
        return this.#email;
      }
    }
    const { get } = await start({ user: () => new Row() });
    const headers = { 'user-agent': 'Test/1.0', 'accept-language': 'nl' };
    expect(await (await get('/user', headers)).json()).toEqual({
      userID: 'row-7',
      email: 'ann@example.com',
      ip: '127.0.0.1',
      userAgent: 'Test/1.0',
    });
  });

  it.each([
    ['of this package', StatsigUser],
    ['of a class that extends it', class Member extends StatsigUser {}],
    ['of another copy of this package', OtherCopy],
  ])('takes a StatsigUser %s as it is', async (_whose, User) => {
    const { get } = await start({ user: () => new User({ userID: 'ann' }) });
    expect(await (await get('/user', { 'user-agent': 'Test/1.0' })).json()).toEqual({ userID: 'ann' });
  });

  it('sees who signed in, also when only the service is asked', async () => {
    const { get } = await start();
    expect(await (await get('/signed-in', { 'x-user-id': 'ann' })).json()).toMatchObject({ userID: 'ann' });
  });

  it.each([
    [false, '127.0.0.1'],
    [true, '10.9.8.7'],
  ])('reads the address by the platform’s rule of trust (%s)', async (trustProxy, ip) => {
    const { get } = await start({}, trustProxy);
    expect(await (await get('/user', { 'x-forwarded-for': '10.9.8.7' })).json()).toMatchObject({ ip });
  });

  it('takes another user for the rest of the request', async () => {
    const { get } = await start({ user: byHeader });
    expect(await (await get('/becomes-ann', { 'x-user-id': 'ben' })).json()).toEqual([false, true]);
  });

  it('decides for the new user after a sign-in', async () => {
    const { get } = await start({ user: byHeader });
    expect(await (await get('/signs-in', { 'x-user-id': 'ben' })).text()).toBe('true');
    expect((await get('/signs-in', { 'x-user-id': 'ann' })).status).toBe(404);
  });

  it('answers for each named client from that client', async () => {
    @Controller()
    class Both {
      constructor(
        @InjectStatsig() private readonly first: StatsigService,
        @InjectStatsig('other') private readonly other: StatsigService,
      ) {}

      @Get('both')
      both(@Gate('open') gate: boolean, @Gate('open', { client: 'other' }) otherGate: boolean): object {
        return { gates: [gate, otherGate], services: [this.first.checkGate('open'), this.other.checkGate('open')] };
      }

      @Get('gated-by-other')
      @FeatureGate('open', { client: 'other' })
      gatedByOther(): void {}
    }
    const { get } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({ sdkKey: 'secret-test', options }),
        StatsigModule.forRoot({ sdkKey: 'secret-other', options: { disableNetwork: true }, name: 'other' }),
      ],
      controllers: [Both],
    });
    expect(await (await get('/both')).json()).toEqual({ gates: [true, false], services: [true, false] });
    expect((await get('/gated-by-other')).status).toBe(404);
  });

  it('knows the user in exception filters', async () => {
    const { get } = await start({ user: byHeader });
    expect(await (await get('/fails', { 'x-user-id': 'ann' })).text()).toBe('filter: ann');
  });

  it('serves users without IDs while the `user` option fails, and says so when it begins and ends', async () => {
    let isBroken = true;
    const { get, log } = await start({
      user: (context) => {
        if (isBroken) throw new Error('no database');
        return byHeader(context);
      },
    });
    log.length = 0;
    expect(await (await get('/user')).json()).toMatchObject({ userID: '', ip: '127.0.0.1' });
    expect((await get('/user')).status).toBe(200);
    isBroken = false;
    expect(await (await get('/user', { 'x-user-id': 'ann' })).json()).toMatchObject({ userID: 'ann' });
    expect(log).toEqual([
      'warn: The `user` option failed (no database); users without IDs are evaluated until it works again.',
      'warn: The `user` option works again.',
    ]);
  });

  it('serves users without IDs while the `user` option does not answer, and says so once', async () => {
    let isStuck = true;
    const { get, log } = await start({
      user: async (context) => (isStuck ? new Promise<never>(() => {}) : byHeader(context)),
      userTimeoutMs: 100,
    });
    log.length = 0;
    const [first, second] = await Promise.all([get('/user'), get('/user')]);
    expect(await first.json()).toMatchObject({ userID: '', ip: '127.0.0.1' });
    expect(second.status).toBe(200);
    isStuck = false;
    expect(await (await get('/user', { 'x-user-id': 'ann' })).json()).toMatchObject({ userID: 'ann' });
    expect(log).toEqual([
      'warn: The `user` option failed (it told nobody within 100 ms, see `userTimeoutMs`); users without IDs are evaluated ' +
        'until it works again.',
      'warn: The `user` option works again.',
    ]);
    isStuck = true;
    expect((await get('/gated', { 'x-user-id': 'ann' })).status).toBe(404);
  });

  it.each([null, undefined])(
    'serves a visitor of whom the `user` option tells %s, at once or as a promise',
    async (nobody) => {
      for (const user of [() => nobody, async () => nobody]) {
        const { get, log } = await start({ user });
        log.length = 0;
        expect(await (await get('/user')).json()).toMatchObject({ userID: '', ip: '127.0.0.1' });
        expect(log).toEqual([]);
        expect((await get('/gated')).status).toBe(404);
      }
    },
  );

  it('takes what is no user for a failure of the `user` option, at once or as a promise', async () => {
    // Told by programs without types.
    const seven = 7 as unknown as undefined;
    for (const user of [() => seven, async () => seven]) {
      const { get, log } = await start({ user });
      log.length = 0;
      expect(await (await get('/user')).json()).toMatchObject({ userID: '', ip: '127.0.0.1' });
      expect(log).toEqual([
        'warn: The `user` option failed (it told a number; expected a StatsigUser, fields of one, or nothing); users ' +
          'without IDs are evaluated until it works again.',
      ]);
      expect((await get('/gated')).status).toBe(404);
    }
  });
});

it('StatsigService keeps a request apart from one that is made while it is handled', async () => {
  @Controller()
  class Outer {
    constructor(
      @Inject(StatsigService) private readonly statsig: StatsigService,
      @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    ) {}

    @Get('outer')
    async outer(): Promise<object> {
      const inner = await this.host.httpAdapter.inject({ url: '/inner', headers: { 'x-user-id': 'ben' } });
      return [inner.body, (await this.statsig.user()).userID];
    }

    @Get('inner')
    async inner(): Promise<string | null> {
      return (await this.statsig.user()).userID;
    }
  }
  const { get } = await startNestApp({
    adapter: 'fastify',
    imports: [StatsigModule.forRoot({ sdkKey: 'secret-test', options, user: byHeader })],
    controllers: [Outer],
  });
  expect(await (await get('/outer', { 'x-user-id': 'ann' })).json()).toEqual(['ben', 'ann']);
});

describe('StatsigService outside of a request', () => {
  const service = new StatsigService({ client: new Statsig('secret-test', options) });

  it('answers for a given user', () => {
    expect(service.checkGate({ userID: 'ann' }, 'for_ann')).toBe(false);
  });

  it('names the call to write when no user is given', async () => {
    expect(() => service.checkGate('for_ann')).toThrow(
      expect.objectContaining({
        code: 'request_scope_missing',
        message:
          "StatsigService.checkGate('for_ann') was called outside of a request, where there is no current user. Give the " +
          "user: statsig.checkGate(user, 'for_ann').",
      }),
    );
    expect(() => service.logEvent('seen')).toThrow("Give the user: statsig.logEvent(user, 'seen').");
    await expect(service.user()).rejects.toThrow(
      'StatsigService.user() was called outside of a request, where there is no current user. Call it while a request ' +
        'is being handled.',
    );
  });
});
