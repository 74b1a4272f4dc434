import { Module } from '@nestjs/common';
import { StatsigModule } from 'statsig-nodekit/nestjs';
import { CheckoutController } from './checkout.controller.js';
import { ShopController } from './shop.controller.js';
import { shopUser } from './shop-user.js';
import { statsigOptions } from './statsig-options.js';

/** The shop. All that Statsig needs is the one import; the controllers show how it is used. */
@Module({
  imports: [
    StatsigModule.forRoot({
      sdkKey: process.env['STATSIG_SERVER_KEY'],
      options: statsigOptions(process.env),
      user: shopUser,
    }),
  ],
  controllers: [ShopController, CheckoutController],
})
export class AppModule {}
