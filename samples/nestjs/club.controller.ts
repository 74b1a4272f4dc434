import { Controller, ForbiddenException, Get, Post, Sse } from '@nestjs/common';
import { from, map, type Observable } from 'rxjs';
import { CurrentStatsigUser, FeatureGate, Layer, StatsigService } from 'statsig-nodekit/nestjs';
import { Customers } from './customers.js';

const joinFirst = { exception: () => new ForbiddenException('Join the club first.') };

/** Offers for members of the club: those whom the gate `club_prices` lets through. */
@Controller('club')
export class ClubController {
  constructor(
    private readonly customers: Customers,
    private readonly statsig: StatsigService,
  ) {}

  /** From here on the request is that of a member, and gates are decided anew. */
  @Post()
  async join(@CurrentStatsigUser('userID') userID: string): Promise<object> {
    const before = this.statsig.checkGate('club_prices');
    await this.customers.join(userID);
    this.statsig.setUser({ userID, custom: { plan: 'club' } });
    return { before, after: this.statsig.checkGate('club_prices') };
  }

  @Get('offers')
  @FeatureGate('club_prices', { otherwise: joinFirst })
  offers(): object {
    return { kettle: 29 };
  }

  /** The same as they come, for as long as the page listens. */
  @Sse('offers/live')
  @FeatureGate('club_prices', { otherwise: joinFirst })
  live(@Layer('promo', 'cta', 'Buy') callToAction: string): Observable<object> {
    return from([29, 27]).pipe(map((kettle) => ({ data: { callToAction, kettle } })));
  }
}
