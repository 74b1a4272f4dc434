import { type ClientInitializeOptions, parseSpecs } from 'statsig-nodekit';
import { generateProject } from '../../support/generator/generate-project.js';
import { UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import type { Json, JsonObject, WireCondition, WireProject } from '../../support/generator/wire-types.js';
import type { ResponseJob } from './response-job.js';

/** Keeps the choices for responses apart from those for their project. */
const RESPONSE_SEED_OFFSET = 0xc11e;

const APPS = ['app_1', 'app_2', '7'];

/** A key that the project knows by its text, one that it knows by its hash, and one that it does not know. */
const CLIENT_KEYS = ['client-plain', 'client-hashed', 'client-unknown', ''];

/** The djb2 hash of `client-hashed`. */
const HASHED_CLIENT_KEY = '3109121647';

const ALGORITHMS = ['djb2', 'sha256', 'none'] as const;
const FORMATS = [0, 1, 2] as const;

/** A random project with apps and session replay, and random requests: every algorithm in every format, in turn. */
export function responseJob(seed: number, calls: number): ResponseJob {
  const { project, ...others } = generateProject(seed, { isPlain: true });
  const random = new Random(seed + RESPONSE_SEED_OFFSET);
  const decorated = withoutOddConditions(withAppsAndReplay(random, project));
  const users = new UserGenerator(random, project);
  return {
    ...others,
    specs: JSON.stringify(decorated),
    calls: Array.from({ length: calls }, (_call, index) => ({
      user: users.generate(),
      request: {
        ...randomRequest(random, project),
        hashAlgorithm: ALGORITHMS[index % 3] ?? 'djb2',
        responseFormat: FORMATS[Math.floor(index / 3) % 3] ?? 0,
      },
    })),
  };
}

function withAppsAndReplay(random: Random, project: WireProject): WireProject {
  const targeted = (map: Readonly<Record<string, Json>>): Record<string, Json> =>
    Object.fromEntries(Object.entries(map).map(([name, spec]) => [name, withApps(random, spec)]));
  return {
    ...project,
    feature_gates: targeted(project.feature_gates),
    dynamic_configs: targeted(project.dynamic_configs),
    layer_configs: targeted(project.layer_configs),
    ...random.pick<JsonObject>([{}, { sdk_keys_to_app_ids: { 'client-plain': 'app_1', 'client-hashed': 'app_2' } }]),
    ...random.pick<JsonObject>([{}, { hashed_sdk_keys_to_app_ids: { [HASHED_CLIENT_KEY]: random.pick<Json>(APPS) } }]),
    ...random.pick<JsonObject>([{}, { session_replay_info: sessionReplay(random, project) }]),
  };
}

/**
 * With conditions for everyone in place of those that the official core's responses answer otherwise than its checks: on the
 * group that a user has in an experiment, and on gates that do not exist.
 */
function withoutOddConditions(project: WireProject): WireProject {
  const { featureGates } = parseSpecs(project).snapshot;
  const isOdd = ({ type, targetValue }: WireCondition): boolean =>
    type === 'experiment_group' ||
    (/^(?:pass|fail)_gate$/.test(type) && !(typeof targetValue === 'string' && featureGates.has(targetValue)));
  const conditions = Object.entries(project.condition_map).map(([id, condition]) => [
    id,
    isOdd(condition) ? { ...condition, type: 'public' } : condition,
  ]);
  return { ...project, condition_map: Object.fromEntries(conditions) };
}

/** Specs that must be skipped are left as they are. */
function withApps(random: Random, spec: Json): Json {
  const isSpec = typeof spec === 'object' && spec !== null && 'entity' in spec;
  if (!isSpec || random.chance(0.6)) return spec;
  return { ...spec, targetAppIDs: random.many(0, 2, () => random.pick(APPS)) };
}

/** With rates that leave nothing to chance. */
function sessionReplay(random: Random, project: WireProject): JsonObject {
  const rate = (): JsonObject => random.pick<JsonObject>([{}, { sampling_rate: 1 }]);
  const trigger = (): Json => ({ ...rate(), ...random.pick<JsonObject>([{}, { values: ['true', 'b'] }]) });
  // One that is malformed does not exist.
  const gate = random.pick([...parseSpecs(project).snapshot.featureGates.keys()]);
  return {
    ...rate(),
    ...random.pick<JsonObject>([{}, { recording_blocked: true }, { recording_blocked: false }]),
    ...random.pick<JsonObject>([{}, { targeting_gate: gate }]),
    ...random.pick<JsonObject>([
      {},
      { session_recording_event_triggers: { bought: trigger(), 'page view': trigger() } },
    ]),
    ...random.pick<JsonObject>([{}, { session_recording_exposure_triggers: { [gate]: trigger() } }]),
    ...random.pick<JsonObject>([
      {},
      { session_recording_privacy_settings: { privacy_mode: 'input', masked_elements: ['#a'], other: 1 } },
    ]),
  };
}

function randomRequest(random: Random, project: WireProject): ClientInitializeOptions {
  const some = (map: Json | undefined): readonly string[] => Object.keys(map ?? {}).filter(() => random.chance(0.5));
  const seldom = <Options extends ClientInitializeOptions>(make: () => Options): Options | object =>
    random.chance(0.15) ? make() : {};
  return {
    ...seldom(() => ({ featureGateFilter: new Set(some(project.feature_gates)) })),
    ...seldom(() => ({ dynamicConfigFilter: new Set(some(project.dynamic_configs)) })),
    ...seldom(() => ({
      experimentFilter: new Set([...some(project.dynamic_configs), ...some(project['cmab_configs'])]),
    })),
    ...seldom(() => ({ layerFilter: new Set(some(project.layer_configs)) })),
    ...seldom(() => ({ paramStoreFilter: new Set(some(project['param_stores'])) })),
    ...seldom(() => ({ removeIdType: true })),
    ...seldom(() => ({ removeDefaultValueGates: true })),
    ...(random.chance(0.3) ? { clientSdkKey: random.pick(CLIENT_KEYS) } : {}),
    ...(random.chance(0.5) ? { includeLocalOverrides: true } : {}),
  };
}
