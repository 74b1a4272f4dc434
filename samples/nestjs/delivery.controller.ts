import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Injectable, Logger, type Provider } from '@nestjs/common';
import { provideByGate } from 'statsig-nodekit/nestjs';

/** Brings parcels to customers. Which one it is, a gate decides for each customer. */
export abstract class Carrier {
  abstract priceFor(kettles: number): Promise<number>;
}

/** Our own van. */
@Injectable()
export class FreeCarrier extends Carrier {
  async priceFor(): Promise<number> {
    await askDepot();
    return 0;
  }
}

@Injectable()
export class ParcelService extends Carrier {
  async priceFor(kettles: number): Promise<number> {
    await askDepot();
    return 4 + kettles;
  }
}

/** Asking takes time, which `DELIVERY_MS` may prolong. */
async function askDepot(): Promise<void> {
  new Logger('Delivery').log('Asking the depot');
  await sleep(Number(process.env['DELIVERY_MS'] ?? 20));
}

export const carriers: Provider[] = [
  FreeCarrier,
  ParcelService,
  provideByGate(Carrier, { gate: 'free_shipping', on: FreeCarrier, off: ParcelService }),
];

/** What delivery costs. It does not know that there are two carriers. */
@Controller('delivery')
export class DeliveryController {
  constructor(private readonly carrier: Carrier) {}

  @Get()
  async price(): Promise<object> {
    return { price: await this.carrier.priceFor(1), process: process.pid };
  }
}
