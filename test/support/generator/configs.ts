import type { ConditionReach, ProjectDraft } from './project-draft.js';
import { draftRule, oddValue, parameterValues, specFrame } from './rules.js';
import { PARAMETERS } from './vocabulary.js';
import type { Json } from './wire-types.js';

/** Adds experiments that refer to nothing, which gates may consult by `experiment_group`. */
export function draftLeafExperiments(draft: ProjectDraft): void {
  for (let index = 0; index < 2; index += 1) {
    const name = `leaf_experiment_${index}`;
    draftConfig(draft, { name, entity: 'experiment', reach: 'leaf' });
    draft.leafExperiments.push(name);
  }
}

/** Adds dynamic configs, experiments and classic autotunes. */
export function draftConfigs(draft: ProjectDraft): void {
  const { random } = draft;
  for (let index = 0; index < random.integer(3, 7); index += 1) {
    const entity = random.pick(['dynamic_config', 'experiment', 'experiment', 'autotune']);
    draftConfig(draft, { name: `${entity}_${index}`, entity, reach: 'nested' });
  }
}

function draftConfig(
  draft: ProjectDraft,
  { name, entity, reach }: { readonly name: string; readonly entity: string; readonly reach: ConditionReach },
): void {
  const { random } = draft;
  const isExperiment = entity === 'experiment';
  const value = (): Json =>
    random.orElse(
      0.07,
      () => oddValue(random),
      () => parameterValues(random),
    );
  const delegate = [...draft.configs.keys()];
  draft.configs.set(name, {
    ...specFrame(random),
    type: 'dynamic_config',
    entity,
    rules: random.many(0, 4, () =>
      draftRule(draft, {
        reach,
        returnValue: value(),
        ...(reach === 'nested' && random.chance(0.05) ? { configDelegate: random.pick(delegate) } : {}),
      }),
    ),
    defaultValue: value(),
    ...(isExperiment && random.chance(0.7) ? { hasSharedParams: random.chance(0.5) } : {}),
    ...(isExperiment && random.chance(0.7) ? { explicitParameters: PARAMETERS.filter(() => random.chance(0.4)) } : {}),
  });
  draft.closeEntity();
}
