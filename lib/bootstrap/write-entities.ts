import type { Evaluation } from '../evaluation/evaluation.js';
import type { ResponseEvaluator } from '../evaluation/evaluate-for-response.js';
import type { CmabSpec, Spec } from '../specs/spec-snapshot.js';
import type { EntityText } from './entity-text.js';
import type { EntityWriter, EvaluatedConfig } from './entity-writer.js';
import type { Fragments } from './fragments.js';
import type { KeptParts, ResponseEntity } from './kept-parts.js';
import type { ResponseOptions } from './resolve-response-options.js';
import type { ResponseOutput } from './response-output.js';
import { type TargetApp, isForApp } from './target-app.js';
import type { UsedNames } from './used-names.js';
import type { WrittenOutcome } from './written-outcome.js';

/** What a response is made of. */
export interface Selection {
  readonly kept: KeptParts;
  readonly options: ResponseOptions;
  /** The names that are needed; undefined: every one. */
  readonly used: UsedNames | undefined;
  /** The app that entities must name; undefined: none needs to. */
  readonly app: TargetApp['filter'];
  readonly evaluate: ResponseEvaluator<WrittenOutcome>;
  readonly writer: EntityWriter;
  /** The form of texts that are kept with outcomes; undefined: each is written anew. */
  readonly form: number | undefined;
}

/** Writes the members of `feature_gates`. */
export function writeGates(selection: Selection, output: ResponseOutput): void {
  const { kept, options, evaluate } = selection;
  let comma = '';
  for (const entity of kept.gates) {
    if (!isSelected(selection, 'gates', entity)) continue;
    const outcome = evaluate(entity.subject);
    const isPlain = entity.spec.entity === 'feature_gate';
    if (options.removeDefaultValueGates && isPlain && isByDefault(outcome.evaluation)) continue;
    output.add(comma);
    output.addEntity(knownText(selection, outcome) ?? writeGate(selection, entity, outcome));
    comma = ',';
  }
}

/** Writes the members of `dynamic_configs`: dynamic configs, experiments and autotunes. */
export function writeConfigs(selection: Selection, output: ResponseOutput): void {
  const { kept, evaluate, writer } = selection;
  const { cmabs } = kept.specs.snapshot;
  let comma = '';
  for (const entity of kept.configs) {
    if (!isSelected(selection, 'configs', entity)) continue;
    const outcome = evaluate(entity.subject);
    const text = knownText(selection, outcome) ?? writeConfig(selection, entity, outcome);
    const cmab = cmabs.size === 0 ? undefined : cmabs.get(entity.name);
    // A contextual autotune takes the place of whatever has its name. What that had asked for is listed all the same.
    if (cmab !== undefined && isCmabSelected(selection, entity.name, cmab)) continue;
    output.add(comma);
    output.addEntity(text);
    comma = ',';
  }
  for (const { name, spec, subject } of kept.cmabs) {
    if (!isCmabSelected(selection, name, spec)) continue;
    const { evaluation } = evaluate(subject);
    output.add(comma);
    // Not kept: with another filter the outcome may be that of a config of the same name.
    output.addEntity(writer.config({ name, entity: 'autotune', evaluation, idType: idTypeOf(evaluation, spec) }));
    comma = ',';
  }
}

/** Writes the members of `layer_configs`. */
export function writeLayers(selection: Selection, output: ResponseOutput): void {
  const { kept, evaluate } = selection;
  let comma = '';
  for (const entity of kept.layers) {
    if (!isSelected(selection, 'layers', entity)) continue;
    const outcome = evaluate(entity.subject);
    output.add(comma);
    output.addEntity(knownText(selection, outcome) ?? writeLayer(selection, entity, outcome));
    comma = ',';
  }
}

/** Writes the members of `param_stores`. */
export function writeParamStores(
  { kept, options, used, app }: Selection,
  fragments: Fragments,
  output: ResponseOutput,
): void {
  let comma = '';
  for (const [name, store] of kept.specs.snapshot.paramStores) {
    if (!isIn(options.filters.paramStoreFilter, name) || !isIn(used?.stores, name)) continue;
    if (app !== undefined && !isForApp(store.targetAppIDs, app)) continue;
    output.add(`${comma}${fragments.name(name)}:${fragments.store(name, store)}`);
    comma = ',';
  }
}

function isSelected(
  { options: { filters }, used, app }: Selection,
  kind: keyof UsedNames,
  { name, spec }: ResponseEntity<Spec>,
): boolean {
  if (!isIn(used?.[kind], name)) return false;
  if (app !== undefined && !isForApp(spec.targetAppIDs, app)) return false;
  switch (spec.entity) {
    case 'feature_gate':
      return isIn(filters.featureGateFilter, name);
    case 'dynamic_config':
      return isIn(filters.dynamicConfigFilter, name);
    case 'experiment':
      return isIn(filters.experimentFilter, name);
    case 'layer':
      return isIn(filters.layerFilter, name);
    default:
      return true;
  }
}

function isCmabSelected({ options, used, app }: Selection, name: string, { targetAppIDs }: CmabSpec): boolean {
  if (!isIn(options.filters.experimentFilter, name) || !isIn(used?.configs, name)) return false;
  return app === undefined || isForApp(targetAppIDs, app);
}

function isIn(filter: ReadonlySet<string> | undefined, name: string): boolean {
  return filter === undefined || filter.has(name);
}

function knownText({ form }: Selection, outcome: WrittenOutcome): EntityText | undefined {
  return form === undefined ? undefined : outcome.textIn(form);
}

function keep({ form }: Selection, outcome: WrittenOutcome, text: EntityText): EntityText {
  return form === undefined ? text : outcome.keepText(form, text);
}

function writeGate(selection: Selection, { name, spec }: ResponseEntity<Spec>, outcome: WrittenOutcome): EntityText {
  const { evaluation } = outcome;
  const idType = isOverridden(evaluation) ? undefined : idTypeOf(evaluation, spec);
  return keep(selection, outcome, selection.writer.gate({ name, evaluation, idType }));
}

function writeConfig(selection: Selection, { name, spec }: ResponseEntity<Spec>, outcome: WrittenOutcome): EntityText {
  const { evaluation } = outcome;
  const idType = idTypeOf(evaluation, spec);
  return keep(selection, outcome, selection.writer.config({ name, entity: kindOf(spec), evaluation, idType }));
}

function writeLayer(selection: Selection, { name, spec }: ResponseEntity<Spec>, outcome: WrittenOutcome): EntityText {
  const { evaluation } = outcome;
  return keep(selection, outcome, selection.writer.layer({ name, evaluation, idType: idTypeOf(evaluation, spec) }));
}

function kindOf({ entity }: Spec): EvaluatedConfig['entity'] {
  return entity === 'dynamic_config' || entity === 'experiment' ? entity : 'autotune';
}

function isByDefault({ ruleID, value, secondaryExposures }: Evaluation): boolean {
  return ruleID === 'default' && !value && secondaryExposures.length === 0;
}

/** Whether a value set in this process decided, and no spec. */
function isOverridden({ specName, overrideReason }: Evaluation): boolean {
  return specName === undefined && overrideReason === 'LocalOverride';
}

/** The ID type of what decided; where an evaluation did not come to an end, that of what was asked for. */
function idTypeOf(evaluation: Evaluation, { idType }: Pick<Spec, 'idType'>): string {
  return evaluation.outcome === 'too-deep' ? idType : evaluation.idType;
}
