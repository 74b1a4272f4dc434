/** Specs as somebody has kept them. */
export interface KeptSpecs {
  /** Tells whether they are the same as others; also of a form that only means something to the layout. */
  readonly version: string;
  /** The JSON text. */
  readonly text: string;
  /** Whether all are to use this version, in place of the newest. */
  readonly isPinned: boolean;
  /** When the project last changed, where the layout tells. Unit: milliseconds since the Unix epoch. */
  readonly time: number | undefined;
}

/** Specs to keep. */
export interface SpecsToKeep {
  readonly text: string;
  /** When the project last changed. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
}

/**
 * What became of specs.
 * - `written`: they are in Redis, and all were told.
 * - `same`: they were there already.
 * - `older`: what is there is newer, and was left as it is.
 */
export type KeepingOutcome = 'written' | 'same' | 'older';

/** What became of specs, and the version that they are. */
export interface KeepingResult {
  readonly outcome: KeepingOutcome;
  readonly version: string;
}

/** One way in which specs lie in Redis. All methods reject with RedisError, and with nothing else. */
export interface SpecsLayout {
  /** The specs; undefined when there are none; `same` when they are still those of the version that is known. */
  read(knownVersion: string | undefined): Promise<KeptSpecs | 'same' | undefined>;
  /** Whether there are specs as new as this; where the layout does not tell, whether there are any. */
  hasAsNew(time: number): Promise<boolean>;
  /** Keeps specs, unless what is there is newer. One step of Redis decides, so that it does not matter who comes when. */
  write(specs: SpecsToKeep): Promise<KeepingResult>;
}
