import { compileProject } from 'statsig-nodekit/emulator';
import { createTestStatsig, group } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';

/** What docs/testing.md promises of rules that a project file gives. */
describe('the rules of a project file', () => {
  const { specs } = compileProject(
    {
      gates: { pays: { rules: [{ if: [{ field: 'plan', any: ['pro'] }] }] } },
      experiments: {
        button_color: {
          targetingGate: 'pays',
          groups: [
            { name: 'control', weight: 50, value: { color: 'blue' } },
            { name: 'treatment', weight: 50, value: { color: 'red' } },
          ],
        },
      },
    },
    { now: Date.now() },
  );

  it('put users into groups, until a definition keeps them out', () => {
    const statsig = createTestStatsig({ specs });
    const user = statsig.inGroup('button_color', 'treatment', { custom: { plan: 'pro' } });
    expect(statsig.getExperiment(user, 'button_color').get('color', '')).toBe('red');
    statsig.setGate('pays', false);
    expect(statsig.getExperiment(user, 'button_color').groupName).toBeNull();
    expect(() => statsig.inGroup('button_color', 'treatment', { custom: { plan: 'pro' } })).toThrow(
      /^Of 10000 users none is in the group "treatment" of the experiment "button_color"; none got into any group\. The last one: Experiment "button_color" gives /,
    );
  });

  it('lend a group its values', () => {
    const statsig = createTestStatsig({ specs, experiments: { button_color: group('treatment') } });
    const experiment = statsig.getExperiment({ userID: 'ann' }, 'button_color');
    expect([experiment.groupName, experiment.get('color', '')]).toEqual(['treatment', 'red']);
  });
});
