import { describe, expect, it } from 'vitest';
import { buildContext, condition, decide, everyone, rule } from '../../support/specs-builder.js';

const levels = 40;

describe('specs whose parts ask for each other twice on every level', () => {
  it('are decided at once when they are gates, with the list of exposures cut', () => {
    const gates = Object.fromEntries(
      Array.from({ length: levels }, (_, level) => {
        const next = condition({ type: 'pass_gate', targetValue: `gate_${level + 1}` });
        return [`gate_${level}`, { rules: [rule('r', level === levels - 1 ? [everyone] : [next, next])] }];
      }),
    );
    const { value, secondaryExposures } = decide(buildContext({ gates }), 'gate', 'gate_0');
    expect(value).toBe(true);
    expect(secondaryExposures.length).toBeGreaterThanOrEqual(10_000);
    expect(secondaryExposures.length).toBeLessThan(40_000);
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
