import { isDeepStrictEqual } from 'node:util';
import type { UserInput } from '../client/user-input.js';
import type { LoggedEvent } from '../events/event-sink.js';
import { expectNone, Findings } from './findings.js';
import { shortJson } from './short-json.js';
import { describeIDs, hasIDs, idsOf, loggedIDs } from './user-ids.js';

/**
 * That an event was logged. Each method asks for more and throws an `AssertionError` when no event has all of it; the message
 * lists what was recorded.
 */
export class EventExpectation {
  readonly #findings: Findings<LoggedEvent>;

  constructor(findings: Findings<LoggedEvent>) {
    this.#findings = findings;
  }

  /** The events that fit, the oldest first. Never empty. */
  get events(): readonly LoggedEvent[] {
    return this.#findings.found;
  }

  /** Of that user: it has each id that is given here. A text is a `userID`. */
  for(user: UserInput | string): EventExpectation {
    const ids = idsOf(user);
    return this.#narrow(`for ${describeIDs(ids)}`, (event) => hasIDs(event.user, ids));
  }

  /** With that value; null for none. */
  withValue(value: string | number | null): EventExpectation {
    return this.#narrow(`with the value ${shortJson(value)}`, (event) => event.value === value);
  }

  /** With at least these metadata. */
  withMetadata(metadata: Readonly<Record<string, unknown>>): EventExpectation {
    const wanted = Object.entries(metadata);
    return this.#narrow(`with the metadata ${shortJson(metadata)}`, (event) =>
      wanted.every(([key, value]) => isDeepStrictEqual(event.metadata?.[key], value)),
    );
  }

  /** So often. */
  times(count: number): EventExpectation {
    this.#findings.count(count);
    return this;
  }

  #narrow(words: string, fits: (event: LoggedEvent) => boolean): EventExpectation {
    return new EventExpectation(this.#findings.narrow(words, fits));
  }
}

/** @throws AssertionError when no event of that name was logged */
export function expectEvent(recorded: readonly LoggedEvent[], name: string): EventExpectation {
  const found = recorded.filter((event) => event.eventName === name);
  return new EventExpectation(new Findings({ wanted: `an event "${name}"`, found, recorded, plural, describe }));
}

/** @throws AssertionError when an event of that name was logged, of that user if one is given */
export function expectNoEvent(recorded: readonly LoggedEvent[], name: string, user?: UserInput | string): void {
  const ids = user === undefined ? undefined : idsOf(user);
  const found = recorded.filter((event) => event.eventName === name && (ids === undefined || hasIDs(event.user, ids)));
  const wanted = `event "${name}"${ids === undefined ? '' : ` for ${describeIDs(ids)}`}`;
  expectNone({ wanted, found, plural, describe });
}

const plural = 'events';

function describe({ eventName, value, metadata, user }: LoggedEvent): string {
  const said = `${value === null ? '' : `, value ${shortJson(value)}`}${metadata === null ? '' : `, metadata ${shortJson(metadata)}`}`;
  return `"${eventName}"${said}, for ${describeIDs(loggedIDs(user))}`;
}
