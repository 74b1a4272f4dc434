import { Controller, Get, Header } from '@nestjs/common';
import { StatsigUser } from 'statsig-nodekit';
import { Bootstrap, CurrentStatsigUser, Experiment, FeatureGate } from 'statsig-nodekit/nestjs';
import { checkoutPage } from './pages/checkout-page.js';

/** Paying. */
@Controller('checkout')
export class CheckoutController {
  /**
   * The new checkout. For everyone whom the gate keeps out it is as if this route did not exist. The page brings along what the
   * client in the browser starts from.
   */
  @Get('new')
  @FeatureGate('new_checkout')
  @Header('content-type', 'text/html; charset=utf-8')
  show(
    @Experiment('button_color', 'color', 'blue') color: string,
    @CurrentStatsigUser() user: StatsigUser,
    @Bootstrap({ html: true }) head: string,
  ): string {
    return checkoutPage({ color, userID: user.userID ?? '', email: user.email ?? '', head });
  }
}
