import { type ParsedSpecs, parseSpecs } from '../specs/parse-specs.js';
import { kindOf } from '../users/user-data.js';

const noSpecs = {
  has_updates: true,
  time: 0,
  feature_gates: {},
  dynamic_configs: {},
  layer_configs: {},
  condition_map: {},
  experiment_to_layer: {},
};

/**
 * The specs that a test gives, as an object or as JSON text; without any, specs of time 0 that have nothing.
 *
 * @throws TypeError for what is neither, and InvalidSpecsError for a document that cannot be used
 */
export function readSpecs(given: unknown): ParsedSpecs {
  if (given === undefined) return parseSpecs(noSpecs);
  if (typeof given === 'object' && given !== null) return parseSpecs(structuredClone(given));
  if (typeof given !== 'string') {
    throw new TypeError(
      `specs is ${kindOf(given)}; give an object, or JSON text, of the form that the service answers.`,
    );
  }
  return parseSpecs(parseJson(given));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new TypeError('specs is a text that is no JSON; give what the service answers.', { cause });
  }
}
