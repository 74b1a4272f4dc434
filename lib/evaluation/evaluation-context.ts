import type { LocalOverrides } from '../overrides/local-overrides.js';
import type { JsonValue } from '../specs/json-value.js';
import type { UserAttributes } from '../users/user-data.js';
import type { CompiledSpecs } from './compile-specs.js';

/**
 * What an evaluation may ask for besides the user: everything it knows of the world.
 *
 * One context stands for one state of the client: when specs, ID lists or the environment change, a new one is made.
 * So its identity tells whether a remembered result still holds (`evaluateRemembered`).
 *
 * What lives in this folder: deciding rules, as functions of (specs, user, this context). What must not: I/O, timers,
 * logging, platform modules, changes of an argument. What should happen after a decision, such as an exposure, is part
 * of the returned value.
 */
export interface EvaluationContext {
  readonly specs: CompiledSpecs;
  /** Values set in this process; undefined when there are none, which spares every evaluation the question. */
  readonly overrides: LocalOverrides | undefined;
  /** The environment fields of users that bring none of their own, `{ tier: 'production' }`; undefined for none. */
  readonly environment: { readonly [name: string]: string } | undefined;
  /** The client's `globalCustomFields`: attributes of every user, looked at after the user's own `custom`. */
  readonly globalCustomFields: UserAttributes | undefined;
  /** The app that is evaluated for, in place of the project's own; null is none. Undefined: the project's. */
  readonly targetApp?: JsonValue | undefined;
  /**
   * The clock, in milliseconds since the Unix epoch. Asked only when a rule looks at the time, at most once a call: most
   * checks save the 0.08 µs.
   */
  readonly now: () => number;
  /** Uniform random numbers in [0, 1), for the exploring users of contextual autotunes. */
  readonly random: () => number;
  /** Whether an ID list holds a unit, by its `memberKey`. False for unknown lists. */
  readonly isOnIdList: (listName: string, memberKey: string) => boolean;
  /** The country of an IP address (ISO 3166-1 alpha-2, upper case), or undefined. */
  readonly countryOf: (ip: string) => string | undefined;
  /** What a user agent says of `os_name`, `os_version`, `browser_name` or `browser_version`, or undefined. */
  readonly userAgentField: (userAgent: string, field: UserAgentField) => string | undefined;
}

/** The parts of a user agent that `ua_based` conditions test. */
export type UserAgentField = 'os_name' | 'os_version' | 'browser_name' | 'browser_version';
