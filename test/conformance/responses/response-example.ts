import type { ClientInitializeOptions } from 'statsig-nodekit';
import type { Json, WireProject } from '../../support/generator/wire-types.js';
import type { OverrideStep, UserFields } from '../../support/oracle/oracle-job.js';

/** What one place of a client initialize response holds. */
export interface ResponseExample {
  /** The row of the table of examples: `S5`, `E12`. */
  readonly row: string;
  readonly situation: string;
  readonly project: WireProject;
  readonly user: UserFields;
  /** Names are plain unless it says otherwise. */
  readonly request?: ClientInitializeOptions;
  /** Local overrides that are set before; they count only when the request says so. */
  readonly overrides?: readonly OverrideStep[];
  /** The keys that lead to the place; none leads to the whole response without `sdkInfo`. */
  readonly at: readonly string[];
  /** Whether references of format 2 stand there as they are written; else what they refer to does. */
  readonly isRaw?: boolean;
  /** All that the place holds; undefined: it is not there. */
  readonly holds: Json | undefined;
  /** What the official core has there instead, where it differs on purpose. */
  readonly theirs?: Json;
}

/** An example of a table on one project; of user A where it names none. */
export type ExampleRow = Omit<ResponseExample, 'project' | 'user'> & Partial<Pick<ResponseExample, 'user'>>;
