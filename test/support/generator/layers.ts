import type { ProjectDraft } from './project-draft.js';
import { draftRule, oddValue, parameterValues, specFrame } from './rules.js';
import type { Json } from './wire-types.js';

/** Adds layers of the old and the new evaluation style, whose rules delegate to configs of the draft. */
export function draftLayers(draft: ProjectDraft): void {
  const { random } = draft;
  for (let index = 0; index < random.integer(2, 4); index += 1) {
    const value = (): Json =>
      random.orElse(
        0.05,
        () => oddValue(random),
        () => parameterValues(random),
      );
    draft.layers.set(`layer_${index}`, {
      ...specFrame(random),
      type: 'dynamic_config',
      entity: 'layer',
      rules: random.many(0, 5, () =>
        draftRule(draft, {
          reach: 'nested',
          returnValue: value(),
          ...(random.chance(0.6) ? { configDelegate: delegateName(draft) } : {}),
        }),
      ),
      defaultValue: value(),
      ...random.pick([{}, {}, { useNewLayerEval: false }, { useNewLayerEval: true }, { useNewLayerEval: true }]),
      ...random.pick([{}, {}, { explicitParameters: ['color'] }]),
    });
    draft.closeEntity();
  }
}

function delegateName(draft: ProjectDraft): string {
  return draft.random.orElse(
    0.05,
    () => draft.random.pick(['no_such_experiment', '']),
    () => draft.random.pick([...draft.configs.keys()]),
  );
}
