import { conditionProbes } from './condition-probes.js';
import { draftConfigMappings } from './config-mappings.js';
import { draftConfigs, draftLeafExperiments } from './configs.js';
import { draftGates } from './gates.js';
import type { GeneratorFeatures } from './generator-features.js';
import { draftLayers } from './layers.js';
import { draftMalformedSpecs } from './malformed-specs.js';
import { ProjectDraft } from './project-draft.js';
import { Random } from './random.js';
import { FIELDS, anyNumber, anyText } from './vocabulary.js';
import type { Json, JsonObject, WireProject } from './wire-types.js';

/** Client options that a generated project is to be evaluated with. */
export interface GeneratedOptions {
  readonly environment?: string;
  readonly globalCustomFields?: Readonly<Record<string, string | number | boolean>>;
}

/** A random project: the same seed and features always give the same one. */
export interface GeneratedProject {
  readonly seed: number;
  readonly project: WireProject;
  readonly options: GeneratedOptions;
}

/**
 * Generates a specs payload that holds every kind of entity, condition and operator that the features allow, valid as a
 * whole, with some specs that must be skipped alone. It leaves out what makes the official core abort its process.
 */
export function generateProject(seed: number, features: GeneratorFeatures): GeneratedProject {
  const random = new Random(seed);
  const hasMappings = random.chance(0.35);
  const draft = new ProjectDraft(random, features, { allowsCycles: !hasMappings && random.chance(0.2) });
  draftLeafExperiments(draft);
  draftGates(draft);
  draftConfigs(draft);
  draftLayers(draft);
  const mappings = hasMappings ? draftConfigMappings(draft) : {};
  draftMalformedSpecs(draft);

  return {
    seed,
    options: generateOptions(random),
    project: {
      has_updates: true,
      time: random.pick([1_767_920_036_437, 1, 0]),
      feature_gates: Object.fromEntries([...draft.gates, ...conditionProbes(draft.conditions)]),
      dynamic_configs: Object.fromEntries(draft.configs),
      layer_configs: Object.fromEntries(draft.layers),
      condition_map: Object.fromEntries(draft.conditions),
      experiment_to_layer: {},
      ...mappings,
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
        globalCustomFields: Object.fromEntries(
          random.many(1, 4, () => [
            random.pick(FIELDS),
            random.pick([anyText(random), anyNumber(random), random.chance(0.5)]),
          ]),
        ),
      },
    ]),
  };
}
