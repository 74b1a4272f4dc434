import type { ClientInitializeOptions } from 'statsig-nodekit';
import { generateProject } from '../../support/generator/generate-project.js';
import { UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import { PARAMETERS } from '../../support/generator/vocabulary.js';
import type { Json, JsonObject, WireProject } from '../../support/generator/wire-types.js';
import type { OverrideStep } from '../../support/oracle/oracle-job.js';
import type { CheckPlan } from './check-answers.mjs';
import { type EntityMap, ResponseCauses } from './response-causes.js';
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
export function responseJob(seed: number, calls: number): ResponseJob & { readonly causes: ResponseCauses } {
  const { project, ...others } = generateProject(seed, { isPlain: true });
  const random = new Random(seed + RESPONSE_SEED_OFFSET);
  const decorated = withAppsAndReplay(random, project);
  const causes = new ResponseCauses(JSON.stringify(decorated), others.overrides);
  const checks = groupChecks(causes);
  const users = new UserGenerator(random, project);
  return {
    ...others,
    specs: JSON.stringify(decorated),
    causes,
    calls: Array.from({ length: calls }, (_call, index) => {
      const user = users.generate();
      const responseFormat = FORMATS[Math.floor(index / 3) % 3] ?? 0;
      const request = {
        ...randomRequest(random, project),
        hashAlgorithm: ALGORITHMS[index % 3] ?? 'djb2',
        responseFormat,
      };
      return {
        user,
        request,
        isRepeated: responseFormat === 0 && random.chance(0.1),
        ...(isAnsweredAsChecks(request, others.overrides) ? { checks } : {}),
      };
    }),
  };
}

/** What the official core's responses decide otherwise than its checks, because they know no groups. */
function groupChecks(causes: ResponseCauses): CheckPlan {
  const { featureGates, dynamicConfigs, layerConfigs, sessionReplay: replay, cmabs } = causes.snapshot;
  const among = (map: EntityMap, specs: ReadonlyMap<string, unknown>): string[] =>
    [...specs.keys()].filter((name) => causes.of(map, name, 'none').hasGroupConditions);
  // What has the name of an autotune is that in checks, and not in every response.
  const configs = among('dynamic_configs', dynamicConfigs).filter((name) => !cmabs.has(name));
  const isPlain = (name: string): boolean => dynamicConfigs.get(name)?.entity === 'dynamic_config';
  return {
    gates: [...among('feature_gates', featureGates), ...listOf(replay?.targetingGate)],
    dynamicConfigs: configs.filter(isPlain),
    experiments: configs.filter((name) => !isPlain(name)),
    layers: among('layer_configs', layerConfigs),
    parameters: PARAMETERS,
  };
}

const listOf = (name: string | undefined): string[] => (name === undefined ? [] : [name]);

/** Whether checks are for the same app, and with the same overrides. */
function isAnsweredAsChecks(
  { clientSdkKey, includeLocalOverrides }: ClientInitializeOptions,
  overrides: readonly OverrideStep[],
): boolean {
  return clientSdkKey === undefined && (overrides.length === 0 || includeLocalOverrides === true);
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

/** Specs that must be skipped are left as they are. */
function withApps(random: Random, spec: Json): Json {
  const isSpec = typeof spec === 'object' && spec !== null && 'entity' in spec;
  if (!isSpec || random.chance(0.6)) return spec;
  return { ...spec, targetAppIDs: random.many(0, 2, () => random.pick(APPS)) };
}

/** With rates that leave nothing to chance. */
function sessionReplay(random: Random, project: WireProject): JsonObject {
  const rate = (): JsonObject => random.pick<JsonObject>([{}, { sampling_rate: 1 }, { sampling_rate: 0 }]);
  const trigger = (): Json => ({ ...rate(), ...random.pick<JsonObject>([{}, { values: ['true', 'b'] }]) });
  // One that is malformed does not exist; one that asks for groups has another answer in the official core's responses.
  const causes = new ResponseCauses(JSON.stringify(project));
  const gate = random.pick(
    [...causes.snapshot.featureGates.keys()].filter(
      (name) => !causes.of('feature_gates', name, 'none').hasGroupConditions,
    ),
  );
  return {
    ...rate(),
    ...random.pick<JsonObject>([{}, { recording_blocked: true }, { recording_blocked: false }]),
    ...random.pick<JsonObject>([{}, { targeting_gate: gate }]),
    ...random.pick<JsonObject>([
      {},
      { session_recording_event_triggers: { bought: trigger(), 'page view': trigger() } },
    ]),
    ...random.pick<JsonObject>([
      {},
      { session_recording_exposure_triggers: { [gate]: trigger() } },
      { session_recording_exposure_triggers: { [gate]: trigger(), 'statsig::session_recording_all_gates': trigger() } },
    ]),
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
    ...seldom(() => ({ previousResponseHash: random.pick(['', '12345']) })),
    ...(random.chance(0.3) ? { clientSdkKey: random.pick(CLIENT_KEYS) } : {}),
    ...(random.chance(0.5) ? { includeLocalOverrides: true } : {}),
  };
}
