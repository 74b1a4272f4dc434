import 'reflect-metadata';
import { Controller, Get } from '@nestjs/common';
import { FeatureGate, SkipFeatureGate, StatsigModule } from 'statsig-nodekit/nestjs';
import { expect, it } from 'vitest';
import { startNestApp } from './support/start-nest-app.js';

@Controller()
@FeatureGate('beta')
class Routes {
  @Get('plain')
  plain(): void {}

  @Get('both')
  @FeatureGate({ any: [['a', 'b'], { not: { any: ['c', 'd'] } }, { experiment: 'e', param: 'on', equals: true }] })
  both(): void {}

  @Get('value')
  @SkipFeatureGate()
  @FeatureGate({ all: [{ layer: 'l', param: 'p', equals: 'x' }] })
  value(): void {}

  @Get('open')
  @SkipFeatureGate()
  open(): void {}
}

/** What `@nestjs/swagger` reads; that it does so is tested with Nest 11, where it can be installed. */
const noted = (name: keyof Routes): unknown => [
  Reflect.getMetadata('swagger/apiOperation', Routes.prototype[name])?.description,
  Reflect.getMetadata('swagger/apiExtension', Routes.prototype[name])?.['x-feature-gates'],
];

it('routes behind gates are noted for OpenAPI, once, however many applications there are', async () => {
  const imports = [StatsigModule.forRoot({ sdkKey: 'secret-notes', options: { disableNetwork: true } })];
  for (const adapter of ['express', 'fastify'] as const)
    await startNestApp({ adapter, imports, controllers: [Routes] });
  expect(noted('plain')).toEqual(['Behind a feature gate: beta.', ['beta']]);
  const both = ['beta', '(a and b) or not (c or d) or on of the experiment e is true'];
  expect(noted('both')).toEqual([`Behind a feature gate: ${both.join('; and ')}.`, both]);
  expect(noted('value')).toEqual(['Behind a feature gate: p of the layer l is "x".', ['p of the layer l is "x"']]);
  expect(noted('open')).toEqual([undefined, undefined]);
});
