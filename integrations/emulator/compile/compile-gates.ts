import type { DynamicConfig, Gate, Segment, SpecSettings } from '../project-file/project.js';
import type { Compilation } from './compilation.js';
import { holdoutRules, holdoutsOf } from './compile-holdouts.js';
import { builtRule, compileRule } from './compile-rule.js';
import { compileCondition } from './compile-condition.js';
import { deriveSalt } from './derive.js';
import type { WireRule, WireSpec } from './wire.js';

/** A feature gate. One that is not enabled has no rules, as the service sends it. */
export function compileGate(name: string, gate: Gate, compilation: Compilation): WireSpec {
  const owner = { kind: 'gate', name, idType: gate.idType ?? 'userID' };
  const isEnabled = gate.enabled ?? true;
  const rules = (gate.rules ?? []).map((rule, index) =>
    compileRule(rule, { index, owner, returnValue: true }, compilation),
  );
  const heldOut = holdoutRules(
    holdoutsOf('gates', name, compilation),
    { returnValue: false, idType: owner.idType },
    compilation,
  );
  return {
    ...commonFields(owner, gate),
    type: 'feature_gate',
    entity: 'feature_gate',
    enabled: isEnabled,
    defaultValue: false,
    rules: isEnabled ? [...heldOut, ...rules] : [],
    ...(gate.forwardAllExposures === undefined ? {} : { forwardAllExposures: gate.forwardAllExposures }),
  };
}

/** A segment is a gate named `segment:NAME`; one made of an id list asks that list. */
export function compileSegment(name: string, segment: Segment, compilation: Compilation): WireSpec {
  const owner = { kind: 'segment', name, idType: segment.idType ?? 'userID' };
  return {
    ...commonFields(owner, {}),
    type: 'feature_gate',
    entity: 'segment',
    enabled: true,
    defaultValue: false,
    rules:
      segment.rules?.map((rule, index) => compileRule(rule, { index, owner, returnValue: true }, compilation)) ??
      listRules(name, owner.idType, compilation),
  };
}

function listRules(name: string, idType: string, { conditions, project }: Compilation): WireRule[] {
  const condition = conditions.idOf(compileCondition({ segment: name }, idType, project));
  return [builtRule('id_list', { condition, returnValue: true, idType })];
}

/** A dynamic config. One that is not enabled has no rules, so that everyone gets its default value. */
export function compileDynamicConfig(name: string, config: DynamicConfig, compilation: Compilation): WireSpec {
  const owner = { kind: 'dynamic_config', name, idType: config.idType ?? 'userID' };
  const isEnabled = config.enabled ?? true;
  const rules = (config.rules ?? []).map((rule, index) =>
    compileRule(rule, { index, owner, returnValue: rule.value }, compilation),
  );
  const heldOut = holdoutRules(
    holdoutsOf('dynamicConfigs', name, compilation),
    { returnValue: config.default, idType: owner.idType },
    compilation,
  );
  return {
    ...commonFields(owner, config),
    type: 'dynamic_config',
    entity: 'dynamic_config',
    enabled: isEnabled,
    defaultValue: config.default,
    rules: isEnabled ? [...heldOut, ...rules] : [],
    ...(config.forwardAllExposures === undefined ? {} : { forwardAllExposures: config.forwardAllExposures }),
  };
}

/** What every spec has: salt, idType and version, given or derived. */
export function commonFields(
  owner: { readonly kind: string; readonly name: string; readonly idType: string },
  settings: SpecSettings,
): Pick<WireSpec, 'salt' | 'idType' | 'version'> {
  return {
    salt: settings.salt ?? deriveSalt(owner.kind, owner.name),
    idType: owner.idType,
    version: settings.configVersion ?? 1,
  };
}
