import { ParseBoolPipe } from '@nestjs/common';
import {
  Bootstrap,
  CurrentStatsigUser,
  DynamicConfig,
  Experiment,
  FeatureGate,
  Gate,
  Layer,
  LogEvent,
  provideByGate,
  SkipFeatureGate,
  StatsigDecoratorError,
} from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';

/** What programs without types can write. */
type Loose = (...args: readonly unknown[]) => (...decorated: readonly unknown[]) => void;
const loose = {
  gate: Gate as unknown as Loose,
  dynamicConfig: DynamicConfig as unknown as Loose,
  experiment: Experiment as unknown as Loose,
  layer: Layer as unknown as Loose,
  featureGate: FeatureGate as unknown as Loose,
  skipFeatureGate: SkipFeatureGate as unknown as Loose,
  logEvent: LogEvent as unknown as Loose,
  bootstrap: Bootstrap as unknown as Loose,
  currentStatsigUser: CurrentStatsigUser as unknown as Loose,
  provideByGate: provideByGate as unknown as Loose,
};

class Shop {
  property = 1;
  method(): void {}
  get getter(): number {
    return 1;
  }
}
const onClass = [Shop] as const;
const onMethod = [Shop.prototype, 'method', Object.getOwnPropertyDescriptor(Shop.prototype, 'method')] as const;
const onGetter = [Shop.prototype, 'getter', Object.getOwnPropertyDescriptor(Shop.prototype, 'getter')] as const;
const onProperty = [Shop.prototype, 'property'] as const;
const onConstructor = [Shop, undefined, 0] as const;

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
};

describe('a decorator that is written wrongly throws while the program starts', () => {
  it('with a code to tell it by', () => {
    const error = errorOf(() => loose.gate(''));
    expect(error).toBeInstanceOf(StatsigDecoratorError);
    expect(error).toMatchObject({ name: 'StatsigDecoratorError', code: 'decorator_invalid' });
  });

  it.each<[call: string, act: () => unknown, message: string]>([
    [
      "FeatureGate('a', { otherwise: 'teapot' })",
      () => loose.featureGate('a', { otherwise: 'teapot' }),
      "@FeatureGate got wrong options: `otherwise` is \"teapot\"; expected 'not-found', 'forbidden', { exception: function }, " +
        '{ redirect: address or function } or { handler: method name }.',
    ],
    [
      "FeatureGate('a', { otherwise: { redirect: '/', handler: 'b' } })",
      () => loose.featureGate('a', { otherwise: { redirect: '/', handler: 'b' } }),
      "@FeatureGate got wrong options: `otherwise` has both `redirect` and `handler`; expected 'not-found', 'forbidden', " +
        '{ exception: function }, { redirect: address or function } or { handler: method name }.',
    ],
    [
      "FeatureGate('a', { otherwise: { redirect: '', status: 200 } })",
      () => loose.featureGate('a', { otherwise: { redirect: '', status: 200 } }),
      '@FeatureGate got wrong options: `otherwise` is not in order: `redirect` is ""; expected a text that is not empty; ' +
        '`status` is 200; expected 302, 303 or 307.',
    ],
    [
      "CurrentStatsigUser('userId')",
      () => loose.currentStatsigUser('userId'),
      '@CurrentStatsigUser(): the field is "userId"; expected "userID" or "customIDs" or "email" or "ip" or "userAgent" or ' +
        '"country" or "locale" or "appVersion" or "custom" or "privateAttributes" or "statsigEnvironment".',
    ],
    [
      'Bootstrap(null)',
      () => loose.bootstrap(null),
      '@Bootstrap() got wrong options: they are null; expected an object.',
    ],
    [
      "provideByGate('Carrier')",
      () => loose.provideByGate('Carrier'),
      'provideByGate() got wrong options: they are undefined; expected an object.',
    ],
    [
      "FeatureGate('a', null)",
      () => loose.featureGate('a', null),
      '@FeatureGate got wrong options: they are null; expected an object.',
    ],
    [
      "FeatureGate('a', { otherwize: 'forbidden', exposure: 0 })",
      () => loose.featureGate('a', { otherwize: 'forbidden', exposure: 0 }),
      '@FeatureGate got wrong options: `otherwize` is unknown (did you mean `otherwise`?); `exposure` is 0; expected true or ' +
        'false.',
    ],
    [
      'FeatureGate on a property',
      () => loose.featureGate('a')(...onProperty),
      '@FeatureGate stands on a property, Shop.property; expected a class or a method.',
    ],
    [
      'FeatureGate on a getter',
      () => loose.featureGate('a')(...onGetter),
      '@FeatureGate stands on a getter or setter, Shop.getter; expected a class or a method.',
    ],
    [
      'SkipFeatureGate on a class',
      () => loose.skipFeatureGate()(...onClass),
      '@SkipFeatureGate stands on a class, Shop; expected a method.',
    ],
    [
      "Gate('a', null)",
      () => loose.gate('a', null),
      "@Gate('a') got wrong options: they are null; expected an object.",
    ],
    [
      "Gate('a', ParseBoolPipe)",
      () => loose.gate('a', ParseBoolPipe),
      "@Gate('a') got wrong options: they are a function; expected an object.",
    ],
    [
      "Gate('a', { exposures: false })",
      () => loose.gate('a', { exposures: false }),
      "@Gate('a') got wrong options: `exposures` is unknown (did you mean `exposure`?).",
    ],
    [
      "Gate('a', { client: '' })",
      () => loose.gate('a', { client: '' }),
      '@Gate(\'a\') got wrong options: `client` is ""; expected a text that is not empty.',
    ],
    [
      'Gate(undefined)',
      () => loose.gate(undefined),
      '@Gate got the name undefined; expected a text that is not empty.',
    ],
    [
      'Gate on a method',
      () => loose.gate('a')(...onMethod),
      "@Gate('a') stands on a method, Shop.method; expected a parameter.",
    ],
    [
      'Gate on a parameter of a constructor',
      () => loose.gate('a')(...onConstructor),
      "@Gate('a') stands on a parameter of a constructor, Shop; expected a parameter.",
    ],
    [
      "DynamicConfig('')",
      () => loose.dynamicConfig(''),
      '@DynamicConfig got the name ""; expected a text that is not empty.',
    ],
    ['Experiment(7)', () => loose.experiment(7), '@Experiment got the name 7; expected a text that is not empty.'],
    [
      "Layer('a', null)",
      () => loose.layer('a', null),
      "@Layer('a') got null; expected options, such as { exposure: false }, and pipes after the name (or a key).",
    ],
    [
      "Layer('a', 'key', 1, { shown: true })",
      () => loose.layer('a', 'key', 1, { shown: true }),
      "@Layer('a') got wrong options: `shown` is unknown; expected exposure, client.",
    ],
    ["LogEvent('')", () => loose.logEvent(''), '@LogEvent got the name ""; expected a text that is not empty.'],
    [
      "LogEvent('a', null)",
      () => loose.logEvent('a', null),
      "@LogEvent('a') got wrong options: they are null; expected an object.",
    ],
    [
      "LogEvent('a', { when: 'never', value: true, metadata: 'x' })",
      () => loose.logEvent('a', { when: 'never', value: true, metadata: 'x' }),
      '@LogEvent(\'a\') got wrong options: `value` is true; expected a text, a number, null or a function; `metadata` is "x"; ' +
        'expected an object or a function; `when` is "never"; expected "success" or "error" or "always".',
    ],
    [
      'LogEvent on a class',
      () => loose.logEvent('a')(...onClass),
      "@LogEvent('a') stands on a class, Shop; expected a method.",
    ],
    [
      'LogEvent on a property',
      () => loose.logEvent('a')(...onProperty),
      "@LogEvent('a') stands on a property, Shop.property; expected a method.",
    ],
    [
      'LogEvent on a getter',
      () => loose.logEvent('a')(...onGetter),
      "@LogEvent('a') stands on a getter or setter, Shop.getter; expected a method.",
    ],
  ])('%s', (_call, act, message) => {
    expect(errorOf(act)).toMatchObject({ code: 'decorator_invalid', message });
  });

  it('and not when what is optional is undefined', () => {
    expect(() => {
      loose.gate('a', undefined, ParseBoolPipe);
      loose.layer('a', undefined, ParseBoolPipe);
      loose.featureGate('a', { otherwise: undefined });
      loose.logEvent('a', undefined)(...onMethod);
    }).not.toThrow();
  });
});
