/**
 * A client for the tests of applications: the test says what is answered, and sees what was exposed and logged. Evaluation is
 * the real one; nothing here knows a test runner.
 *
 * What lives in this folder: definitions, their rules, and records. What must not: deciding anything (that is `evaluation`).
 *
 * @module
 */

// The client
export { createTestStatsig } from './create-test-statsig.js';
export { TestStatsig } from './test-statsig.js';
export type { TestClientOptions, TestStatsigOptions } from './test-statsig-options.js';

// What it answers
export { allocatedTo, byUserID, group, type TestAllocation, type TestGroup } from './answers.js';
export type {
  CheckedUser,
  ConfigDefinition,
  ExperimentDefinition,
  GateDefinition,
  LayerDefinition,
  ParameterStoreDefinition,
  PerUser,
  TestDefinitions,
} from './test-definitions.js';

// What it has recorded
export type { EventExpectation } from './event-expectation.js';
export type { ExposureExpectation } from './exposure-expectation.js';
export type { RecordedExposure } from './recorded-exposure.js';
