import type { LogLineLevel } from '../events/log-line.js';
import type { StatsigUser, StatsigUserArgs } from '../users/statsig-user.js';

/** What the option `consoleCaptureOptions` takes. */
export interface ConsoleCaptureOptions {
  /** Whether lines are captured at all. @default false */
  readonly enabled: boolean;
  /** Which methods of `console` are captured. @default ['warn', 'error'] */
  readonly logLevels?: readonly LogLineLevel[] | undefined;
  /** The user that lines are logged for. @default { userID: 'console-capture-user' } */
  readonly user?: StatsigUser | StatsigUserArgs | undefined;
  /** Members of one object, and elements of one array, that are written out. From 1 to 100. @default 100 */
  readonly maxKeys?: number | undefined;
  /** How deep objects are written out. From 1 to 10. @default 10 */
  readonly maxDepth?: number | undefined;
  /** Length of one argument of `console.log`; the rest is cut. Unit: characters, from 1 to 4 096. @default 4_096 */
  readonly maxLength?: number | undefined;
}

/** The same, checked and complete. */
export interface ResolvedConsoleCapture {
  readonly logLevels: readonly LogLineLevel[];
  readonly user: StatsigUser;
  readonly maxKeys: number;
  readonly maxDepth: number;
  readonly maxLength: number;
}
