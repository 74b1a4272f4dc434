import { type ClientInitializeOptions, Statsig } from 'statsig-nodekit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import type { OverrideStep } from '../support/oracle/oracle-job.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { asObject, canonicalResponse } from './responses/canonical-response.js';
import { KitResponses, OfficialResponses, type ResponseJob } from './responses/response-job.js';
import { rule, smallProject } from './small-project.js';

const group = { groupName: 'Inner', isExperimentGroup: true, returnValue: { a: 1 } };

const project = smallProject({
  conditions: {
    p: { type: 'public' },
    never: { type: 'user_field', field: 'userID', operator: 'any', targetValue: ['nobody'] },
    unknown: { type: 'no_such_type' },
    passG: { type: 'pass_gate', targetValue: 'g' },
    passMissing: { type: 'pass_gate', targetValue: 'missing' },
    passCircle: { type: 'pass_gate', targetValue: 'circle' },
    inGroup: { type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['Inner'] },
  },
  gates: {
    g: { rules: [rule('gr', ['p'], { groupName: 'Left behind' })] },
    halfSupported: { rules: [rule('r', ['p', 'unknown'])] },
    grouped: { rules: [rule('r', ['inGroup'])] },
    'emoji😀gate': { rules: [rule('r', ['p'])] },
    asksForMissing: { rules: [rule('r', ['passG', 'passMissing'])] },
  },
  configs: {
    e: { isActive: true, rules: [rule('er', ['p'], group)] },
    byDefault: { isActive: true, defaultValue: { d: 1 }, rules: [rule('r', ['passG', 'never'])] },
    booleanDefault: { entity: 'dynamic_config', defaultValue: false },
  },
  layers: {
    l: { defaultValue: { a: 0 }, rules: [rule('lr', ['passG', 'never'])] },
    asksForMissing: { rules: [rule('lr', ['passMissing', 'passG'])] },
  },
});

const circling = smallProject({
  conditions: { passCircle: { type: 'pass_gate', targetValue: 'circle' }, p: { type: 'public' } },
  gates: { circle: { rules: [rule('r', ['passCircle'])] }, fine: { rules: [rule('r', ['p'])] } },
});

const autotune = {
  salt: 's',
  defaultValue: {},
  idType: 'userID',
  enabled: true,
  version: 1,
  sampleRate: 0,
  higherIsBetter: true,
  groups: [{ name: 'G', id: 'only', parameterValues: { a: 1 } }],
  targetingGateName: 'g',
};

let kit: KitResponses;
let official: OfficialResponses | undefined;
beforeAll(async () => {
  kit = await KitResponses.start();
  official = isOracleInstalled() ? new OfficialResponses() : undefined;
});
afterAll(async () => {
  await kit.close();
  await official?.close();
});

interface Setting {
  readonly request?: ClientInitializeOptions;
  readonly specs?: JsonObject;
  readonly overrides?: readonly OverrideStep[];
}

const jobOf = ({ request = {}, specs = project, overrides = [] }: Setting): ResponseJob => ({
  specs: JSON.stringify(specs),
  overrides,
  calls: [{ user: { userID: 'u' }, request: { hashAlgorithm: 'none', ...request } }],
});

/** What ours and the official core's response say in one place, `feature_gates.g.value`; the latter undefined where it is not at hand. */
async function inBoth(path: string, setting: Setting = {}): Promise<{ ours: unknown; theirs: unknown }> {
  const job = jobOf(setting);
  const [ours, theirs] = await Promise.all([kit.answer(job), official?.answer(job)]);
  return { ours: placeIn(ours, path), theirs: theirs && placeIn(theirs, path) };
}

function placeIn([text = '{}']: readonly string[], path: string): unknown {
  return path.split('.').reduce((place: unknown, key) => asObject(place)[key], canonicalResponse(text));
}

/** Checks the official core's side, where it is at hand. */
function checkTheirs(theirs: unknown, expected: unknown): void {
  if (official !== undefined) expect(theirs).toEqual(expected);
}

describe('responses-tell-own-groups', () => {
  test('an experiment that ended in its default has neither the group nor the state of a gate that it asked for', async () => {
    const request = { featureGateFilter: [], experimentFilter: ['byDefault'], layerFilter: [] };
    const { ours, theirs } = await inBoth('dynamic_configs.byDefault', { request });
    expect(ours).toMatchObject({ rule_id: 'default', is_experiment_active: true, is_user_in_experiment: false });
    expect(ours).not.toHaveProperty('group_name');
    if (theirs !== undefined) expect(theirs).toMatchObject({ group_name: 'Left behind', is_experiment_active: false });
  });
});

describe('redirected-gates-change-nothing-else', () => {
  test('an experiment keeps its ID type and its parameters when the gate that it asks for is redirected', async () => {
    const specs = {
      ...smallProject({
        conditions: { p: { type: 'public' }, passSent: { type: 'pass_gate', targetValue: 'sent' } },
        gates: { sent: { idType: 'companyID' }, receiving: { idType: 'companyID', rules: [rule('gr', ['p'])] } },
        configs: {
          asking: { explicitParameters: ['a'], hasSharedParams: true, rules: [rule('r', ['passSent'], group)] },
        },
      }),
      overrides: { sent: [{ new_config_name: 'receiving', rules: [{ rule_name: 'm', start_time: 0 }] }] },
      override_rules: { m: rule('m', ['p']) },
    };
    const { ours, theirs } = await inBoth('dynamic_configs.asking', { specs, request: { featureGateFilter: [] } });
    expect(ours).toMatchObject({ id_type: 'userID', explicit_parameters: ['a'], is_in_layer: true, rule_id: 'r' });
    if (theirs === undefined) return;
    expect(theirs).toMatchObject({ id_type: 'companyID', rule_id: 'r' });
    expect(theirs).not.toHaveProperty('explicit_parameters');
  });

  test('a layer lists as its own what it asked for before the experiment asked for a redirected gate', async () => {
    const specs = {
      ...smallProject({
        conditions: {
          p: { type: 'public' },
          passOwn: { type: 'pass_gate', targetValue: 'own' },
          passSent: { type: 'pass_gate', targetValue: 'sent' },
          passOther: { type: 'pass_gate', targetValue: 'other' },
        },
        gates: {
          own: { rules: [rule('or', ['p'])] },
          other: { rules: [rule('tr', ['p'])] },
          sent: {},
          receiving: { rules: [rule('gr', ['passOther'])] },
        },
        configs: { asking: { rules: [rule('r', ['passSent'], group)] } },
        layers: { left: { rules: [rule('lr', ['passOwn'], { configDelegate: 'asking', returnValue: {} })] } },
      }),
      overrides: { sent: [{ new_config_name: 'receiving', rules: [{ rule_name: 'm', start_time: 0 }] }] },
      override_rules: { m: rule('m', ['p']) },
    };
    const request = { featureGateFilter: [], experimentFilter: [] };
    const { ours } = await inBoth('layer_configs.left', { specs, request });
    const exposure = { gate: 'own', gateValue: 'true', ruleID: 'or' };
    expect(ours).toMatchObject({ allocated_experiment_name: 'asking', undelegated_secondary_exposures: [exposure] });
  });
});

describe('missing-gates-are-no-exposures', () => {
  test('a gate that does not exist is not among the exposures, whichever gate was asked for before', async () => {
    const { ours, theirs } = await inBoth('feature_gates.asksForMissing.secondary_exposures', {
      request: { experimentFilter: [], layerFilter: [], featureGateFilter: ['asksForMissing'] },
    });
    const exposure = { gate: 'g', gateValue: 'true', ruleID: 'gr' };
    expect(ours).toEqual([exposure]);
    checkTheirs(theirs, [exposure, { gate: 'missing', gateValue: 'false', ruleID: 'gr' }]);
  });
});

describe('values-in-responses-are-objects', () => {
  test('a config whose value is no object has an empty one', async () => {
    const { ours, theirs } = await inBoth('dynamic_configs.booleanDefault.value');
    expect(ours).toEqual({});
    checkTheirs(theirs, false);
  });
});

describe('unsupported-is-closed-in-responses', () => {
  test('a gate with an unknown condition is off, as checks answer', async () => {
    const { ours, theirs } = await inBoth('feature_gates.halfSupported.value');
    expect(ours).toBe(false);
    checkTheirs(theirs, true);
  });
});

describe('responses-know-groups-of-users', () => {
  test('a condition on the group that a user has in an experiment is met, as in checks', async () => {
    const { ours, theirs } = await inBoth('feature_gates.grouped');
    expect(ours).toMatchObject({ rule_id: 'r', value: true });
    if (theirs !== undefined) expect(theirs).toMatchObject({ rule_id: '', value: false });
  });
});

describe('responses-hash-as-browsers-do', () => {
  test('a name with an emoji has the hash that the browser looks for', async () => {
    const { ours, theirs } = await inBoth('feature_gates', { request: { hashAlgorithm: 'djb2' } });
    expect(ours).toHaveProperty('4165379188');
    if (theirs !== undefined) expect(theirs).toHaveProperty('3381132869');
  });
});

describe('autotune-exposures-are-hashed', () => {
  test('the targeting gate of an autotune is hashed in format 2, too', async () => {
    const specs = { ...project, cmab_configs: { tuned: autotune } };
    const request = { hashAlgorithm: 'djb2', responseFormat: 2 } as const;
    const { ours, theirs } = await inBoth('dynamic_configs.110722924.s', { specs, request });
    expect(ours).toEqual([{ gate: '103', gateValue: 'true', ruleID: 'gr' }]);
    checkTheirs(theirs, [{ gate: 'g', gateValue: 'true', ruleID: 'gr' }]);
  });
});

describe('layers-list-all-their-exposures', () => {
  test('a layer that no experiment decided for lists a gate with a local override as its own', async () => {
    const { ours, theirs } = await inBoth('layer_configs.l.undelegated_secondary_exposures', {
      overrides: [['overrideGate', 'g', true]],
      request: { includeLocalOverrides: true, experimentFilter: [], featureGateFilter: [], layerFilter: ['l'] },
    });
    expect(ours).toEqual([{ gate: 'g', gateValue: 'true', ruleID: 'override' }]);
    checkTheirs(theirs, []);
  });

  test('a layer that no experiment decided for lists its exposures after a gate that does not exist', async () => {
    const { ours, theirs } = await inBoth('layer_configs.asksForMissing.undelegated_secondary_exposures', {
      request: { experimentFilter: [], featureGateFilter: [], layerFilter: ['asksForMissing'] },
    });
    expect(ours).toEqual([{ gate: 'g', gateValue: 'true', ruleID: 'gr' }]);
    checkTheirs(theirs, []);
  });
});

describe('endless-gates-spare-the-response', () => {
  test('a gate that refers to itself is off, and the rest is there', async () => {
    const { ours, theirs } = await inBoth('feature_gates', { specs: circling });
    expect(ours).toMatchObject({ circle: { rule_id: '', value: false }, fine: { rule_id: 'r', value: true } });
    checkTheirs(theirs, {});
  });
});

describe('session-recording-goes-by-the-project', () => {
  const replay = (fields: JsonObject): Setting => ({
    specs: { ...project, session_replay_info: fields },
    request: { hashAlgorithm: 'djb2' },
  });

  test('the triggers that stand for all gates and all experiments have the names that browsers look for', async () => {
    const name = 'statsig::session_recording_all_gates';
    const setting = replay({ session_recording_exposure_triggers: { [name]: {}, g: {} } });
    const { ours, theirs } = await inBoth('session_recording_exposure_triggers', setting);
    expect(ours).toEqual({ [name]: {}, 103: {} });
    if (theirs !== undefined) expect(theirs).not.toHaveProperty(name);
  });

  test('a targeting gate that does not exist lets nobody in', async () => {
    const specs = {
      ...project,
      dynamic_configs: {},
      layer_configs: {},
      session_replay_info: { targeting_gate: 'missing' },
    };
    const { ours, theirs } = await inBoth('can_record_session', { specs });
    expect(ours).toBe(false);
    checkTheirs(typeof theirs, 'boolean');
  });

  test('a targeting gate counts by its own answer after a layer that cannot be evaluated', async () => {
    const specs = {
      ...smallProject({
        conditions: { p: { type: 'public' }, unknown: { type: 'no_such_type' } },
        gates: { closed: { rules: [rule('r', ['p'], { passPercentage: 0 })] } },
        layers: { odd: { rules: [rule('lr', ['p', 'unknown'])] } },
      }),
      session_replay_info: { targeting_gate: 'closed' },
    };
    const { ours, theirs } = await inBoth('passes_session_recording_targeting', { specs });
    expect(ours).toBe(false);
    checkTheirs(theirs, true);
  });
});

describe('response-checksums-are-own', () => {
  test('the checksum stays while nothing changes, and then the response is the empty one', async () => {
    const request = { previousResponseHash: '' };
    const { ours } = await inBoth('full_checksum', { request });
    expect(ours).toMatch(/^.{40,}$/);
    const again = await inBoth('has_updates', { request: { previousResponseHash: String(ours) } });
    expect(again.ours).toBe(false);
    const { ours: withoutTypes } = await inBoth('full_checksum', { request: { ...request, removeIdType: true } });
    expect(withoutTypes).not.toBe(ours);
  });

  test.runIf(isOracleInstalled())('the official core’s does not change with the ID types', async () => {
    const request = { previousResponseHash: '' };
    const { theirs } = await inBoth('full_checksum', { request });
    const { theirs: withoutTypes } = await inBoth('full_checksum', { request: { ...request, removeIdType: true } });
    expect(theirs).toMatch(/^\d+$/);
    expect(withoutTypes).toBe(theirs);
  });
});

describe('odd-requests-are-answered', () => {
  test('whatever is given as user and options, the answer is a text that can be parsed', () => {
    const client = new Statsig('secret-odd', { disableNetwork: true, outputLogLevel: 'none' });
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    const users = [undefined, null, 5, 'u', {}, trap] as never[];
    const requests = [undefined, null, 5, [], { featureGateFilter: 5 }, { hashAlgorithm: {} }, trap] as never[];
    for (const user of users) {
      for (const options of requests) {
        const text = client.getClientInitializeResponse(user, options);
        expect(JSON.parse(text)).toMatchObject({ feature_gates: {}, time: 0 });
      }
    }
  });
});
