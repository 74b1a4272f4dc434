import type { ProjectDraft } from './project-draft.js';
import { draftRule } from './rules.js';
import type { Json, JsonObject, WireRule } from './wire-types.js';

/** A day in 2100: later than any run. */
const FAR_FUTURE = 4_102_444_800_000;

/**
 * Config mappings (`overrides`, `override_rules`) that redirect entities to others of their kind. Only entities that
 * refer to nothing are redirected to, and only leaf conditions are asked, because mappings that meet again recur for
 * ever.
 */
export function draftConfigMappings(draft: ProjectDraft): JsonObject {
  const { random } = draft;
  const rules = new Map<string, WireRule>(
    random.many(2, 5, (index) => [`mapping_rule_${index}`, draftRule(draft, { reach: 'leaf', returnValue: null })]),
  );
  const redirected = [
    ...redirections(draft, { from: withoutPrefix(draft.gates, 'leaf_'), to: [...draft.leafGates, 'no_such_gate'] }),
    ...redirections(draft, {
      from: [...withoutPrefix(draft.configs, 'leaf_'), 'config_without_spec'],
      to: [...draft.leafExperiments, 'no_such_config'],
    }),
    ...redirections(draft, { from: ['layer_1', 'layer_2'], to: ['layer_0'] }),
  ];
  return {
    override_rules: Object.fromEntries(rules),
    overrides: Object.fromEntries(redirected.map(([name, to]) => [name, mappings(draft, to, [...rules.keys()])])),
  };
}

const withoutPrefix = (entities: ReadonlyMap<string, Json>, prefix: string): string[] =>
  [...entities.keys()].filter((name) => !name.startsWith(prefix));

function redirections(
  { random }: ProjectDraft,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
): [name: string, to: readonly string[]][] {
  return from.filter(() => random.chance(0.3)).map((name) => [name, to]);
}

function mappings({ random }: ProjectDraft, to: readonly string[], rules: readonly string[]): Json {
  return random.many(1, 2, () => ({
    new_config_name: random.pick(to),
    rules: random.many(0, 2, () => ({
      rule_name: random.orElse(
        0.1,
        () => 'no_such_rule',
        () => random.pick(rules),
      ),
      ...random.pick<JsonObject>([
        {},
        { start_time: 0 },
        { start_time: 1_600_000_000_000 },
        { start_time: FAR_FUTURE },
      ]),
    })),
  }));
}
