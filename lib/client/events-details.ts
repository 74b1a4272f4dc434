import type { DropCounts } from '../events/delivery-counts.js';

/** What became of the events of this process since its start, and what waits: plain data, for health checks. */
export interface EventsDetails {
  /** Events that wait for their delivery, also those that have failed and are tried again. */
  readonly pending: number;
  /** Events that the service has accepted. */
  readonly delivered: number;
  /** Events that were lost, by reason; a reason without any is absent. */
  readonly dropped: DropCounts;
}
