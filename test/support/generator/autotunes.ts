import type { ProjectDraft } from './project-draft.js';
import type { Random } from './random.js';
import { parameterValues } from './rules.js';
import { FIELDS, ID_TYPES, WORDS } from './vocabulary.js';
import type { Json, JsonObject } from './wire-types.js';

/**
 * Contextual autotunes (`cmab_configs`), some in the place of an experiment. Only such as decide without chance: those
 * that are not trained, and those that never explore and have a best group; with targeting gates that can be evaluated.
 */
export function draftAutotunes(draft: ProjectDraft): JsonObject {
  const { random } = draft;
  const replaced = [...draft.configs.keys()].filter(() => random.chance(0.15));
  const names = [...replaced, ...random.many(1, 2, (index) => `contextual_${index}`)];
  return Object.fromEntries(names.map((name) => [name, autotune(draft)]));
}

function autotune({ random, leafGates, allowsUnsupported }: ProjectDraft): Json {
  const targetingGates = [...(allowsUnsupported ? [] : leafGates), 'no_such_gate', 'segment:missing', ''];
  const groups = random.many(random.chance(0.05) ? 0 : 1, 4, (index) => ({
    name: random.pick(['Control', 'Test', `Group ${index}`]),
    id: `group_${index}`,
    parameterValues: parameterValues(random),
  }));
  const isTrained = random.chance(0.6);
  return {
    salt: random.orElse(
      0.1,
      () => '',
      () => random.token(),
    ),
    defaultValue: parameterValues(random),
    idType: random.pick(ID_TYPES),
    enabled: random.chance(0.9),
    version: random.integer(0, 20),
    sampleRate: isTrained ? 0 : random.pick([0, 0.5, 1]),
    higherIsBetter: random.chance(0.5),
    groups,
    ...random.pick<JsonObject>([
      {},
      {},
      { targetingGateName: null },
      { targetingGateName: random.pick(targetingGates) },
    ]),
    ...random.pick<JsonObject>([{}, { targetAppIDs: ['app_2'] }]),
    ...(isTrained ? { config: weights(random, groups.length) } : random.pick<JsonObject>([{}, { config: null }])),
  };
}

/**
 * Weights for all groups but some. Scores never come close: the official core adds them up in any order, which rounds
 * differently.
 */
function weights(random: Random, groups: number): Json {
  const trained = Array.from({ length: groups }, (_group, index) => index).filter(
    (index) => index === 0 || random.chance(0.85),
  );
  return Object.fromEntries(
    trained.map((index) => [
      `group_${index}`,
      {
        alpha: random.integer(0, 8) / 4,
        intercept: 1000 * random.integer(-2, 2) + index * 50,
        records: random.integer(0, 500),
        weightsNumerical: random.chance(0.5) ? { [random.pick(FIELDS)]: random.integer(-3, 3) * 16 + index + 1 } : {},
        weightsCategorical:
          index === 0 || random.chance(0.8)
            ? { [random.pick(FIELDS)]: categories(random), [random.pick(FIELDS)]: categories(random) }
            : {},
      },
    ]),
  );
}

const categories = (random: Random): Json =>
  Object.fromEntries(random.many(1, 6, () => [random.pick([...WORDS, '[]', '["a"]']), random.integer(-10, 10)]));
