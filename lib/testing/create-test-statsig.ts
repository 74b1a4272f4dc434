import { TestStatsig } from './test-statsig.js';
import type { TestStatsigOptions } from './test-statsig-options.js';

/**
 * A client for tests, ready at once: it answers what the definitions say, and records exposures and events. It takes the place of
 * a `Statsig` everywhere. Without network and timers; it need not be shut down.
 *
 * @param options what it answers, by name. @default every check gets its default
 * @throws TypeError for a definition that is none of its kind
 * @throws InvalidSpecsError for `specs` that cannot be used
 */
export function createTestStatsig(options?: TestStatsigOptions): TestStatsig {
  return new TestStatsig(options);
}
