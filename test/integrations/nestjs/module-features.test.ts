import {
  type ArgumentMetadata,
  BadRequestException,
  Controller,
  Get,
  Inject,
  Injectable,
  type PipeTransform,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { type OutputLoggerProvider, renderBootstrapScript, Statsig, StatsigUser } from 'statsig-nodekit';
import {
  Bootstrap,
  CurrentStatsigUser,
  Experiment,
  Gate,
  ParameterStore,
  StatsigModule,
  type StatsigModuleOptions,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, type RunningNestApp, startNestApp } from './support/start-nest-app.js';

const clientSdkKey = 'client-shop';
const local: StatsigModuleOptions = {
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? '') }),
  bootstrap: { clientSdkKey },
};
const asAnn = { 'x-user-id': 'ann' };

/** Validates what decorators of the application inject, too, as strict applications do. */
@Injectable()
class StrictPipe implements PipeTransform {
  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    if (type === 'custom' && value === undefined) throw new BadRequestException();
    return value;
  }
}

@Controller()
class Routes {
  constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

  @Get('store')
  store(
    @ParameterStore('shop_window') store: ParameterStore,
    @ParameterStore('shop_window', 'sale', false) sale: boolean,
    @ParameterStore('shop_window', 'colour', 'none') colour: string,
  ): object {
    return { title: store.get('title', ''), sale, colour };
  }

  @Get('bootstrap')
  bootstrap(@Bootstrap() bootstrap: Bootstrap, @Bootstrap({ html: true }) html: string): object {
    return {
      key: bootstrap?.clientSdkKey,
      user: bootstrap?.user.userID,
      isSame: html === renderBootstrapScript({ bootstrap }),
      ofService: this.statsig.renderBootstrap() === html,
      ofOther: this.statsig.bootstrap({ userID: 'ben' }).bootstrap?.user.userID,
    };
  }

  @Get('validated')
  @UsePipes(new ValidationPipe(validators(false)))
  validated(@Gate('for_ann') gate: boolean, @Experiment('button_color') experiment: Experiment): object {
    return { gate, color: experiment.get('color', '') };
  }

  @Get('strictly')
  @UsePipes(new ValidationPipe(validators(true)))
  strictly(
    @Gate('for_ann') gate: boolean,
    @Experiment('button_color', 'color', '') color: string,
    @CurrentStatsigUser() user: StatsigUser,
  ): object {
    return { gate, color, userID: user.userID };
  }

  @Get('frozen')
  frozen(@CurrentStatsigUser() user: StatsigUser, @CurrentStatsigUser('customIDs') ids: object): object {
    return { isFrozen: Object.isFrozen(user) && (ids === null || Object.isFrozen(ids)) };
  }

  @Get('stable')
  stable(@CurrentStatsigUser('customIDs') customIDs: { readonly stableID?: string } | null): object {
    return { stableID: customIDs?.stableID };
  }

  @Get('user')
  user(@CurrentStatsigUser() user: StatsigUser): object {
    return user.toJSON();
  }
}

/**
 * Validation as the packages that Nest takes for it do it, for values without rules: they make a new object of the class that they
 * are told, and copy what they see.
 */
function validators(validateCustomDecorators: boolean): ConstructorParameters<typeof ValidationPipe>[0] {
  return {
    transform: true,
    validateCustomDecorators,
    validatorPackage: { validate: async () => [] },
    transformerPackage: {
      plainToInstance: (type: new () => object, value: object) => Object.assign(new type(), value),
      instanceToPlain: (value: unknown) => value,
    } as never,
  };
}

describe.each(adapters)('on %s', (adapter) => {
  const start = (options: StatsigModuleOptions = {}): Promise<RunningNestApp> =>
    startNestApp({
      adapter,
      imports: [StatsigModule.forRoot({ ...local, ...options })],
      controllers: [Routes],
      providers: [{ provide: APP_PIPE, useClass: StrictPipe }],
    });

  it('@ParameterStore injects a store, or one parameter', async () => {
    const { get } = await start();
    expect(await (await get('/store', asAnn)).json()).toEqual({ title: 'Welcome', sale: true, colour: 'none' });
    expect(await (await get('/store')).json()).toEqual({ title: 'Welcome', sale: false, colour: 'none' });
  });

  it('@Bootstrap injects what a page starts from, as values and as HTML', async () => {
    const { get } = await start();
    const expected = { key: clientSdkKey, user: 'ann', isSame: true, ofService: true, ofOther: 'ben' };
    expect(await (await get('/bootstrap', asAnn)).json()).toEqual(expected);
  });

  it('injected values pass through validation', async () => {
    const { get } = await start();
    expect(await (await get('/validated', asAnn)).json()).toEqual({ gate: true, color: 'red' });
    expect(await (await get('/strictly', asAnn)).json()).toEqual({ gate: true, color: 'red', userID: 'ann' });
  });

  it('injected users are frozen', async () => {
    const { get } = await start();
    expect(await (await get('/frozen', asAnn)).json()).toEqual({ isFrozen: true });
  });

  it('visitors keep their stable ID by the cookie of the browser client, with their consent', async () => {
    const cookie = new StableIdCookie({ clientSdkKey });
    const consent: NonNullable<StatsigModuleOptions['stableId']>['consent'] = ({ headers }) =>
      headers['x-consent'] !== 'no';
    const { get } = await start({ stableId: { cookie: true, consent } });
    const first = await get('/stable');
    const { stableID } = (await first.json()) as { readonly stableID: string };
    expect(first.headers.getSetCookie()).toEqual([cookie.write(stableID)]);
    const again = await get('/stable', { cookie: `${cookie.name}=${stableID}` });
    expect([await again.json(), again.headers.getSetCookie()]).toEqual([{ stableID }, []]);
    const refused = await get('/stable', { 'x-consent': 'no' });
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await refused.json()) as object).not.toEqual({ stableID });
  });

  it('the header of a CDN tells the country when it is named', async () => {
    const headers = { ...asAnn, 'cf-ipcountry': 'CH' };
    const { get } = await start({ countryHeader: 'CF-IPCountry' });
    expect(await (await get('/user', headers)).json()).toMatchObject({ country: 'CH' });
    const other = await start();
    expect(await (await other.get('/user', headers)).json()).not.toHaveProperty('country');
  });
});

describe('StatsigModule', () => {
  it('writes to a logger of the application, whatever that does', async () => {
    const lines: string[] = [];
    const write =
      (level: string) =>
      (tag: string, message: string): void => {
        lines.push(`${level} ${tag}: ${message}`);
        throw new Error('out of paper');
      };
    const logger: OutputLoggerProvider = { info: write('info'), warn: write('warn'), error: write('error') };
    const { log, app } = await startNestApp({
      adapter: 'express',
      imports: [StatsigModule.forRoot({ sdkKey: '', initTimeoutMs: 50, logger })],
    });
    await app.close();
    expect(log).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^error \w+: The SDK key is empty/),
        expect.stringMatching(/^warn NestJS: Not ready after/),
      ]),
    );
  });

  it('says that there are no stable IDs without a client key', async () => {
    const { log } = await startNestApp({
      adapter: 'express',
      imports: [StatsigModule.forRoot({ ...local, bootstrap: {}, stableId: { cookie: true } })],
    });
    expect(log).toContainEqual(expect.stringMatching(/^warn: Users have no stable ID: .*Give `bootstrap:/));
  });

  it.each([
    [{ stableId: { cookie: 'yes' } }, '`stableId` is not in order: `cookie` is "yes"; expected true or false.'],
    [{ stableId: { cookie: true, path: 'x' } }, '`stableId` cannot be used. The path of a cookie begins with "/"'],
    [{ context: {} }, '`context` is an object; expected an object with `get` and `set`.'],
    [{ logger: 'pino' }, '`logger` is "pino"; expected "nest" or an object with `debug`, `info`, `warn` and `error`.'],
    [{ middleware: 1 }, '`middleware` is 1; expected true or false.'],
  ])('refuses %j', async (options, complaint) => {
    const started = async (): Promise<unknown> =>
      startNestApp({ adapter: 'express', imports: [StatsigModule.forRoot({ ...local, ...options } as never)] });
    await expect(started()).rejects.toThrow(complaint);
  });

  it.each([[['']], ['new_checkout'], [[5]]])('forFeature refuses %j', (names) => {
    expect(() => StatsigModule.forFeature(names as never)).toThrow('expected a list of names');
  });
});

describe('StatsigService', () => {
  const ownAffairs = new Set(['constructor', 'initialize', 'shutdown', 'status']);
  const calls = Object.getOwnPropertyNames(Statsig.prototype).filter((name) => !ownAffairs.has(name));

  it.each(calls)('offers %s, as the client does', (name) => {
    expect(Reflect.get(StatsigService.prototype, name)).toBeTypeOf('function');
  });

  it('asks for the user of the request where none is given', async () => {
    @Controller()
    class Asking {
      constructor(@Inject(StatsigService) private readonly statsig: StatsigService) {}

      @Get('mine')
      mine(): object {
        const { statsig } = this;
        statsig.manuallyLogFeatureGateExposure('for_ann');
        statsig.manuallyLogGateExposure('for_ann');
        statsig.manuallyLogDynamicConfigExposure('limits');
        statsig.manuallyLogExperimentExposure('button_color');
        statsig.manuallyLogLayerParamExposure('promo', 'cta');
        statsig.manuallyLogLayerParameterExposure('promo', 'cta');
        statsig.identify();
        statsig.forwardLogLineEvent('warn', 'careful', { where: 'here' });
        return {
          explained: [
            statsig.explainGate('for_ann').ruleID,
            statsig.explainConfig('limits').ruleID,
            statsig.explainExperiment('button_color').groupName,
            statsig.explainLayer('promo').ruleID,
          ],
          sale: statsig.getParameterStore('shop_window').get('sale', false),
          user: JSON.parse(statsig.getClientInitializeResponse()).user.userID,
          bytes: statsig.getClientInitializeResponseBytes().length === statsig.getClientInitializeResponse().length,
          user2: statsig.getClientInitializeResponseObject().user,
          agent: statsig.getParsedUserAgentValueForUser()?.browser_name,
          gates: statsig.getFeatureGateList().length,
          current: statsig.current.checkGate('for_ann'),
          others: [
            statsig.explainGate({ userID: 'ben' }, 'for_ann').ruleID,
            statsig.getParameterStore({ userID: 'ben' }, 'shop_window').get('sale', true),
            statsig.getParsedUserAgentValueForUser({ userID: 'ben' }),
          ],
        };
      }
    }
    const { get, app } = await startNestApp({
      adapter: 'express',
      imports: [StatsigModule.forRoot(local)],
      controllers: [Asking],
    });
    expect(await (await get('/mine', { ...asAnn, 'user-agent': 'test' })).json()).toMatchObject({
      explained: ['ann', 'ann', 'Treatment', 'default'],
      sale: true,
      user: 'ann',
      bytes: true,
      user2: { userID: 'ann' },
      agent: 'Other',
      gates: 5,
      current: true,
      others: ['default', false, null],
    });
    const service = app.get(StatsigService);
    await expect(service.loadPersistedValues()).rejects.toMatchObject({ code: 'request_scope_missing' });
    expect(await service.loadPersistedValues({ userID: 'ann' })).toEqual({});
    service.overrideGate('closed', true);
    expect(service.checkGate({ userID: 'ben' }, 'closed')).toBe(true);
    expect(() => service.identify()).toThrow('StatsigService.identify() was called outside of a request');
  });
});
