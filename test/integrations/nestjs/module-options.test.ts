import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  StatsigModule,
  type StatsigModuleOptions,
  StatsigModuleOptionsError,
  StatsigService,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';

type Application = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

/** What programs without types can write. */
const loose = {
  forRoot: (options?: unknown) => StatsigModule.forRoot(options as StatsigModuleOptions),
  forRootAsync: (options?: unknown) =>
    StatsigModule.forRootAsync(options as Parameters<typeof StatsigModule.forRootAsync>[0]),
};

/** Starts an application without HTTP, closed when the test is over. Rejects also when the module cannot be described. */
async function boot(describeModule: () => ReturnType<typeof loose.forRoot>): Promise<Application> {
  @Module({ imports: [describeModule()] })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  return app;
}

const example = 'expected an object, for example { sdkKey: process.env.STATSIG_SERVER_KEY }';
const moduleOptions =
  'sdkKey, options, client, user, getRequest, userTimeoutMs, countryHeader, stableId, bootstrap, clientProxy, nonce, ' +
  'middleware, context, logger, initTimeoutMs, failFast, shutdownTimeoutMs';

const wrongOptions: readonly (readonly [options: unknown, complaint: string])[] = [
  [undefined, `they are undefined; ${example}.`],
  [null, `they are null; ${example}.`],
  ['secret-test', `they are a text of 11 characters; ${example}.`],
  [[], `they are a list; ${example}.`],
  [{ sdkkey: 'secret-test' }, '`sdkkey` is unknown (did you mean `sdkKey`?).'],
  [{ option: {} }, '`option` is unknown (did you mean `options`?).'],
  [{ client: 5 }, '`client` is 5; expected a client, new Statsig(…).'],
  [{ options: 5 }, '`options` is 5; expected an object.'],
  [{ options: 'secret-test' }, '`options` is a text of 11 characters; expected an object.'],
  [
    { client: {} },
    '`client` is an object without checkGate, getFeatureGate, getDynamicConfig, getExperiment, getLayer, logEvent, ' +
      'flushEvents; expected a client, new Statsig(…).',
  ],
  [{ user: { userID: 'ann' } }, '`user` is an object; expected a function that tells the user of a request.'],
  [
    { failFast: 'yes', shutdownTimeoutMs: -1, userTimeoutMs: Number.NaN },
    '`userTimeoutMs` is NaN; expected a number of milliseconds from 0 to 2147483647; `failFast` is "yes"; expected true or ' +
      'false; `shutdownTimeoutMs` is -1; expected a number of milliseconds from 0 to 2147483647.',
  ],
];

describe('StatsigModule refuses at boot', () => {
  it('forRoot() without options', async () => {
    const refused = boot(() => loose.forRoot());
    await expect(refused).rejects.toBeInstanceOf(StatsigModuleOptionsError);
    await expect(refused).rejects.toMatchObject({
      name: 'StatsigModuleOptionsError',
      code: 'module_options_invalid',
      message: `StatsigModule.forRoot() got wrong options: they are undefined; ${example}.`,
    });
  });

  it.each(wrongOptions)('forRoot(%j)', async (options, complaint) => {
    await expect(boot(() => loose.forRoot(options))).rejects.toMatchObject({
      code: 'module_options_invalid',
      message: expect.stringContaining(`StatsigModule.forRoot() got wrong options: `) as string,
    });
    await expect(boot(() => loose.forRoot(options))).rejects.toThrow(complaint);
  });

  it.each(wrongOptions)('forRootAsync with a factory that gives %j', async (options, complaint) => {
    const useFactory = async (): Promise<unknown> => options;
    await expect(boot(() => loose.forRootAsync({ useFactory }))).rejects.toMatchObject({
      code: 'module_options_invalid',
      message: expect.stringMatching(
        /^The factory of StatsigModule\.forRootAsync\(\) \(name "default"\) gave wrong options: /,
      ) as string,
    });
    await expect(boot(() => loose.forRootAsync({ useFactory }))).rejects.toThrow(complaint);
  });

  it('an unknown option, with those that exist when none is near', async () => {
    await expect(boot(() => loose.forRoot({ colour: 'red' }))).rejects.toThrow(
      `StatsigModule.forRoot() got wrong options: \`colour\` is unknown; expected ${moduleOptions}, isGlobal, name, bootstrapPath.`,
    );
  });

  it.each<[options: unknown, complaint: string]>([
    [{ name: '' }, '`name` is ""; expected a text that is not empty.'],
    [{ isGlobal: 'no' }, '`isGlobal` is "no"; expected true or false.'],
  ])('forRoot and forRootAsync with %j', async (extras, complaint) => {
    await expect(boot(() => loose.forRoot(extras))).rejects.toThrow(complaint);
    const more = { ...(extras as object), useFactory: () => ({}) };
    await expect(boot(() => loose.forRootAsync(more))).rejects.toThrow(complaint);
  });

  it('a factory that gives what belongs beside it', async () => {
    await expect(boot(() => loose.forRootAsync({ useFactory: () => ({ name: 'billing' }) }))).rejects.toThrow(
      'gave wrong options: `name` belongs beside the factory: forRootAsync({ name, … }).',
    );
  });

  it.each<[options: unknown, complaint: string]>([
    [undefined, 'they are undefined; expected an object with useFactory, useClass or useExisting.'],
    [{}, 'none of useFactory, useClass and useExisting is given.'],
    [{ useFactori: () => ({}) }, '`useFactori` is unknown (did you mean `useFactory`?).'],
    [{ useFactory: {} }, '`useFactory` is an object; expected a function.'],
  ])('forRootAsync(%j)', async (options, complaint) => {
    await expect(boot(() => loose.forRootAsync(options))).rejects.toMatchObject({
      code: 'module_options_invalid',
      message: `StatsigModule.forRootAsync() got wrong options: ${complaint}`,
    });
  });
});

it.each([null, undefined])('StatsigModule takes options that are %s for ones that are not given', async (nothing) => {
  const app = await boot(() =>
    loose.forRoot({
      sdkKey: 'secret-test',
      options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
      client: nothing,
      user: nothing,
      failFast: nothing,
      shutdownTimeoutMs: nothing,
      userTimeoutMs: nothing,
      name: nothing,
      isGlobal: nothing,
    }),
  );
  const service = app.get(StatsigService);
  expect(service.checkGate({ userID: 'ann' }, 'for_ann')).toBe(true);
  await app.close();
  expect(service.status).toBe('shutdown');
});
