/**
 * Tests of Nest applications: the module, or its service, on a client whose answers the test decides. An entry of its own,
 * because applications should not load the testing kit.
 *
 * @module
 */
export { createTestStatsigService } from './create-test-statsig-service.js';
export { StatsigTestingModule, type StatsigTestingModuleOptions } from './statsig-testing.module.js';

// The kit itself, so that tests need one import
export {
  allocatedTo,
  byUserID,
  createTestStatsig,
  group,
  TestStatsig,
  type TestStatsigOptions,
} from 'statsig-nodekit/testing';
