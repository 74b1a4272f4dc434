/**
 * A Statsig project on your own machine: read from a file that people can write, served over the service's protocol to
 * this SDK, to the official ones, and to tests.
 * @module
 */

// Running it
export { startEmulator } from './start-emulator.js';
export type { Emulator, EmulatorOptions } from './start-emulator.js';
export type { EmulatorLogger } from './server/emulator-logger.js';
export type { ProjectSource } from './server/project-state.js';
export type { EventFilter, ReceivedEvent } from './server/event-log.js';

// Reading and compiling projects
export { checkProject, parseProject } from './project-file/parse-project.js';
export type { ProjectOrigin } from './project-file/parse-project.js';
export { loadProject } from './project-file/load-project.js';
export type { LoadedProject } from './project-file/load-project.js';
export { compileProject } from './compile/compile-project.js';
export type { CompiledProject, CompileOptions } from './compile/compile-project.js';
export type { IdList } from './compile/compile-id-lists.js';
export type { WireCondition, WireParameterStore, WireRule, WireSpec, WireSpecs } from './compile/wire.js';

// What a project consists of
export type {
  Condition,
  ConditionSubject,
  ConfigRule,
  DynamicConfig,
  Experiment,
  ExperimentGroup,
  Gate,
  Holdout,
  JsonObject,
  JsonValue,
  Layer,
  OperatorName,
  Parameter,
  Project,
  Rule,
  Segment,
  SpecSettings,
  TargetApp,
  UserAgentField,
} from './project-file/project.js';
export type { KnownNames } from './project-file/check-references.js';
export type { EntityKind } from './project-file/references.js';

// What can go wrong
export { formatComplaint } from './project-file/complaint.js';
export type { Complaint, Position, ProjectPath } from './project-file/complaint.js';
export { ProjectFileError } from './project-file/project-file-error.js';
export { EmulatorListenError } from './emulator-listen-error.js';
export { EmulatorPortInUseError } from './emulator-port-in-use-error.js';
export { EmulatorWaitTimeoutError } from './emulator-wait-timeout-error.js';
