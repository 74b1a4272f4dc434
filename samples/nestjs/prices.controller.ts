import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { FeatureGate, Gate } from 'statsig-nodekit/nestjs';

/** What our other services ask about. Their messages say for whom they ask; see `shopUser`. */
export interface PriceQuestion {
  readonly userID: string;
  readonly kettles: number;
}

/** Prices, for other services. */
@Controller()
export class PricesController {
  @MessagePattern('price')
  price(@Payload() { kettles }: PriceQuestion, @Gate('winter_sale') isSale: boolean): number {
    return kettles * (isSale ? 19.5 : 39);
  }

  /** To a service that asks for somebody whom the gate keeps out, it is as if there was no such handler. */
  @MessagePattern('club-price')
  @FeatureGate('club_prices')
  clubPrice(@Payload() { kettles }: PriceQuestion): number {
    return kettles * 29;
  }
}
