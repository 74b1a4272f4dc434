import { describe, expect, it } from 'vitest';
import { explain } from '../../../lib/evaluation/explain/explain.js';
import { StatsigUser, userDataOf } from '../../../lib/users/statsig-user.js';
import { buildContext, condition, decide, everyone, passGate, rule } from '../../support/specs-builder.js';

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

  it('are explained, not given up, when experiments look into each other in a circle', () => {
    const lookInto = (name: string) =>
      condition({ type: 'experiment_group', field: name, operator: 'none', targetValue: [] });
    const context = buildContext({
      gates: { gate_a: { rules: [rule('r', [lookInto('b')])] }, gate_b: { rules: [rule('r', [lookInto('a')])] } },
      configs: {
        a: { rules: [rule('r', [lookInto('b'), passGate('gate_b')], { configDelegate: 'b' })] },
        b: { rules: [rule('r', [lookInto('a'), passGate('gate_a')], { configDelegate: 'a' })] },
      },
      layers: { l: { rules: [rule('r', [everyone], { configDelegate: 'a' })] } },
    });
    const origin = { source: 'Network', lcut: 1, receivedAt: 1 };
    const { details } = explain({ kind: 'layer', name: 'l', user: userDataOf(new StatsigUser('u')), context, origin });
    expect(details.reason).toBe('Error:Statsig Evaluation Depth Exceeded');
  });
});
