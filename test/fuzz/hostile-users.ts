import { StatsigUser, type StatsigUserArgs } from 'statsig-nodekit';
import { UserGenerator, type ConditionSource } from '../support/generator/generate-users.js';
import type { Random } from '../support/generator/random.js';
import { FIELDS } from '../support/generator/vocabulary.js';
import { HOSTILE_ADDRESSES, HOSTILE_NAMES, hostileAgent } from './hostile-texts.js';
import { hostileValue } from './hostile-values.js';

const TOP_LEVEL = (
  'userID email ip userAgent country locale appVersion custom customIDs privateAttributes statsigEnvironment ' +
  'os_name browserVersion'
).split(' ');

/** Users that meet the project's conditions, with hostile values in some of their fields; some are no objects at all. */
export class HostileUserGenerator {
  readonly #random: Random;
  readonly #usual: UserGenerator;

  constructor(random: Random, source: ConditionSource) {
    this.#random = random;
    this.#usual = new UserGenerator(random, source);
  }

  /** The fields of a user. */
  fields(): Record<string, unknown> {
    const random = this.#random;
    const user = this.#usual.generate();
    for (const map of ['custom', 'privateAttributes', 'customIDs', 'statsigEnvironment']) {
      if (random.chance(0.5)) user[map] = this.#withHostileEntries({ ...Object(user[map]) });
    }
    if (random.chance(0.3)) user['ip'] = random.pick(HOSTILE_ADDRESSES);
    if (random.chance(0.2)) user['userAgent'] = hostileAgent(random);
    for (let count = random.integer(0, 2); count > 0; count -= 1) user[random.pick(TOP_LEVEL)] = hostileValue(random);
    return user;
  }

  /** What a caller passes: the fields as they are, a `StatsigUser` of them, or something that is no user. */
  callerInput(fields: Record<string, unknown>): unknown {
    return this.#random.weighted<unknown>([
      [3, () => fields],
      [7, () => new StatsigUser(fields as unknown as StatsigUserArgs)],
      [0.3, () => hostileValue(this.#random)],
    ]);
  }

  #withHostileEntries(map: Record<string, unknown>): Record<string, unknown> {
    const random = this.#random;
    for (let count = random.integer(1, 4); count > 0; count -= 1) {
      const name = random.pick<string>([...FIELDS, ...FIELDS, ...HOSTILE_NAMES]);
      if (random.chance(0.1)) defineThrowing(map, name);
      else Object.defineProperty(map, name, { value: hostileValue(random), enumerable: true, configurable: true });
    }
    return map;
  }
}

function defineThrowing(map: object, name: string): void {
  Object.defineProperty(map, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      throw new Error('a getter of the caller');
    },
  });
}
