import { type StatsigUser, toStatsigUser } from '../users/statsig-user.js';
import type { UserInput } from './user-input.js';

/** Values of an event's metadata; nested objects and arrays are kept as JSON. */
export type EventMetadata = Readonly<Record<string, unknown>>;

/** An event of the application's own as one object, for `logEvent`. */
export interface StatsigEventArgs {
  readonly user: UserInput;
  /** Not empty. The service takes 64 characters. */
  readonly eventName: string;
  /** A text or a finite number. @default null */
  readonly value?: string | number | null | undefined;
  /** It is copied when the event is logged. @default null */
  readonly metadata?: EventMetadata | null | undefined;
  /** When it happened: a date, or milliseconds since the Unix epoch. @default now */
  readonly time?: Date | number | null | undefined;
}

/**
 * An event of the application's own, to be made in one place and logged in another: `client.logEvent(event)`. What is logged is
 * the same as with `client.logEvent(user, eventName, value, metadata)`.
 */
export class StatsigEvent implements StatsigEventArgs {
  /** A plain object becomes a `StatsigUser`, which shows no private attributes when the event is printed. */
  readonly user: StatsigUser;
  readonly eventName: string;
  readonly value: string | number | null;
  readonly metadata: EventMetadata | null;

  /** Never throws; what is wrong is reported when the event is logged. */
  constructor(user: UserInput, eventName: string, value?: string | number | null, metadata?: EventMetadata | null) {
    this.user = toStatsigUser(user);
    this.eventName = eventName;
    this.value = value ?? null;
    this.metadata = metadata ?? null;
  }
}
