import { isDeepStrictEqual } from 'node:util';
import type { UserInput } from '../client/user-input.js';
import { expectNone, Findings } from './findings.js';
import type { RecordedExposure } from './recorded-exposure.js';
import { shortJson } from './short-json.js';
import { wordsOfKind } from './test-definitions.js';
import { describeIDs, hasIDs, idsOf, loggedIDs } from './user-ids.js';

/**
 * That something was exposed. Each method asks for more and throws an `AssertionError` when no exposure has all of it; the
 * message lists what was recorded.
 */
export class ExposureExpectation {
  readonly #findings: Findings<RecordedExposure>;

  constructor(findings: Findings<RecordedExposure>) {
    this.#findings = findings;
  }

  /** The exposures that fit, the oldest first. Never empty. */
  get exposures(): readonly RecordedExposure[] {
    return this.#findings.found;
  }

  /** To that user: it has each id that is given here. A text is a `userID`. */
  for(user: UserInput | string): ExposureExpectation {
    const ids = idsOf(user);
    return this.#narrow(`for ${describeIDs(ids)}`, (exposure) => hasIDs(exposure.user, ids));
  }

  /** With that value: the answer of a gate, all values of a dynamic config or experiment, that of a layer's parameter. */
  withValue(value: unknown): ExposureExpectation {
    return this.#narrow(`with the value ${shortJson(value)}`, (exposure) => isDeepStrictEqual(exposure.value, value));
  }

  /** Of a user in that group of the experiment. */
  inGroup(groupName: string): ExposureExpectation {
    return this.#narrow(`in the group "${groupName}"`, ({ group }) => group === groupName);
  }

  /** Of that parameter of the layer. */
  ofParameter(name: string): ExposureExpectation {
    return this.#narrow(`of the parameter "${name}"`, ({ parameter }) => parameter === name);
  }

  /** So often. What a client counts as one exposure is logged once a minute. */
  times(count: number): ExposureExpectation {
    this.#findings.count(count);
    return this;
  }

  #narrow(words: string, fits: (exposure: RecordedExposure) => boolean): ExposureExpectation {
    return new ExposureExpectation(this.#findings.narrow(words, fits));
  }
}

/** @throws AssertionError when nothing of that name was exposed */
export function expectExposure(recorded: readonly RecordedExposure[], name: string): ExposureExpectation {
  const found = recorded.filter((exposure) => exposure.name === name);
  const wanted = `an exposure of "${name}"`;
  return new ExposureExpectation(new Findings({ wanted, found, recorded, plural, describe }));
}

/** @throws AssertionError when that name was exposed, to that user if one is given */
export function expectNoExposure(recorded: readonly RecordedExposure[], name: string, user?: UserInput | string): void {
  const ids = user === undefined ? undefined : idsOf(user);
  const found = recorded.filter(
    (exposure) => exposure.name === name && (ids === undefined || hasIDs(exposure.user, ids)),
  );
  const wanted = `exposure of "${name}"${ids === undefined ? '' : ` for ${describeIDs(ids)}`}`;
  expectNone({ wanted, found, plural, describe });
}

const plural = 'exposures';

function describe(exposure: RecordedExposure): string {
  const { kind, name, value, group, parameter, user } = exposure;
  const of = parameter === null ? '' : `, parameter "${parameter}"`;
  const inGroup = group === null ? '' : `, group "${group}"`;
  return `${wordsOfKind[kind]} "${name}"${of}: ${shortJson(value)}${inGroup}, for ${describeIDs(loggedIDs(user))}`;
}
