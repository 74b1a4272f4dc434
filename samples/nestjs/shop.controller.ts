import { Controller, Get, Header, Post } from '@nestjs/common';
import type { StatsigUser } from 'statsig-nodekit';
import { CurrentStatsigUser, Experiment, LogEvent, StatsigService } from 'statsig-nodekit/nestjs';
import { shopPage } from './pages/shop-page.js';

/** What the client decided for a user, and why. */
interface Answers {
  readonly user: Record<string, unknown>;
  readonly newCheckout: { readonly value: boolean; readonly rule: string; readonly reason: string };
  readonly buttonColor: {
    readonly value: string;
    readonly group: string | null;
    readonly rule: string;
    readonly reason: string;
  };
}

/** The shop's front page, its sign-up, and the answers behind them. */
@Controller()
export class ShopController {
  constructor(private readonly statsig: StatsigService) {}

  /** Half of the visitors see a button of another colour; showing it logs the exposure. */
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  show(@Experiment('button_color', 'color', 'blue') color: string, @CurrentStatsigUser() user: StatsigUser): string {
    return shopPage({ color, userID: user.userID ?? '', email: user.email ?? '' });
  }

  /** The conversion that the experiment is about. The service ties it to the colour by the user. */
  @Post('signup')
  @LogEvent('visited_signup')
  signUp(@CurrentStatsigUser('userID') userID: string): { readonly signedUp: string } {
    return { signedUp: userID };
  }

  /** What the page looks up every other second. Nobody is exposed to anything by it, so no exposure is logged. */
  @Get('answers')
  answers(@CurrentStatsigUser() user: StatsigUser): Answers {
    const quietly = { disableExposureLogging: true };
    const gate = this.statsig.getFeatureGate('new_checkout', quietly);
    const experiment = this.statsig.getExperiment('button_color', quietly);
    return {
      user: user.toJSON(),
      newCheckout: { value: gate.value, rule: gate.ruleID, reason: gate.details.reason },
      buttonColor: {
        value: experiment.get('color', 'blue'),
        group: experiment.groupName,
        rule: experiment.ruleID,
        reason: experiment.details.reason,
      },
    };
  }
}
