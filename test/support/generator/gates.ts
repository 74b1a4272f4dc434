import type { ProjectDraft } from './project-draft.js';
import { draftRule, oddValue, specFrame } from './rules.js';

/** Adds feature gates, segments and holdouts, the later ones referring to the earlier ones. */
export function draftGates(draft: ProjectDraft): void {
  const { random } = draft;
  for (let index = 0; index < 3; index += 1) {
    const name = `leaf_gate_${index}`;
    draftGate(draft, { name, entity: 'feature_gate', reach: 'leaf' });
    draft.leafGates.push(name);
  }
  for (let index = 0; index < random.integer(5, 12); index += 1) {
    const entity = random.pick(['feature_gate', 'feature_gate', 'segment', 'holdout', 'something_new']);
    const name =
      entity === 'segment' ? `segment:group_${index}` : entity === 'holdout' ? `holdout_${index}` : `gate_${index}`;
    draftGate(draft, { name, entity, reach: 'nested' });
  }
}

function draftGate(
  draft: ProjectDraft,
  { name, entity, reach }: { readonly name: string; readonly entity: string; readonly reach: 'leaf' | 'nested' },
): void {
  const { random } = draft;
  draft.addGate(name, {
    ...specFrame(random),
    type: 'feature_gate',
    entity,
    rules: random.many(0, 4, () =>
      draftRule(draft, {
        reach,
        returnValue: random.orElse(
          0.15,
          () => oddValue(random),
          () => true,
        ),
      }),
    ),
    defaultValue: random.orElse(
      0.15,
      () => oddValue(random),
      () => false,
    ),
  });
}
