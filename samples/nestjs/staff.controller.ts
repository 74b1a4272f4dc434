import { Controller, Get } from '@nestjs/common';
import { FeatureGate, Gate, SkipFeatureGate } from 'statsig-nodekit/nestjs';

/** For those who work here: all routes are behind one gate, but for the one that says so. */
@Controller('staff')
@FeatureGate('staff_only', { otherwise: 'forbidden' })
export class StaffController {
  @Get('stock')
  stock(@Gate('debug_panel', { exposure: false }) showsDetails: boolean): object {
    return showsDetails ? { kettles: 12, ordered: 40 } : { kettles: 12 };
  }

  @Get('opening-hours')
  @SkipFeatureGate()
  openingHours(): string {
    return '9 to 5';
  }
}
