import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { StatsigModule } from 'statsig-nodekit/nestjs';
import { BasketGateway } from './basket.gateway.js';
import { CatalogueController } from './catalogue.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { carriers, DeliveryController } from './delivery.controller.js';
import { HealthController } from './health.controller.js';
import { ShopController } from './shop.controller.js';
import { shopUser } from './shop-user.js';
import { StaffController } from './staff.controller.js';
import { statsigOptions } from './statsig-options.js';

const clientSdkKey = process.env['STATSIG_CLIENT_KEY'] ?? 'client-web-key';

/** The shop. All that Statsig needs is the one import; controllers and gateways show how it is used. */
@Module({
  imports: [
    StatsigModule.forRoot({
      sdkKey: process.env['STATSIG_SERVER_KEY'],
      options: statsigOptions(process.env),
      user: shopUser,
      // Pages may fetch what they start from, and send their events to this server.
      bootstrap: { clientSdkKey },
      bootstrapPath: 'page-values',
      clientProxy: { clientSdkKey },
    }),
    TerminusModule,
  ],
  controllers: [
    ShopController,
    CheckoutController,
    CatalogueController,
    StaffController,
    DeliveryController,
    HealthController,
  ],
  providers: [BasketGateway, ...carriers],
})
export class AppModule {}
