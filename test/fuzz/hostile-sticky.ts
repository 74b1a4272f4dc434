import type { PersistentStorage, UserPersistedValues } from 'statsig-nodekit';
import type { Random } from '../support/generator/random.js';
import { hostileValue } from './hostile-values.js';

const STICKY_FIELDS = [
  'value',
  'json_value',
  'rule_id',
  'group_name',
  'secondary_exposures',
  'undelegated_secondary_exposures',
  'config_delegate',
  'explicit_parameters',
  'time',
  'config_version',
] as const;

/** Options of a call with kept decisions: sound ones, ones in which one field is hostile, and no options at all. */
export function hostileStickyOptions(random: Random, given: unknown): object {
  const name = typeof given === 'string' ? given : 'no_such_name';
  return random.weighted<object>([
    [3, () => ({})],
    [1, () => ({ userPersistedValues: hostileValue(random) })],
    [1, () => ({ userPersistedValues: { [name]: hostileValue(random) } })],
    [2, () => ({ userPersistedValues: {} })],
    [
      4,
      () => ({
        userPersistedValues: { [name]: hostileStickyValues(random) },
        enforceTargeting: random.pick([true, hostileValue(random)]),
        enforceOverrides: random.pick([true, hostileValue(random)]),
      }),
    ],
  ]);
}

function hostileStickyValues(random: Random): object {
  const sound = { value: true, json_value: { a: 1 }, rule_id: 'kept', secondary_exposures: [], time: 1 };
  return random.chance(0.5) ? sound : { ...sound, [random.pick(STICKY_FIELDS)]: hostileValue(random) };
}

/** How many calls of a storage go wrong now and then; later ones do not, so that a shutdown comes to its end. */
const UNRELIABLE_CALLS = 40;

/** A storage that does its work, throws, rejects, or gives what is no decision. */
export function hostileStorage(random: Random): PersistentStorage {
  let calls = 0;
  const behave = (): Promise<void> | void => {
    calls += 1;
    if (calls > UNRELIABLE_CALLS || random.chance(0.8)) return undefined;
    if (random.chance(0.5)) throw new Error('an error of the storage');
    return Promise.reject(new Error('a rejection of the storage'));
  };
  return {
    load: async () => {
      await behave();
      return hostileValue(random) as UserPersistedValues;
    },
    save: () => behave(),
    delete: () => behave(),
  };
}
