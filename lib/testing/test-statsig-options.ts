import type { StatsigOptions } from '../options/statsig-options.js';
import type { TestDefinitions } from './test-definitions.js';

/** How a test client is made. Everything is optional. */
export interface TestStatsigOptions extends TestDefinitions {
  /**
   * Specs of a real project, as an object or as JSON text of the form that the service answers: they answer what is not
   * defined here. Of a project file, `compileProject` of `statsig-nodekit/emulator` makes them.
   * @default none
   */
  readonly specs?: object | string | undefined;
  /**
   * What becomes of a check of a name that is neither defined nor in `specs`: with `default` it gets the default, as in
   * production; with `throw` the check throws an `AssertionError`, which shows misspelt and forgotten names.
   * @default 'default'
   */
  readonly unknown?: 'default' | 'throw' | undefined;
  /** Options of the client that play a part without a network. @default none */
  readonly options?: TestClientOptions | undefined;
}

/** The options of a client that a test client takes. */
export type TestClientOptions = Pick<
  StatsigOptions,
  | 'environment'
  | 'globalCustomFields'
  | 'persistentStorage'
  | 'disableAllLogging'
  | 'outputLogLevel'
  | 'outputLoggerProvider'
>;
