import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { defaultClientName } from 'statsig-nodekit/request';
import type { StatsigService } from './statsig.service.js';
import { getStatsigToken } from '../module/statsig.tokens.js';

/** When Statsig counts as healthy. */
export interface StatsigHealthOptions {
  /**
   * How long ago a source may have confirmed the specs, before they count as out of date. Unit: milliseconds.
   * @default no limit
   */
  readonly maxSpecAgeMs?: number | undefined;
  /**
   * How many events may wait for their delivery.
   * @default no limit
   */
  readonly maxPendingEvents?: number | undefined;
  /**
   * What a client without specs counts as. Answers are defaults then, so `degraded` is right for an application that can serve
   * with them.
   * @default 'down'
   */
  readonly withoutSpecs?: 'down' | 'degraded' | undefined;
  /**
   * The name of the module whose client is asked.
   * @default 'default'
   */
  readonly client?: string | undefined;
}

/** What is told of a client: plain data, without keys. */
export interface StatsigHealth {
  /**
   * `up`; `down` without specs; `degraded` with specs that are stale or too old, and with too many events waiting. Terminus
   * knows `degraded` since 12.1.
   */
  readonly status: 'up' | 'degraded' | 'down';
  /** Why it is not `up`. */
  readonly message?: string;
  /** Where the specs came from; see `SpecsDetails`. */
  readonly source: string;
  /** How long ago a source confirmed them. Unit: milliseconds; null when none has. */
  readonly specAgeMs: number | null;
  /** Whether the specs were kept from an earlier time, because the network had none at the start. */
  readonly isStale: boolean;
  /** How many events wait for their delivery. */
  readonly pendingEvents: number;
}

/**
 * Tells `@nestjs/terminus` how a client is; `StatsigModule` provides it. The answers have the form that terminus asks for, which
 * need not be installed.
 *
 * Meant for readiness and for dashboards. A liveness probe should not ask: a process is not cured by a restart of an outage of the
 * flag service.
 *
 * @example
 * ```ts
 * @Get('health')
 * @HealthCheck()
 * check() {
 *   return this.health.check([() => this.statsig.isHealthy('statsig', { maxSpecAgeMs: 300_000 })]);
 * }
 * ```
 */
@Injectable()
export class StatsigHealthIndicator {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /**
   * How the client is, under the given key. Sends nothing, and waits for nothing.
   * @throws UnknownElementException of Nest (the promise rejects) when there is no module of the name `client`
   */
  async isHealthy<Key extends string>(
    key: Key,
    options: StatsigHealthOptions = {},
  ): Promise<Record<Key, StatsigHealth>> {
    const token = getStatsigToken(options.client ?? defaultClientName);
    const health = healthOf(this.#moduleRef.get<StatsigService>(token, { strict: false }), options);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object with the one key that was given
    return { [key]: health } as Record<Key, StatsigHealth>;
  }
}

function healthOf({ client, ready }: StatsigService, options: StatsigHealthOptions): StatsigHealth {
  const { source, ageMs, isStale } = client.getSpecsDetails();
  const { pending } = client.getEventsDetails();
  const facts = { source, specAgeMs: ageMs, isStale, pendingEvents: pending };
  if (!ready) {
    const message = `The client is ${client.status}, without specs: answers are defaults.`;
    return { status: options.withoutSpecs ?? 'down', message, ...facts };
  }
  const message = complaintAbout(facts, options);
  return message === undefined ? { status: 'up', ...facts } : { status: 'degraded', message, ...facts };
}

function complaintAbout(
  { specAgeMs, isStale, pendingEvents }: Pick<StatsigHealth, 'specAgeMs' | 'isStale' | 'pendingEvents'>,
  { maxSpecAgeMs = Infinity, maxPendingEvents = Infinity }: StatsigHealthOptions,
): string | undefined {
  if (isStale) return 'The specs are those of an earlier start: the network had none.';
  if (specAgeMs !== null && specAgeMs > maxSpecAgeMs) {
    return `The specs were confirmed ${specAgeMs} ms ago, longer than ${maxSpecAgeMs} ms (maxSpecAgeMs).`;
  }
  if (pendingEvents > maxPendingEvents) {
    return `${pendingEvents} events wait for their delivery, more than ${maxPendingEvents} (maxPendingEvents).`;
  }
  return undefined;
}
