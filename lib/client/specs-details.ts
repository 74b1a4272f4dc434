import type { LastSpecSync } from '../sync/spec-sync.js';

export type { LastSpecSync } from '../sync/spec-sync.js';

/** What a client knows of the specs that it serves with: plain data, without keys, for health checks and logs. */
export interface SpecsDetails {
  /** `Network`, `Bootstrap`, `Adapter(DataStore)`, `Adapter(FileBased)`; without specs `Uninitialized`, `Loading` or `NoValues`. */
  readonly source: string;
  /** The address that the specs came from, without key, query and credentials; null for specs from elsewhere. */
  readonly sourceApi: string | null;
  /** When the project had last changed. Unit: milliseconds since the Unix epoch; null without specs. */
  readonly lcut: number | null;
  /** When this process took the specs over. Unit: milliseconds since the Unix epoch; null without specs. */
  readonly receivedAt: number | null;
  /** When a source last confirmed or renewed them. Unit: milliseconds since the Unix epoch; null when none has. */
  readonly checkedAt: number | null;
  /** How long ago that was. Unit: milliseconds; null when none has. */
  readonly ageMs: number | null;
  /**
   * Whether the specs were kept from an earlier time and are served because the network had none at the start. False again as
   * soon as a later sync succeeds.
   */
  readonly isStale: boolean;
  /** How the last look for specs ended; null before the first. */
  readonly lastSync: LastSpecSync | null;
}
