import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { StatsigModule, StatsigUserBuilder } from 'statsig-nodekit/nestjs';
import { BasketGateway } from './basket.gateway.js';
import { CatalogueController } from './catalogue.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { ClubController } from './club.controller.js';
import { Customers } from './customers.js';
import { carriers, DeliveryController } from './delivery.controller.js';
import { HealthController } from './health.controller.js';
import { PricesController } from './prices.controller.js';
import { ShopController } from './shop.controller.js';
import { ShopUserBuilder } from './shop-user.builder.js';
import { StaffController } from './staff.controller.js';
import { statsigOptions } from './statsig-options.js';

const clientSdkKey = process.env['STATSIG_CLIENT_KEY'] ?? 'client-web-key';

/** The shop. All that Statsig needs is the one import; controllers and gateways show how it is used. */
@Module({
  imports: [
    StatsigModule.forRoot({
      sdkKey: process.env['STATSIG_SERVER_KEY'],
      options: statsigOptions(process.env),
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
    ClubController,
    PricesController,
  ],
  // The builder is found by its token, and tells the user of each request.
  providers: [BasketGateway, Customers, { provide: StatsigUserBuilder, useClass: ShopUserBuilder }, ...carriers],
})
export class AppModule {}
