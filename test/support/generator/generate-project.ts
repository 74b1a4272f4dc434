import type { OverrideStep } from '../oracle/oracle-job.js';
import { draftAutotunes } from './autotunes.js';
import { conditionProbes } from './condition-probes.js';
import { draftConfigMappings } from './config-mappings.js';
import { draftConfigs, draftLeafExperiments } from './configs.js';
import { draftGates } from './gates.js';
import { realisticAgent } from './agents/generate-agents.js';
import { generateAddress } from './generate-address.js';
import { generateIdLists } from './id-lists.js';
import { draftLayers } from './layers.js';
import { draftMalformedSpecs } from './malformed-specs.js';
import { draftOverrides } from './overrides.js';
import { draftParameterStores } from './parameter-stores.js';
import { ProjectDraft } from './project-draft.js';
import { Random } from './random.js';
import { FIELDS, anyNumber, anyText } from './vocabulary.js';
import type { Json, JsonObject, WireProject } from './wire-types.js';

/** Client options that a generated project is to be evaluated with. */
export interface GeneratedOptions {
  readonly environment?: string;
  readonly globalCustomFields?: Readonly<Record<string, string | number | boolean>>;
}

/** A random project: the same seed always gives the same one. */
export interface GeneratedProject {
  readonly seed: number;
  readonly project: WireProject;
  readonly options: GeneratedOptions;
  /** The files of its ID lists by name. */
  readonly idLists: Readonly<Record<string, string>>;
  /** Local overrides to set and remove; none in most projects. */
  readonly overrides: readonly OverrideStep[];
}

/**
 * Generates a specs payload that holds any kind of entity, condition and operator, valid as a whole, with some specs that
 * must be skipped alone; and what belongs to it. It leaves out what makes the official core abort its process or answer
 * at random.
 *
 * @param isPlain - also leaves out cycles, which empty the official core's client initialize responses, and unsupported
 * conditions, which it remembers as supported ones there
 */
export function generateProject(
  seed: number,
  { isPlain = false }: { readonly isPlain?: boolean } = {},
): GeneratedProject {
  const random = new Random(seed);
  const hasMappings = random.chance(0.35);
  const hasOverrides = random.chance(0.35);
  const draft = new ProjectDraft(random, {
    allowsCycles: !hasMappings && random.chance(0.2) && !isPlain,
    allowsUnsupported: !hasOverrides && !isPlain,
  });
  draftLeafExperiments(draft);
  draftGates(draft);
  draftConfigs(draft);
  draftLayers(draft);
  const autotunes = random.chance(0.5) ? { cmab_configs: draftAutotunes(draft) } : {};
  const stores = random.chance(0.7) ? { param_stores: draftParameterStores(draft) } : {};
  const overrides = hasOverrides ? draftOverrides(draft) : [];
  const mappings = hasMappings ? draftConfigMappings(draft) : {};
  draftMalformedSpecs(draft);

  return {
    seed,
    options: generateOptions(random),
    idLists: generateIdLists(random),
    overrides,
    project: {
      has_updates: true,
      time: random.pick([1_767_920_036_437, 1, 0]),
      feature_gates: Object.fromEntries([...draft.gates, ...conditionProbes(draft.conditions)]),
      dynamic_configs: Object.fromEntries(draft.configs),
      layer_configs: Object.fromEntries(draft.layers),
      condition_map: Object.fromEntries(draft.conditions),
      experiment_to_layer: {},
      ...mappings,
      ...autotunes,
      ...stores,
      ...random.pick<JsonObject>([{}, { default_environment: null }, { default_environment: 'staging' }]),
      ...random.pick<{ readonly [key: string]: Json }>([{}, { app_id: 'app_1' }, { app_id: 7 }, { app_id: null }]),
      response_format: 'dcs-v2',
    },
  };
}

function generateOptions(random: Random): GeneratedOptions {
  return {
    ...random.pick([{}, { environment: 'production' }, { environment: 'Development' }]),
    ...random.pick([
      {},
      {
        globalCustomFields: {
          ...Object.fromEntries(
            random.many(1, 4, () => [
              random.pick(FIELDS),
              random.pick([anyText(random), anyNumber(random), random.chance(0.5)]),
            ]),
          ),
          // An address or agent that all users have who bring none of their own.
          ...random.pick([{}, {}, { ip: generateAddress(random) }, { userAgent: realisticAgent(random) }]),
        },
      },
    ]),
  };
}
