import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { StatsigHealthIndicator } from 'statsig-nodekit/nestjs';

/** For whoever sends requests to this process, or not. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly statsig: StatsigHealthIndicator,
  ) {}

  /** The shop can sell without specs, so it stays in service then. */
  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.statsig.isHealthy('statsig', { maxSpecAgeMs: 300_000, withoutSpecs: 'degraded' }),
    ]);
  }
}
