import type { ProjectPath } from './complaint.js';
import type { Condition, Project, Rule } from './project.js';

/** The kinds of things that have names in a project. */
export type EntityKind = 'gate' | 'segment' | 'holdout' | 'dynamic config' | 'experiment' | 'layer' | 'parameter store';

/** A place where the project names something else. */
export interface Reference {
  /** Which kinds the name may belong to. */
  readonly kinds: readonly EntityKind[];
  readonly name: string;
  readonly path: ProjectPath;
  /** Whether the name must be the project's own: what comes from a `raw` payload is passed on as it is. */
  readonly isOwn?: true;
  /** The gate, segment, … in which the reference stands, for finding circles. */
  readonly from?: { readonly kind: EntityKind; readonly name: string };
}

/** Everything that a project refers to, with where it does. */
export function* referencesOf(project: Project): Generator<Reference> {
  for (const [name, gate] of Object.entries(project.gates ?? {})) {
    yield* ruleReferences(gate.rules, ['gates', name, 'rules'], { kind: 'gate', name });
  }
  for (const [name, segment] of Object.entries(project.segments ?? {})) {
    yield* ruleReferences(segment.rules, ['segments', name, 'rules'], { kind: 'segment', name });
  }
  for (const [name, config] of Object.entries(project.dynamicConfigs ?? {})) {
    yield* ruleReferences(config.rules, ['dynamicConfigs', name, 'rules'], { kind: 'dynamic config', name });
  }
  for (const [name, experiment] of Object.entries(project.experiments ?? {})) {
    const path = ['experiments', name];
    const from = { kind: 'experiment', name } as const;
    if (typeof experiment.layer === 'string') {
      yield { kinds: ['layer'], name: experiment.layer, path: [...path, 'layer'], isOwn: true };
    }
    if (typeof experiment.targetingGate === 'string') {
      const target = experiment.targetingGate;
      yield { kinds: ['gate', 'holdout'], name: target, path: [...path, 'targetingGate'], from };
    }
  }
  for (const [name, layer] of Object.entries(project.layers ?? {})) {
    yield* listed(['holdout'], layer.holdouts, ['layers', name, 'holdouts']);
  }
  for (const [name, holdout] of Object.entries(project.holdouts ?? {})) {
    yield* membersOf(holdout, ['holdouts', name]);
  }
  for (const [name, app] of Object.entries(project.targetApps ?? {})) {
    yield* membersOf(app, ['targetApps', name]);
    yield* owned('parameter store', app.parameterStores, ['targetApps', name, 'parameterStores']);
  }
  yield* parameterReferences(project);
}

type Members = Readonly<Partial<Record<'gates' | 'dynamicConfigs' | 'experiments' | 'layers', readonly string[]>>>;

function* membersOf(members: Members, path: ProjectPath): Generator<Reference> {
  yield* owned('gate', members.gates, [...path, 'gates']);
  yield* owned('dynamic config', members.dynamicConfigs, [...path, 'dynamicConfigs']);
  yield* owned('experiment', members.experiments, [...path, 'experiments']);
  yield* owned('layer', members.layers, [...path, 'layers']);
}

function* listed(
  kinds: readonly EntityKind[],
  names: readonly string[] | undefined,
  path: ProjectPath,
): Generator<Reference> {
  for (const [index, name] of (names ?? []).entries()) yield { kinds, name, path: [...path, index] };
}

function* owned(kind: EntityKind, names: readonly string[] | undefined, path: ProjectPath): Generator<Reference> {
  for (const reference of listed([kind], names, path)) yield { ...reference, isOwn: true };
}

type From = NonNullable<Reference['from']>;

function* ruleReferences(rules: readonly Rule[] | undefined, path: ProjectPath, from: From): Generator<Reference> {
  for (const [ruleIndex, rule] of (rules ?? []).entries()) {
    for (const [index, condition] of (rule.if ?? []).entries()) {
      yield* conditionReferences(condition, [...path, ruleIndex, 'if', index], from);
    }
  }
}

function* conditionReferences(condition: Condition, path: ProjectPath, from: From): Generator<Reference> {
  for (const key of ['gate', 'notGate'] as const) {
    const name = condition[key];
    if (name !== undefined) yield { kinds: ['gate', 'holdout'], name, path: [...path, key], from };
  }
  for (const key of ['segment', 'notSegment'] as const) {
    const name = condition[key];
    if (name !== undefined) yield { kinds: ['segment'], name, path: [...path, key], from };
  }
  for (const key of ['in_segment_list', 'not_in_segment_list'] as const) {
    const name = condition[key];
    if (typeof name === 'string') yield { kinds: ['segment'], name, path: [...path, key], from };
  }
  if (condition.experimentGroup !== undefined) {
    yield { kinds: ['experiment'], name: condition.experimentGroup, path: [...path, 'experimentGroup'], from };
  }
}

function* parameterReferences(project: Project): Generator<Reference> {
  for (const [storeName, store] of Object.entries(project.parameterStores ?? {})) {
    for (const [name, parameter] of Object.entries(store)) {
      const path = ['parameterStores', storeName, name];
      if ('gate' in parameter) yield { kinds: ['gate', 'holdout'], name: parameter.gate, path: [...path, 'gate'] };
      if ('dynamicConfig' in parameter) {
        yield { kinds: ['dynamic config'], name: parameter.dynamicConfig, path: [...path, 'dynamicConfig'] };
      }
      if ('experiment' in parameter) {
        yield { kinds: ['experiment'], name: parameter.experiment, path: [...path, 'experiment'] };
      }
      if ('layer' in parameter) yield { kinds: ['layer'], name: parameter.layer, path: [...path, 'layer'] };
    }
  }
}
