import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ClientResponseBuilder } from '../../../lib/bootstrap/client-response-builder.js';
import { resolveResponseOptions } from '../../../lib/bootstrap/resolve-response-options.js';
import { StatsigUser, type StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import {
  type ContextParts,
  type ProjectParts,
  buildContext,
  condition,
  everyone,
  passGate,
  rule,
} from '../../support/specs-builder.js';

const toB = { targetAppIDs: ['b'] };
const isStaff = condition({ field: 'email', operator: 'any', targetValue: ['staff'] });

const project: ProjectParts = {
  gates: {
    open: { rules: [rule('r', [everyone])] },
    closed: {},
    disabled: { enabled: false },
    asks: { rules: [rule('r', [passGate('closed')])] },
    staff: { rules: [rule('s', [isStaff])] },
    forB: { ...toB, rules: [rule('r', [everyone])] },
    'segment:s': { entity: 'segment' },
    held: { entity: 'holdout' },
    novel: { entity: 'something_new' },
  },
  configs: {
    config: { entity: 'dynamic_config', defaultValue: { c: 1 } },
    experiment: { defaultValue: { e: 1 }, ...toB },
    autotune: { entity: 'autotune', defaultValue: { c: 1 } },
  },
  layers: { layer: { defaultValue: { l: 1 } } },
  top: {
    sdk_keys_to_app_ids: { 'client-a': 'a', 'client-b': 'b' },
    param_stores: {
      all: { parameters: { p: { ref_type: 'static', param_type: 'number', value: 1 } } },
      forB: { ...toB, parameters: {} },
    },
  },
};

const settings = {
  sdkInfo: { sdkType: 'type', sdkVersion: '1.2.3', sessionId: 'session' },
  writeUser: (user: object) => JSON.stringify(user),
  digestOf: (text: string) => createHash('sha256').update(text).digest('base64'),
};

interface Request extends ContextParts {
  readonly parts?: ProjectParts;
  readonly user?: StatsigUserArgs;
  readonly builder?: ClientResponseBuilder;
}

function build(
  options: object = {},
  { parts = project, user = { userID: 'u' }, builder, ...context }: Request = {},
): string {
  const resolved = resolveResponseOptions({ hashAlgorithm: 'none', ...options }, (complaint) => {
    throw new Error(complaint);
  });
  const own = builder ?? new ClientResponseBuilder(settings);
  return own.build(new StatsigUser(user), buildContext(parts, context), resolved);
}

type Names = Readonly<Record<'feature_gates' | 'dynamic_configs' | 'layer_configs' | 'param_stores', object>>;

function names(options: object): Record<string, string[]> {
  const { feature_gates, dynamic_configs, layer_configs, param_stores } = JSON.parse(build(options)) as Names;
  return {
    gates: Object.keys(feature_gates),
    configs: Object.keys(dynamic_configs),
    layers: Object.keys(layer_configs),
    stores: Object.keys(param_stores),
  };
}

const everything = {
  gates: ['open', 'closed', 'disabled', 'asks', 'staff', 'forB', 'novel'],
  configs: ['config', 'experiment', 'autotune'],
  layers: ['layer'],
  stores: ['all', 'forB'],
};

describe('what a client response holds', () => {
  it('is everything but segments and holdouts', () => {
    expect(names({})).toEqual(everything);
  });

  it.each([
    [{ featureGateFilter: ['open', 'missing'] }, { gates: ['open', 'novel'] }],
    [{ featureGateFilter: [] }, { gates: ['novel'] }],
    [{ dynamicConfigFilter: [] }, { configs: ['experiment', 'autotune'] }],
    [{ experimentFilter: [] }, { configs: ['config', 'autotune'] }],
    [{ layerFilter: [] }, { layers: [] }],
    [{ paramStoreFilter: ['all'] }, { stores: ['all'] }],
    [{ removeDefaultValueGates: true }, { gates: ['open', 'disabled', 'asks', 'forB', 'novel'] }],
    [{ clientSdkKey: 'client-a' }, { gates: [], configs: [], layers: [], stores: [] }],
    [{ clientSdkKey: 'client-b' }, { gates: ['forB'], configs: ['experiment'], layers: [], stores: ['forB'] }],
    [
      { clientSdkKey: 'client-b', featureGateFilter: ['open'] },
      { gates: [], configs: ['experiment'], layers: [], stores: ['forB'] },
    ],
    [{ clientSdkKey: 'client-unknown' }, {}],
  ])('with %j is only what these let through', (options, kept) => {
    expect(names(options)).toEqual({ ...everything, ...kept });
  });

  it('is what each user is answered, also when another one was answered before', () => {
    const builder = new ClientResponseBuilder(settings);
    const context = buildContext(project);
    const options = resolveResponseOptions({ hashAlgorithm: 'none', featureGateFilter: ['staff'] }, () => {});
    const valueFor = (email: string): unknown =>
      JSON.parse(builder.build(new StatsigUser({ userID: 'u', email }), context, options)).feature_gates.staff.value;
    expect(['staff', 'guest', 'staff', 'guest'].map(valueFor)).toEqual([true, false, true, false]);
  });

  it('is of the specs in use, also after others', () => {
    const builder = new ClientResponseBuilder(settings);
    const changed = { gates: { open: {}, added: {} } };
    expect(JSON.parse(build({}, { builder })).feature_gates.open.value).toBe(true);
    const after = JSON.parse(build({}, { builder, parts: changed }));
    expect([Object.keys(after.feature_gates), after.feature_gates.open.value]).toEqual([['open', 'added'], false]);
  });

  it('has nothing where there are no specs, and is a response all the same', () => {
    expect(JSON.parse(build({ responseFormat: 2 }, { parts: { top: { time: 0 } } }))).toEqual({
      feature_gates: {},
      dynamic_configs: {},
      layer_configs: {},
      param_stores: {},
      time: 0,
      has_updates: true,
      hash_used: 'none',
      user: { userID: 'u' },
      evaluated_keys: { userID: 'u' },
      sdkInfo: settings.sdkInfo,
      sdkParams: {},
      exposures: {},
      values: {},
      response_format: 'init-v2',
    });
  });

  it.each([0, 1, 2])('has no ID types with removeIdType, in format %i', (responseFormat) => {
    const { feature_gates, dynamic_configs, layer_configs } = JSON.parse(build({ responseFormat, removeIdType: true }));
    for (const entity of [feature_gates, dynamic_configs, layer_configs].flatMap((map: object) => Object.values(map))) {
      expect(entity).not.toHaveProperty('id_type');
      expect(entity).not.toHaveProperty('i');
    }
  });
});

describe('full_checksum', () => {
  const checksum = (options: object = {}, request: Request = {}): string =>
    JSON.parse(build({ previousResponseHash: '', ...options }, request)).full_checksum;
  const withStore = (value: number): ProjectParts => ({
    top: { param_stores: { s: { parameters: { p: { ref_type: 'static', param_type: 'number', value } } } } },
  });
  const withReplay = (session_replay_info: object): ProjectParts => ({ top: { session_replay_info } });

  it('is there only for who asks with an earlier one, in format 0', () => {
    expect(checksum()).toMatch(/^[\w+/]{43}=$/);
    expect(JSON.parse(build())).not.toHaveProperty('full_checksum');
    for (const responseFormat of [1, 2]) {
      expect(JSON.parse(build({ responseFormat, previousResponseHash: '' }))).not.toHaveProperty('full_checksum');
    }
  });

  it('of the response that the browser has leads to the one that says so', () => {
    expect(JSON.parse(build({ previousResponseHash: checksum() }))).toEqual({
      feature_gates: {},
      dynamic_configs: {},
      layer_configs: {},
      time: 0,
      has_updates: false,
      hash_used: '',
      user: {},
      sdkInfo: {},
      sdkParams: {},
      evaluated_keys: {},
      param_stores: {},
    });
  });

  it('is the same for another instance, and whatever is drawn at random', () => {
    const parts = withReplay({ sampling_rate: 0.5 });
    const [low, high] = [0.1, 0.9].map((drawn) => checksum({}, { parts, random: () => drawn }));
    expect(low).toBe(high);
    const builder = new ClientResponseBuilder({ ...settings, sdkInfo: { ...settings.sdkInfo, sessionId: 'other' } });
    expect(checksum({}, { builder })).toBe(checksum());
  });

  it.each<[string, () => readonly [string, string]]>([
    ['a value', () => [checksum(), checksum({}, { user: { userID: 'u', email: 'staff' } })]],
    ['the user', () => [checksum(), checksum({}, { user: { userID: 'u', custom: { a: 1 } } })]],
    ['a private attribute', () => [checksum(), checksum({}, { user: { userID: 'u', privateAttributes: { a: 'b' } } })]],
    ['the hashing of names', () => [checksum(), checksum({ hashAlgorithm: 'djb2' })]],
    ['whether there are ID types', () => [checksum(), checksum({ removeIdType: true })]],
    ['a filter', () => [checksum(), checksum({ featureGateFilter: [] })]],
    ['a parameter of a store', () => [checksum({}, { parts: withStore(1) }), checksum({}, { parts: withStore(2) })]],
    [
      'the time of the project',
      () => [checksum(), checksum({}, { parts: { ...project, top: { ...project.top, time: 7 } } })],
    ],
    [
      'a rate of session replay',
      () => [
        checksum({}, { parts: withReplay({ sampling_rate: 0.5 }) }),
        checksum({}, { parts: withReplay({ sampling_rate: 0.6 }) }),
      ],
    ],
    [
      'a trigger of session replay',
      () => [
        checksum({}, { parts: withReplay({ session_recording_event_triggers: { a: {} } }) }),
        checksum({}, { parts: withReplay({ session_recording_event_triggers: { a: { values: ['x'] } } }) }),
      ],
    ],
  ])('changes with %s', (_what, both) => {
    const [before, after] = both();
    expect(after).not.toBe(before);
  });
});
