import { describe, expect, it } from 'vitest';
import { buildContext, condition, decide, everyone, rule } from '../../support/specs-builder.js';

const levels = 40;

const gates = Object.fromEntries(
  Array.from({ length: levels }, (_, level) => {
    const next = condition({ type: 'pass_gate', targetValue: `gate_${level + 1}` });
    return [`gate_${level}`, { rules: [rule('r', level === levels - 1 ? [everyone] : [next, next])] }];
  }),
);

describe('specs whose parts ask for each other twice on every level', () => {
  it('are decided at once when they are gates, with the list of exposures cut', () => {
    const { value, secondaryExposures } = decide(buildContext({ gates }), 'gate', 'gate_0');
    expect(value).toBe(true);
    expect(secondaryExposures).toHaveLength(10_000);
  });

  it('are decided at once when a new-style layer asks for them again and again', () => {
    const asking = rule('lr', [condition({ type: 'pass_gate', targetValue: 'gate_0' })], { returnValue: {} });
    const layers = { l: { useNewLayerEval: true, rules: Array.from({ length: 100 }, () => asking) } };
    expect(decide(buildContext({ gates, layers }), 'layer', 'l').secondaryExposures).toHaveLength(10_000);
  });

  it('are decided at once when they are experiments that look into each other', () => {
    const configs = Object.fromEntries(
      Array.from({ length: levels }, (_, level) => {
        const next = condition({
          type: 'experiment_group',
          field: `experiment_${level + 1}`,
          operator: 'eq',
          targetValue: 'Group',
        });
        const fields = { groupName: 'Group', returnValue: {} };
        return [
          `experiment_${level}`,
          { rules: [rule('r', level === levels - 1 ? [everyone] : [next, next], fields)] },
        ];
      }),
    );
    const { groupName, consultedExperiments } = decide(buildContext({ configs }), 'experiment', 'experiment_0');
    expect(groupName).toBe('Group');
    expect(consultedExperiments).toHaveLength(levels - 1);
  });
});
