import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type CompiledSpecs,
  compileInSteps,
  compileSpecs,
  specsOfKind,
} from '../../../lib/evaluation/compile-specs.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { cutText } from '../../../lib/specs/cut-text.js';
import { type ReadSpecs, readSpecs } from '../../../lib/specs/read-specs.js';
import { runToEnd } from '../../../lib/specs/run-to-end.js';
import type { SpecSnapshot } from '../../../lib/specs/spec-snapshot.js';
import { StatsigUser, type StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import { generateProject } from '../../support/generator/generate-project.js';
import { UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import type { Json, WireProject } from '../../support/generator/wire-types.js';
import {
  type ProjectParts,
  type WireFields,
  buildContext,
  buildSpecs,
  decide,
  everyone,
  fieldCondition,
  rule,
} from '../../support/specs-builder.js';

function read(text: string, previous?: ReadSpecs): ReadSpecs {
  const specs = runToEnd(readSpecs(cutText(text), { digestOf: (entry) => entry, previous }));
  if (specs === 'no-updates') throw new Error('The project has no content.');
  return specs;
}

describe('specs that follow others', () => {
  const isAdult = fieldCondition('gte', 18);
  const gatesOf = (condition: WireFields, fields: WireFields = {}): WireFields => ({
    gates: {
      tested: { rules: [rule('r', [condition])] },
      other: { rules: [rule('r', [everyone], { passPercentage: 50 })], ...fields },
    },
  });

  /** Reads and compiles one project after another, each with all gates asked for. */
  function follow(...projects: ProjectParts[]): CompiledSpecs[] {
    const compiled: CompiledSpecs[] = [];
    let specs: ReadSpecs | undefined;
    for (const project of projects) {
      specs = read(JSON.stringify(buildSpecs(project)), specs);
      compiled.push(allCompiled(runToEnd(compileInSteps(specs.snapshot, { previous: compiled.at(-1) }))));
    }
    return compiled;
  }

  const areSame = (compiled: readonly CompiledSpecs[], name: string): boolean =>
    compiled[0]?.gates.get(name) !== undefined && compiled[0].gates.get(name) === compiled[1]?.gates.get(name);

  it('take over what was compiled and did not change', () => {
    const compiled = follow(gatesOf(isAdult), gatesOf(isAdult, { salt: 'another' }));
    expect(areSame(compiled, 'tested')).toBe(true);
    expect(areSame(compiled, 'other')).toBe(false);
    expect(compiled[1]?.gates.get('other')?.spec.salt).toBe('another');
  });

  it('compile a gate again whose condition is another, though the gate refers to it by the same id', () => {
    const compiled = follow(gatesOf(isAdult), gatesOf(fieldCondition('gte', 21)));
    expect(compiled[1]?.snapshot.featureGates.get('tested')).toBe(compiled[0]?.snapshot.featureGates.get('tested'));
    expect(areSame(compiled, 'tested')).toBe(false);
    expect(compiled[1]?.gates.get('tested')?.rules[0]?.conditions[0]?.spec.targetValue).toBe(21);
    expect(areSame(compiled, 'other')).toBe(true);
  });

  it('compile a gate again whose condition was missing, or is now', () => {
    const withoutIt = { gates: { tested: { rules: [rule('r', ['1'])] } } };
    const withIt = { gates: { ...withoutIt.gates, z: { rules: [rule('r', [everyone])] } } };
    expect(areSame(follow(withoutIt, withIt), 'tested')).toBe(false);
    expect(areSame(follow(withIt, withoutIt), 'tested')).toBe(false);
    expect(areSame(follow(withoutIt, withoutIt), 'tested')).toBe(true);
  });

  it('compile every condition again when the app is another', () => {
    const project = (appId: unknown): ProjectParts => ({ ...gatesOf(isAdult), top: { app_id: appId } });
    expect(areSame(follow(project(['a']), project(['a'])), 'tested')).toBe(true);
    expect(areSame(follow(project(['a']), project(['b'])), 'tested')).toBe(false);
  });

  it('know which conditions several rules test, whether those were compiled now or before', () => {
    const shared = (compiled: CompiledSpecs | undefined): unknown =>
      compiled?.gates.get('a')?.rules[0]?.conditions[0]?.isShared;
    const one = { gates: { a: { rules: [rule('r', [isAdult])] } } };
    const two = { gates: { ...one.gates, b: { rules: [rule('r', [isAdult])] } } };
    expect(follow(one, one).map(shared)).toEqual([false, false]);
    const [, second] = follow(one, two);
    expect(shared(second)).toBe(true);
    expect(follow(two, two).map(shared)).toEqual([true, true]);
  });

  it('decide as if nothing had been before', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const random = new Random(seed);
        const { project } = generateProject(seed);
        const changed = JSON.stringify(changeProject(random, project));
        const first = read(JSON.stringify(project));
        const second = read(changed, first);
        const previous = compileSpecs(first.snapshot);
        const users = new UserGenerator(random, project);
        const kept = contextOf(runToEnd(compileInSteps(second.snapshot, { previous: allCompiled(previous) })));
        const fresh = contextOf(compileSpecs(read(changed).snapshot));
        for (let count = 0; count < 3; count += 1) {
          const user = new StatsigUser(users.generate() as unknown as StatsigUserArgs);
          for (const [kind, name] of everythingIn(second.snapshot)) {
            expect(decide(kept, kind, name, user)).toEqual(decide(fresh, kind, name, user));
            compared += 1;
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});

const contextOf = (specs: CompiledSpecs): EvaluationContext => ({ ...buildContext({}), specs });

function everythingIn({ featureGates, dynamicConfigs, layerConfigs }: SpecSnapshot): [EvaluationKind, string][] {
  const named = (kind: EvaluationKind, specs: SpecSnapshot['featureGates']): [EvaluationKind, string][] =>
    [...specs.keys()].map((name) => [kind, name]);
  return [...named('gate', featureGates), ...named('experiment', dynamicConfigs), ...named('layer', layerConfigs)];
}

/** The same specs, with everything asked for once. */
function allCompiled(specs: CompiledSpecs): CompiledSpecs {
  for (const [kind, name] of everythingIn(specs.snapshot)) specsOfKind(specs, kind).get(name);
  return specs;
}

/** A project like another: with conditions under each other's ids, without some, and with other gates under the names of gates. */
function changeProject(random: Random, project: WireProject): WireProject {
  const swapSome = <Entry extends Json>(entries: Readonly<Record<string, Entry>>): Record<string, Entry> => {
    const values = Object.values(entries);
    return Object.fromEntries(
      Object.entries(entries)
        .filter(() => !random.chance(0.03))
        .map(([key, entry]) => [key, random.chance(0.1) ? random.pick(values) : entry]),
    );
  };
  return {
    ...project,
    feature_gates: swapSome(project.feature_gates),
    dynamic_configs: swapSome(project.dynamic_configs),
    condition_map: swapSome(project.condition_map),
    ...(random.chance(0.2) ? { app_id: 'another' } : {}),
  };
}
