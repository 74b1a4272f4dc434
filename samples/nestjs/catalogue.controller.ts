import { Controller, Get } from '@nestjs/common';
import { DynamicConfig, FeatureGate, Layer, ParameterStore, Variant } from 'statsig-nodekit/nestjs';

/** What there is to buy, and how it is shown. */
@Controller()
export class CatalogueController {
  /** Values of one layer, one config and one parameter store, injected by key; each is exposed when it is injected. */
  @Get('offer')
  offer(
    @Layer('promo', 'cta', 'Buy') callToAction: string,
    @DynamicConfig('limits', 'items', 10) mostItems: number,
    @ParameterStore('checkout', 'title', 'Checkout') title: string,
  ): object {
    return { callToAction, mostItems, title };
  }

  /** The text of the banner: a method for each group of the experiment, and this one for everybody else. */
  @Get('banner')
  @Variant('banner_text', { polite: 'politeBanner', eager: 'eagerBanner' })
  banner(): string {
    return 'Kettles.';
  }

  politeBanner(): string {
    return 'Please have a look at our kettles.';
  }

  eagerBanner(): string {
    return 'Kettles! Now!';
  }

  /** A new ranking for the group that has it; all others are answered by the method beside it. */
  @Get('search')
  @FeatureGate(
    { experiment: 'search_ranking', param: 'algorithm', equals: 'personal' },
    { otherwise: { handler: 'searchByPopularity' } },
  )
  search(): object {
    return { ranking: 'personal' };
  }

  searchByPopularity(): object {
    return { ranking: 'popularity' };
  }

  /** While there is no sale, visitors are sent to the front page. */
  @Get('sale')
  @FeatureGate('winter_sale', { otherwise: { redirect: '/' } })
  sale(): string {
    return 'All kettles at half price.';
  }
}
