import { createTestStatsig, type TestStatsig, type TestStatsigOptions } from 'statsig-nodekit/testing';
import { StatsigService } from '../service/statsig.service.js';
import type { StatsigTestingModuleOptions } from './statsig-testing.module.js';

/**
 * A `StatsigService` for `overrideProvider(StatsigService).useValue(…)`, in tests of a module that imports `StatsigModule`
 * itself: guards and decorators then ask the client of the test, too.
 *
 * Its `client` is the test's client. The overridden service takes its options along; give those that the test needs here.
 *
 * @param definitions what is answered, as for `createTestStatsig`, or a client that was made by it
 * @throws TypeError for a definition that is none of its kind
 */
export function createTestStatsigService(
  definitions?: TestStatsigOptions | TestStatsig,
  { name, ...options }: Omit<StatsigTestingModuleOptions, 'isGlobal'> = {},
): StatsigService {
  const client = isClient(definitions) ? definitions : createTestStatsig(definitions);
  return new StatsigService({ ...options, client }, name);
}

function isClient(value: unknown): value is TestStatsig {
  return typeof value === 'object' && value !== null && 'checkGate' in value;
}
