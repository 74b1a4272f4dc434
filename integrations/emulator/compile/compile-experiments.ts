import type { Experiment, ExperimentGroup, JsonObject, Layer } from '../project-file/project.js';
import { allocateBuckets, type Allocation } from './allocate-buckets.js';
import type { Compilation } from './compilation.js';
import { everyoneCondition } from './compile-condition.js';
import { commonFields } from './compile-gates.js';
import { holdoutRules, holdoutsOf } from './compile-holdouts.js';
import { builtRule, everyone } from './compile-rule.js';
import { deriveSalt } from './derive.js';
import type { WireCondition, WireRule, WireSpec } from './wire.js';

/** All experiments, with the rules in the service's order: overrides, holdouts, who takes part, groups. */
export function compileExperiments(compilation: Compilation): Record<string, WireSpec> {
  const allocations = allocateBuckets(compilation.project);
  const compile = ([name, experiment]: [string, Experiment]): [string, WireSpec][] => {
    const allocation = allocations.get(name);
    return allocation === undefined ? [] : [[name, compileExperiment(name, experiment, { allocation, compilation })]];
  };
  return Object.fromEntries(Object.entries(compilation.project.experiments ?? {}).flatMap(compile));
}

interface ExperimentContext {
  readonly allocation: Allocation;
  readonly compilation: Compilation;
}

function compileExperiment(name: string, experiment: Experiment, context: ExperimentContext): WireSpec {
  const { compilation } = context;
  const layerName = experiment.layer ?? undefined;
  const layer = layerName === undefined ? undefined : compilation.project.layers?.[layerName];
  const idType = experiment.idType ?? layer?.idType ?? 'userID';
  const defaultValue: JsonObject = { ...layer?.default, ...experiment.default };
  const fields = commonFields({ kind: 'experiment', name, idType }, experiment);
  const explicitParameters = experiment.explicitParameters ?? (layer && parametersOf(experiment.groups));
  const isActive = experiment.active ?? true;
  const heldOut = heldOutRules(name, experiment, { layer, defaultValue, idType, compilation });
  return {
    ...fields,
    type: 'dynamic_config',
    entity: 'experiment',
    enabled: true,
    defaultValue,
    isActive,
    hasSharedParams: layerName !== undefined,
    ...(explicitParameters === undefined ? {} : { explicitParameters }),
    ...(experiment.forwardAllExposures === undefined ? {} : { forwardAllExposures: experiment.forwardAllExposures }),
    rules: [
      ...overrideRules(experiment.groups, defaultValue, compilation),
      ...heldOut,
      ...(isActive
        ? [
            ...participationRules(experiment, { ...context, defaultValue, idType }),
            ...groupRules(experiment.groups, { salt: fields.salt, defaultValue, idType, name }, compilation),
          ]
        : [builtRule('prestart', { condition: everyone(idType, compilation), returnValue: defaultValue, idType })]),
    ],
  };
}

function parametersOf(groups: readonly ExperimentGroup[]): string[] {
  return [...new Set(groups.flatMap((group) => Object.keys(group.value)))].toSorted();
}

/** Ids that are always in one group. The rule ids end in `override`, by which SDKs know such rules. */
function overrideRules(
  groups: readonly ExperimentGroup[],
  defaultValue: JsonObject,
  { conditions }: Compilation,
): WireRule[] {
  return groups.flatMap((group) =>
    Object.entries(group.overrides ?? {}).map(([idType, ids]) => {
      const condition = conditions.idOf({
        ...everyoneCondition,
        type: 'unit_id',
        operator: 'any',
        targetValue: ids,
        idType,
      });
      const returnValue = { ...defaultValue, ...group.value };
      const id = `${group.id ?? group.name}:${idType}:id_override`;
      return { ...builtRule(id, { condition, returnValue, idType }), groupName: group.name };
    }),
  );
}

/** Users in a holdout get the layer's values, or, outside of layers, the experiment's default. */
function heldOutRules(
  name: string,
  experiment: Experiment,
  context: { layer: Layer | undefined; defaultValue: JsonObject; idType: string; compilation: Compilation },
): WireRule[] {
  const { layer, defaultValue, idType, compilation } = context;
  const ofLayer = typeof experiment.layer === 'string' ? holdoutsOf('layers', experiment.layer, compilation) : [];
  const names = [...new Set([...ofLayer, ...holdoutsOf('experiments', name, compilation)])];
  const rules = holdoutRules(names, { returnValue: layer?.default ?? defaultValue, idType }, compilation);
  // Outside of layers the service lets the rule fail, which gives the default value and a rule that did not pass.
  return layer === undefined ? rules.map((rule) => ({ ...rule, passPercentage: 0 })) : rules;
}

/** Sends away who is not allocated to the experiment, and who does not pass its targeting gate. */
function participationRules(
  experiment: Experiment,
  context: ExperimentContext & { defaultValue: JsonObject; idType: string },
): WireRule[] {
  const { allocation, compilation, defaultValue, idType } = context;
  const { conditions } = compilation;
  const outside = conditions.idOf(bucketCondition(allocation, { idType, isInside: false }));
  const rules = [builtRule('layerAssignment', { condition: outside, returnValue: defaultValue, idType })];
  if (typeof experiment.targetingGate === 'string') {
    const condition = conditions.idOf({
      ...everyoneCondition,
      type: 'fail_gate',
      targetValue: experiment.targetingGate,
      idType,
    });
    rules.push(builtRule('targetingGate', { condition, returnValue: defaultValue, idType }));
  }
  return rules;
}

/** Groups are cumulative: the first whose upper limit is above the unit's bucket takes it. */
function groupRules(
  groups: readonly ExperimentGroup[],
  { salt, defaultValue, idType, name }: { salt: string; defaultValue: JsonObject; idType: string; name: string },
  { conditions }: Compilation,
): WireRule[] {
  let upperLimit = 0;
  return groups.map((group) => {
    upperLimit += Math.round(group.weight * 10);
    const condition = conditions.idOf({
      ...everyoneCondition,
      type: 'user_bucket',
      operator: 'lt',
      targetValue: upperLimit,
      additionalValues: { salt },
      idType,
    });
    const id = group.id ?? group.name;
    const rule = builtRule(id, { condition, returnValue: { ...defaultValue, ...group.value }, idType });
    return { ...rule, salt: deriveSalt('group', name, id), groupName: group.name, isExperimentGroup: true };
  });
}

/**
 * Whether a unit's bucket is inside, or outside, of an allocation. As the service writes it: a map whose keys are the
 * buckets, and for everyone the opposite of a bucket that nobody has.
 */
function bucketCondition(
  { salt, from, to }: Allocation,
  { idType, isInside }: { readonly idType: string; readonly isInside: boolean },
): WireCondition {
  const isEveryone = from === 0 && to === 1000;
  const buckets = Array.from({ length: to - from }, (_, index) => [String(from + index), true] as const);
  return {
    ...everyoneCondition,
    type: 'user_bucket',
    operator: isInside === isEveryone ? 'none' : 'any',
    targetValue: isEveryone ? { '-1': true } : Object.fromEntries(buckets),
    additionalValues: { salt },
    idType,
  };
}

/**
 * A layer hands every unit to the experiment that its bucket belongs to; overrides and holdouts come first. Users of no
 * experiment get the layer's own values.
 */
export function compileLayer(name: string, layer: Layer, compilation: Compilation): WireSpec {
  const { project, conditions } = compilation;
  const idType = layer.idType ?? 'userID';
  const allocations = allocateBuckets(project);
  const members = Object.entries(project.experiments ?? {}).filter(([, experiment]) => experiment.layer === name);
  const heldOut = holdoutRules(
    holdoutsOf('layers', name, compilation),
    { returnValue: layer.default, idType },
    compilation,
  );
  const overrides = members.flatMap(([experimentName, experiment]) =>
    overrideRules(experiment.groups, { ...layer.default, ...experiment.default }, compilation).map((rule) => {
      const { groupName: _, ...rest } = rule;
      const id = `${experimentName} ${rule.id}`;
      return { ...rest, name: id, id, configDelegate: experimentName };
    }),
  );
  const assignments = members.flatMap(([experimentName]) => {
    const allocation = allocations.get(experimentName);
    if (allocation === undefined) return [];
    const condition = conditions.idOf(bucketCondition(allocation, { idType, isInside: true }));
    const rule = builtRule('experimentAssignment', { condition, returnValue: layer.default, idType });
    return [{ ...rule, configDelegate: experimentName }];
  });
  return {
    ...commonFields({ kind: 'layer', name, idType }, layer),
    type: 'dynamic_config',
    entity: 'layer',
    enabled: true,
    defaultValue: layer.default,
    rules: [...overrides, ...heldOut, ...assignments],
  };
}
