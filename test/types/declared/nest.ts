import { Controller, Get } from '@nestjs/common';
import { DynamicConfig, Experiment, FeatureGate, Gate, Layer, StatsigService } from 'statsig-nodekit/nestjs';

import { expectType } from '../expect-type.js';

@Controller()
export class TypedController {
  @Get()
  @FeatureGate({ all: ['new_checkout', { not: 'free_shipping' }] })
  declared(
    @Gate('new_checkout') _isOpen: boolean,
    @DynamicConfig('limits') limits: DynamicConfig<'limits'>,
    @DynamicConfig('limits', 'items', 10, { exposure: false }) _items: number,
    @Experiment('button_color', 'color', 'blue') _color: string,
    @Layer('promo') promo: Layer<'promo'>,
    @Experiment('button_color') whole: Experiment,
  ): void {
    expectType<number>()(limits.get('items', 1));
    expectType<string | null>()(promo.peek('cta'));
    // Without a name nothing is known of the parameters.
    expectType<string>()(whole.get<string>('anything', 'x'));
  }

  @Get('wrong')
  // @ts-expect-error -- misspelt
  @FeatureGate({ any: ['new_chekout'] })
  wrong(
    // @ts-expect-error -- misspelt
    @Gate('new_chekout') _isOpen: boolean,
    // @ts-expect-error -- a key that is not there
    @DynamicConfig('limits', 'item', 10) _items: number,
    // @ts-expect-error -- a fallback of another type
    @Experiment('button_color', 'color', 5) _color: string,
    // @ts-expect-error -- misspelt
    @Layer('promos') _promo: unknown,
  ): void {}
}

export function ask(service: StatsigService): void {
  expectType<boolean>()(service.checkGate('new_checkout'));
  expectType<string>()(service.getDynamicConfig({ userID: 'u' }, 'limits').get('label', ''));
  expectType<boolean>()(service.getExperiment('button_color').get('isBold', true));
  // @ts-expect-error -- misspelt
  service.checkGate('new_chekout');
  // @ts-expect-error -- misspelt
  service.getLayer({ userID: 'u' }, 'promos');
}
