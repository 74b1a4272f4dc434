import type { FlagRead, PageBootstrap } from 'statsig-nodekit/browser';
import type { FlagAnswer, FlagNames } from '../support/flag-answers.js';

/** What a page tells the program in it: the content of `<meta name="probe">`, as JSON. */
export interface ProbeSettings {
  /** The IDs of the data blocks to start clients from, one client each. */
  readonly blocks: readonly string[];
  /** What clients start from in place of a block. */
  readonly bootstrap?: PageBootstrap;
  /** For blocks that are not there. */
  readonly clientSdkKey?: string;
  readonly user?: Readonly<Record<string, unknown>>;
  /** Clients are then made without `createBootstrappedClient`, for this user. @default the one in the block, by that function */
  readonly handMadeFor?: Readonly<Record<string, unknown>>;
  /** Options of the clients. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether the clients are to send nothing. @default false */
  readonly isSilent?: boolean;
}

/** What a test can ask of the program in a page. Arguments and results travel as JSON. */
export interface ProbeMethods {
  /** Reads flags from the client of a block. Logs exposures unless told otherwise. */
  read(block: string, names: FlagNames, options?: { readonly disableExposureLog?: boolean }): ReadReport;
  /** The flags that clients were asked for, as `onFlagRead` tells. */
  flagReads(): readonly FlagRead[];
  /** How the client of a block started. */
  start(block: string): { readonly isBootstrapped: boolean; readonly reason?: string };
  /** What the client of a block knows of its user. */
  identity(block: string): {
    readonly user: Record<string, unknown>;
    readonly stableID: string | null;
    readonly sdkKey: string;
  };
  logEvent(block: string, name: string): null;
  flush(block: string): Promise<null>;
  updateUser(block: string, user: Record<string, unknown>): Promise<{ success: boolean; source: string | null }>;
}

/** What reading gave. */
export interface ReadReport {
  readonly answers: readonly FlagAnswer[];
  /** Why the answers are what they are: each reason once, sorted. */
  readonly reasons: readonly string[];
}
