import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../support/generator/random.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { asObject, parseObject } from './responses/canonical-response.js';
import { type ComparedResponses, compareResponses } from './responses/compare-responses.js';
import { responseJob } from './responses/generate-responses.js';
import { KitResponses, OfficialResponses } from './responses/response-job.js';

/**
 * Whether the comparison of responses would notice: fields of ours are made wrong one at a time, in many places, and each has
 * to be found out by comparing with the official core's.
 */

const FIRST_SEED = 7000;
const PROJECTS = 12;
/** Each algorithm in each format, twice. */
const CALLS = 18;
/** How often each field of each kind of entity is made wrong. */
const TRIES = 12;

const ENTITY_MAPS = ['feature_gates', 'dynamic_configs', 'layer_configs'] as const;

/** What every response of a format says of each kind of entity, and more that only some say. */
const LONG = {
  feature_gates: ['name', 'rule_id', 'secondary_exposures', 'id_type', 'value'],
  dynamic_configs: [
    'name',
    'rule_id',
    'secondary_exposures',
    'id_type',
    'value',
    'is_device_based',
    'passed',
    'is_in_layer',
    'explicit_parameters',
    'group_name',
    'is_experiment_active',
    'is_user_in_experiment',
  ],
  layer_configs: [
    'name',
    'rule_id',
    'secondary_exposures',
    'value',
    'id_type',
    'is_device_based',
    'group_name',
    'is_experiment_active',
    'is_user_in_experiment',
    'allocated_experiment_name',
    'explicit_parameters',
    'undelegated_secondary_exposures',
  ],
};
const FIELDS = [
  { ...LONG, layer_configs: [...LONG.layer_configs, 'parameter_rule_ids'] },
  LONG,
  {
    feature_gates: ['r', 's', 'i', 'v'],
    dynamic_configs: ['r', 's', 'i', 'v', 'p', 'gn', 'ea', 'ue'],
    layer_configs: ['r', 's', 'v', 'i', 'gn', 'ea', 'ue', 'ae', 'ep', 'us'],
  },
] as const;

const MEMBERS = [
  'feature_gates',
  'dynamic_configs',
  'layer_configs',
  'param_stores',
  'time',
  'has_updates',
  'user',
  'sdkParams',
  'evaluated_keys',
  'pa_hash',
  'can_record_session',
  'session_recording_rate',
  'recording_blocked',
  'passes_session_recording_targeting',
  'session_recording_event_triggers',
  'session_recording_exposure_triggers',
  'session_recording_privacy_settings',
];

describe.runIf(isOracleInstalled())('the comparison of responses', () => {
  const answered: (ComparedResponses & { readonly format: number })[] = [];
  let [kit, official]: [KitResponses | undefined, OfficialResponses | undefined] = [undefined, undefined];
  beforeAll(async () => {
    kit = await KitResponses.start();
    official = new OfficialResponses();
    for (let index = 0; index < PROJECTS; index += 1) {
      const { causes, ...job } = responseJob(FIRST_SEED + index, CALLS);
      // oxlint-disable-next-line no-await-in-loop -- one project after the other
      const [ours, theirs] = await Promise.all([kit.answerInFull(job), official.answerInFull(job)]);
      for (const [call, { text }] of ours.entries()) {
        const request = job.calls[call]?.request;
        const { text: their = '', checks } = theirs[call] ?? {};
        const removesDefaults = request?.removeDefaultValueGates === true;
        const format = request?.responseFormat ?? 0;
        answered.push({ ours: text, theirs: their, causes, checks, removesDefaults, format });
      }
    }
  });
  afterAll(async () => Promise.all([kit?.close(), official?.close()]));

  const isNoticed = (answers: ComparedResponses, response: object): boolean => {
    try {
      return compareResponses({ ...answers, ours: JSON.stringify(response) }).unexplained.length > 0;
    } catch {
      // Such as a reference to what is not there.
      return true;
    }
  };

  test('finds nothing as long as responses are whole', () => {
    expect(answered).toHaveLength(PROJECTS * CALLS);
    expect(answered.flatMap((answers) => compareResponses(answers).unexplained)).toEqual([]);
  });

  describe.each([0, 1, 2] as const)('in format %i', (format) => {
    const ofFormat = () => inAnyOrder(answered.filter((answers) => answers.format === format));

    test.each(ENTITY_MAPS.flatMap((map) => FIELDS[format][map].map((field) => [map, field] as const)))(
      'notices every wrong %s.….%s',
      (map, field) => {
        const places = ofFormat().flatMap((answers) => {
          const response = parseObject(answers.ours);
          const algorithm = String(response['hash_used']);
          // Of those with conditions on groups only a part can be compared.
          const names = Object.entries(asObject(response[map]))
            .filter(
              ([name, entity]) =>
                field in asObject(entity) && !answers.causes.of(map, name, algorithm).hasGroupConditions,
            )
            .map(([name]) => name);
          return names.slice(0, 2).map((name) => ({ answers, name }));
        });
        const tried = places.slice(0, TRIES);
        expect(tried.length).toBeGreaterThan(2);
        const missed = tried.flatMap(({ answers, name }) => {
          const response = parseObject(answers.ours);
          const entity = asObject(asObject(response[map])[name]);
          entity[field] = wrong(entity[field]);
          return isNoticed(answers, response) ? [] : [`${name}: ${JSON.stringify(entity)}`];
        });
        expect(missed).toEqual([]);
      },
    );

    test.each(MEMBERS)('notices a wrong "%s"', (member) => {
      const tried = ofFormat()
        .filter(({ ours, causes }) => member in parseObject(ours) && !(isReplay(member) && causes.hasGroupConditions))
        .slice(0, TRIES);
      expect(tried.length).toBeGreaterThan(0);
      const missed = tried.filter((answers) => {
        const response = parseObject(answers.ours);
        return !isNoticed(answers, { ...response, [member]: wrong(response[member]) });
      });
      expect(missed).toEqual([]);
    });

    test.each(ENTITY_MAPS)('notices what is missing among the %s', (map) => {
      const missed = ofFormat()
        .slice(0, TRIES)
        .flatMap((answers) => {
          const response = parseObject(answers.ours);
          const [name, ...others] = Object.keys(asObject(response[map]));
          if (name === undefined || (answers.removesDefaults === true && map === 'feature_gates')) return [];
          const rest = Object.fromEntries(others.map((other) => [other, asObject(response[map])[other]]));
          return isNoticed(answers, { ...response, [map]: rest }) ? [] : [name];
        });
      expect(missed).toEqual([]);
    });
  });

  test('notices by the project alone where the exposures of a layer itself end too early or too late', () => {
    const tried = { shorter: 0, longer: 0 };
    const missed = answered.flatMap((answers) => {
      const { causes, ours, format } = answers;
      const response = parseObject(ours);
      const algorithm = String(response['hash_used']);
      const [all, own] = format === 2 ? ['s', 'us'] : ['secondary_exposures', 'undelegated_secondary_exposures'];
      const layers = asObject(response['layer_configs']);
      return Object.entries(layers).flatMap(([name, written]) => {
        const entity = asObject(written);
        const [gathered, listed] = [listOf(entity[all]), listOf(entity[own])];
        const isDelegated = (entity['allocated_experiment_name'] ?? entity['ae']) !== undefined;
        if (!isDelegated || causes.of('layer_configs', name, algorithm).isNewLayer) return [];
        const lengths = Array.from({ length: gathered.length + 1 }, (_one, length) => length);
        return lengths
          .filter((length) => length !== listed.length)
          .filter((length) => {
            tried[length < listed.length ? 'shorter' : 'longer'] += 1;
            const changed = { ...entity, [own]: gathered.slice(0, length) };
            const text = JSON.stringify({ ...response, layer_configs: { ...layers, [name]: changed } });
            return compareResponses({ ...answers, ours: text, theirs: text }).unexplained.length === 0;
          })
          .map((length) => `${name}: ${length} in place of ${listed.length}`);
      });
    });
    expect(tried.shorter).toBeGreaterThan(40);
    expect(tried.longer).toBeGreaterThan(4);
    expect(missed).toEqual([]);
  });

  test('notices a wrong decision that depends on the groups of users', () => {
    let tried = 0;
    const missed = answered.flatMap((answers) => {
      const { causes, checks, ours } = answers;
      if (checks === undefined) return [];
      const response = parseObject(ours);
      const algorithm = String(response['hash_used']);
      return ENTITY_MAPS.flatMap((map) => {
        const names = Object.keys(asObject(response[map])).filter(
          (name) => checks[map][causes.nameOf(name, algorithm)] !== undefined,
        );
        return names.slice(0, 1).flatMap((name) => {
          tried += 1;
          const entities = { ...asObject(response[map]) };
          const entity = { ...asObject(entities[name]) };
          const rule = 'r' in entity || answers.format === 2 ? 'r' : 'rule_id';
          entities[name] = { ...entity, [rule]: 'wrong' };
          return isNoticed(answers, { ...response, [map]: entities }) ? [] : [name];
        });
      });
    });
    expect(tried).toBeGreaterThan(20);
    expect(missed).toEqual([]);
  });
});

/** The same order each time, which has nothing to do with the projects. */
function inAnyOrder<Item>(items: readonly Item[]): Item[] {
  const random = new Random(FIRST_SEED);
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.toSorted((left, right) => left.key - right.key).map(({ item }) => item);
}

/** Something else of the same type. */
function wrong(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  if (Array.isArray(value)) return value.length > 0 ? value.slice(1) : ['x'];
  return { ...asObject(value), x: {} };
}

function listOf(exposures: unknown): readonly unknown[] {
  return Array.isArray(exposures) ? exposures : [];
}

function isReplay(member: string): boolean {
  return member === 'can_record_session' || member === 'passes_session_recording_targeting';
}
