import type { JsonObject, WireProject } from '../support/generator/wire-types.js';
import type { PlanLabel } from '../support/oracle/evaluation-plan.mjs';
import type { OverrideStep, UserFields } from '../support/oracle/oracle-job.js';
import { rule, smallProject } from './small-project.js';

/** A project in which one call shows how entities work together, and members of the answer or exposure. */
export interface SpecExample {
  /** Who asks; `{ userID: 'u' }` where it makes no difference. */
  readonly user?: UserFields;
  /** Local overrides that are set before. */
  readonly overrides?: readonly OverrideStep[];
  readonly row: number;
  readonly situation: string;
  readonly project: WireProject;
  readonly call: PlanLabel;
  /** Members of the answer. */
  readonly answer: JsonObject;
  /** The secondary exposures of the logged event, as `gate/value/rule`, where the row tells them. */
  readonly exposed?: readonly string[];
  /** Members of our answer where it differs on purpose. */
  readonly ourAnswer?: JsonObject;
}

/** Conditions that most rows share: `p` is met by everyone, `none` by nobody, `pass:x` and `fail:x` ask gate `x`. */
const conditions = {
  p: { type: 'public' },
  none: { type: 'user_field', field: 'nothing', operator: 'any', targetValue: ['x'] },
  unknown: { type: 'no_such_type' },
  ...Object.fromEntries(
    ['a', 'b', 'hold', 'nested', 'nested2', 'missing', 'unsupported', 'segment:x'].flatMap((gate) => [
      [`pass:${gate}`, { type: 'pass_gate', targetValue: gate }],
      [`fail:${gate}`, { type: 'fail_gate', targetValue: gate }],
    ]),
  ),
};

const nested = { nested: { rules: [rule('nr', ['p'])] }, nested2: { rules: [rule('nr2', ['pass:nested'])] } };

const gate = (name: string): PlanLabel => ({ api: 'getFeatureGate', name });

const delegate = {
  delegate: {
    defaultValue: { a: 'dd' },
    rules: [rule('dr', ['pass:nested2'], { returnValue: { a: 1 }, groupName: 'G', isExperimentGroup: true })],
  },
};

/** Answers of the official core on whole specs. Its rows 119 to 121, on sticky assignments, are in `sticky.test.ts`. */
export const SPEC_EXAMPLES: readonly SpecExample[] = [
  {
    row: 102,
    situation: 'a disabled gate without rules',
    project: smallProject({ conditions, gates: { g: { enabled: false } } }),
    call: gate('g'),
    answer: { value: false, ruleID: 'disabled', reason: 'Network:Recognized' },
  },
  {
    row: 103,
    situation: 'a disabled gate with a rule still evaluates it',
    project: smallProject({ conditions, gates: { g: { enabled: false, rules: [rule('r', ['p'])] } } }),
    call: gate('g'),
    answer: { value: true, ruleID: 'r' },
  },
  {
    row: 104,
    situation: 'an unknown condition after one that is met',
    project: smallProject({ conditions, gates: { g: { rules: [rule('r', ['p', 'unknown'])] } } }),
    call: gate('g'),
    answer: { value: true, ruleID: '', idType: 'userID', reason: 'Network:Unsupported' },
    ourAnswer: { value: false, ruleID: '', idType: 'userID', reason: 'Network:Unsupported' },
  },
  {
    row: 105,
    situation: 'an unknown condition alone',
    project: smallProject({ conditions, gates: { g: { rules: [rule('r', ['unknown'])] } } }),
    call: gate('g'),
    answer: { value: false, ruleID: '', reason: 'Network:Unsupported' },
  },
  {
    row: 105,
    situation: 'a nested gate with an unknown condition',
    project: smallProject({
      conditions,
      gates: { unsupported: { rules: [rule('r', ['unknown'])] }, g: { rules: [rule('s', ['p', 'pass:unsupported'])] } },
    }),
    call: gate('g'),
    answer: { value: false, ruleID: '', reason: 'Network:Unsupported' },
  },
  {
    row: 106,
    situation: 'two gates that pass each other',
    project: smallProject({
      conditions,
      gates: { a: { rules: [rule('ra', ['pass:b'])] }, b: { rules: [rule('rb', ['pass:a'])] } },
    }),
    call: gate('a'),
    answer: {
      value: false,
      ruleID: '',
      idType: '',
      reason: 'Error:Statsig Evaluation Depth Exceeded',
      lcut: null,
      version: null,
    },
  },
  {
    row: 107,
    situation: 'a holdout that holds nobody',
    project: smallProject({
      conditions,
      gates: {
        hold: { entity: 'holdout', rules: [rule('hr', ['p'], { passPercentage: 0 })] },
        g: { rules: [rule('r', ['fail:hold'])] },
      },
    }),
    call: gate('g'),
    answer: { value: true },
    exposed: ['hold/false/hr'],
  },
  {
    row: 108,
    situation: 'a missing gate is exposed with the rule ID of the gate before it',
    project: smallProject({
      conditions,
      gates: { ...nested, g: { rules: [rule('r', ['pass:nested2', 'fail:missing'])] } },
    }),
    call: gate('g'),
    answer: { value: true },
    exposed: ['nested/true/nr', 'nested2/true/nr2', 'missing/false/nr2'],
  },
  {
    row: 109,
    situation: 'a gate asked by two rules is exposed twice',
    project: smallProject({
      conditions,
      gates: { ...nested, g: { rules: [rule('r1', ['pass:nested2', 'none']), rule('r2', ['pass:nested2'])] } },
    }),
    call: gate('g'),
    answer: { value: true, ruleID: 'r2' },
    exposed: ['nested/true/nr', 'nested2/true/nr2', 'nested/true/nr', 'nested2/true/nr2'],
  },
  {
    row: 110,
    situation: 'a segment is not exposed, the gates inside it are',
    project: smallProject({
      conditions,
      gates: {
        ...nested,
        'segment:x': { entity: 'segment', rules: [rule('sr', ['pass:nested'])] },
        g: { rules: [rule('r', ['pass:segment:x'])] },
      },
    }),
    call: gate('g'),
    answer: { value: true },
    exposed: ['nested/true/nr'],
  },
  {
    row: 111,
    situation: 'the group name of a nested gate’s rule shows on the fall-through',
    project: smallProject({
      conditions,
      gates: { nested: { rules: [rule('nr', ['p'], { groupName: 'LeakGroup' })] } },
      configs: { e: { defaultValue: { v: 0 }, rules: [rule('r', ['fail:nested'], { returnValue: { v: 1 } })] } },
    }),
    call: { api: 'getExperiment', name: 'e' },
    answer: { value: { v: 0 }, ruleID: 'default', groupName: 'LeakGroup' },
  },
  {
    row: 112,
    situation: 'a layer delegates regardless of the percentage of its rule',
    project: smallProject({
      conditions,
      gates: nested,
      configs: delegate,
      layers: {
        l: { rules: [rule('lr', ['pass:nested'], { passPercentage: 0, returnValue: {}, configDelegate: 'delegate' })] },
      },
    }),
    call: { api: 'getLayer', name: 'l' },
    answer: {
      ruleID: 'dr',
      groupName: 'G',
      allocatedExperimentName: 'delegate',
      secondaryExposures: ['nested/true/nr', 'nested/true/nr', 'nested2/true/nr2'],
    },
  },
  {
    row: 113,
    situation: 'a delegate that falls through gives its own default',
    project: smallProject({
      conditions,
      configs: { delegate: { defaultValue: { a: 'dd' } } },
      layers: {
        l: { defaultValue: { a: 'l' }, rules: [rule('lr', ['p'], { returnValue: {}, configDelegate: 'delegate' })] },
      },
    }),
    call: { api: 'getLayer', name: 'l' },
    answer: { ruleID: 'default', allocatedExperimentName: 'delegate' },
  },
  {
    row: 114,
    situation: 'a layer whose delegate is not in the payload uses its own value',
    project: smallProject({
      conditions,
      layers: { l: { rules: [rule('lr', ['p'], { returnValue: { own: 1 }, configDelegate: 'gone' })] } },
    }),
    call: { api: 'layer.get', name: 'l', parameter: 'own' },
    answer: { number: 1, nothing: 1, absent: 1, untyped: 1, untypedText: 1 },
  },
  {
    row: 115,
    situation: 'the layer’s default is not merged into the delegate’s value',
    project: smallProject({
      conditions,
      configs: { delegate: { rules: [rule('dr', ['p'], { returnValue: { a: 'test' } })] } },
      layers: {
        l: {
          defaultValue: { a: 'd', b: 'db' },
          rules: [rule('lr', ['p'], { returnValue: {}, configDelegate: 'delegate' })],
        },
      },
    }),
    call: { api: 'layer.get', name: 'l', parameter: 'b' },
    // Every read gives its fallback.
    answer: {},
  },
  {
    row: 116,
    situation: 'a nested gate that is overridden',
    project: smallProject({
      conditions: { passPublic: { type: 'pass_gate', targetValue: 'pub' }, ...conditions },
      gates: { pub: { rules: [rule('r', ['p'])] }, nest: { rules: [rule('r', ['passPublic'])] } },
    }),
    overrides: [['overrideGate', 'pub', false]],
    call: gate('nest'),
    answer: { value: false, ruleID: 'default', reason: 'LocalOverride:Recognized' },
    exposed: ['pub/false/override'],
  },
  {
    row: 117,
    situation: 'an experiment overridden by the name of a group',
    project: smallProject({
      conditions,
      configs: {
        e: {
          version: 4,
          rules: [
            rule('t', ['p'], { groupName: 'Test', returnValue: { a: 'test' } }),
            rule('c', ['p'], { groupName: 'Control', returnValue: { a: 'control' } }),
          ],
        },
      },
    }),
    overrides: [['overrideExperimentByGroupName', 'e', 'Control']],
    call: { api: 'getExperiment', name: 'e' },
    answer: { value: { a: 'control' }, ruleID: 'override', groupName: null, idType: '', version: null },
  },
  {
    row: 118,
    situation: 'the override for the `userID` counts before that for a custom ID',
    project: smallProject({ conditions, gates: { g: {} } }),
    user: { userID: 'uid', customIDs: { companyID: 'cid' } },
    overrides: [
      ['overrideGate', 'g', true, 'uid'],
      ['overrideGate', 'g', false, 'cid'],
    ],
    call: gate('g'),
    answer: { value: true, ruleID: 'override' },
  },
];
