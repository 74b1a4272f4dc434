import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ResponseEvaluations, type ResponseEvaluator } from '../evaluation/evaluate-for-response.js';
import type { CompiledSpecs } from '../evaluation/compile-specs.js';
import type { Spec, SpecSnapshot } from '../specs/spec-snapshot.js';
import { type StatsigUser, userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import type { HashAlgorithm } from './client-initialize-options.js';
import type { EntityWriter, EvaluatedConfig } from './entity-writer.js';
import { ExposureWriter } from './exposure-writer.js';
import { Fragments } from './fragments.js';
import { LongEntityWriter } from './long-entity-writer.js';
import type { ResponseOptions } from './resolve-response-options.js';
import { sessionReplayFields } from './session-replay.js';
import { ShortEntityWriter } from './short-entity-writer.js';
import { type TargetApp, findTargetApp, isForApp } from './target-app.js';
import { type UsedNames, withDependencies } from './used-names.js';
import { evaluatedKeys, privateAttributesHash } from './user-identity.js';
import { ValueList } from './value-list.js';
import { WrittenOutcome } from './written-outcome.js';

/** What a {@link ClientResponseBuilder} needs. */
export interface ClientResponseSettings {
  /** What responses say of the SDK that made them; browsers send it along with every exposure. */
  readonly sdkInfo: { readonly sdkType: string; readonly sdkVersion: string; readonly sessionId: string };
  /** The user as events carry it. */
  readonly writeUser: (user: Readonly<UserData>) => string;
  /** A digest of a text, for `full_checksum`. */
  readonly digestOf: (text: string) => string;
}

/** The answer to a browser that has the latest values (bootstrap §5). */
const noUpdates =
  '{"feature_gates":{},"dynamic_configs":{},"layer_configs":{},"time":0,"has_updates":false,"hash_used":"","user":{},' +
  '"sdkInfo":{},"sdkParams":{},"evaluated_keys":{},"param_stores":{}}';

/**
 * Makes client initialize responses: all that a project answers one user, in the form that browser SDKs start from.
 *
 * What lives in this folder: which entities a response holds and how they are written, as functions of specs, user and options.
 * What must not: how anything is decided (that is `evaluation`), I/O, and exposures: browsers log those when a value is read.
 */
export class ClientResponseBuilder {
  readonly #settings: ClientResponseSettings;
  readonly #sdkInfo: string;
  #kept: KeptParts | undefined;

  constructor(settings: ClientResponseSettings) {
    this.#settings = settings;
    this.#sdkInfo = JSON.stringify(settings.sdkInfo);
  }

  /** The response for a user, as JSON text. */
  build(user: StatsigUser, context: EvaluationContext, options: ResponseOptions): string {
    const { snapshot } = context.specs;
    const { format, hashAlgorithm, clientSdkKey } = options;
    const app = clientSdkKey === undefined ? undefined : findTargetApp(snapshot, clientSdkKey);
    const kept = this.#keptOf(context.specs);
    const evaluate = kept.evaluations.evaluatorFor(user, context, {
      includeLocalOverrides: options.includeLocalOverrides,
      targetApp: app === undefined || app.id === snapshot.appId ? undefined : app.id,
    });
    const fragments = kept.fragmentsFor(hashAlgorithm);
    const exposures = new ExposureWriter(fragments, format);
    const values = new ValueList(fragments);
    const { removeIdType } = options;
    const long = { fragments, exposures, removeIdType, withParameterRules: format === 0 };
    const writer =
      format === 2 ? new ShortEntityWriter({ fragments, exposures, values, removeIdType }) : new LongEntityWriter(long);
    // The other formats refer to what the rest of the response has.
    const form = format === 0 ? formOf(hashAlgorithm, removeIdType) : undefined;
    const { flagsUsed } = options;
    const used =
      flagsUsed === undefined
        ? undefined
        : withDependencies(flagsUsed, snapshot, (layer) => evaluate('layer', layer).evaluation);
    const selection: Selection = { snapshot, options, used, app: app?.filter, evaluate, writer, form };

    const entities = `"feature_gates":{${gates(selection)}},"dynamic_configs":{${configs(selection)}},"layer_configs":{${layers(selection)}}`;
    const stores = `"param_stores":${paramStores(selection, fragments)}`;
    const replay = sessionReplayFields(snapshot.sessionReplay, {
      hashAlgorithm,
      passesGate: (gate) => evaluate('gate', gate).evaluation.value,
      random: context.random,
    });
    const data = userDataOf(user);
    const head = `"time":${snapshot.time},"has_updates":true,"hash_used":"${hashAlgorithm}"`;
    const person = `"user":${this.#settings.writeUser(data)},"evaluated_keys":${JSON.stringify(evaluatedKeys(data))}`;
    const hash = privateAttributesHash(data);
    let text = `{${entities},${stores},${head},${person},"sdkInfo":${this.#sdkInfo},"sdkParams":{}`;
    text += membersText(replay);
    if (hash !== undefined) text += `,"pa_hash":"${hash}"`;
    if (format > 0) text += `,"exposures":${exposures.listed}`;
    if (format === 2) text += `,"values":${values.listed},"response_format":"init-v2"`;
    if (format === 0 && options.previousResponseHash !== undefined) {
      const isTargeted = replay['passes_session_recording_targeting'] === true;
      // Without what differs from one response to the next: the instance that answers, and what is drawn at random.
      const lasting = `${entities},${stores},${head},${person},${hash},${isTargeted},${replayText(snapshot)}`;
      const checksum = this.#settings.digestOf(lasting);
      if (checksum === options.previousResponseHash) return noUpdates;
      text += `,"full_checksum":${JSON.stringify(checksum)}`;
    }
    return `${text}}`;
  }

  #keptOf(specs: CompiledSpecs): KeptParts {
    if (this.#kept?.specs !== specs) this.#kept = new KeptParts(specs);
    return this.#kept;
  }
}

/** What responses on the same specs share. */
class KeptParts {
  readonly specs: CompiledSpecs;
  readonly evaluations: ResponseEvaluations<WrittenOutcome>;
  readonly #fragments = new Map<HashAlgorithm, Fragments>();

  constructor(specs: CompiledSpecs) {
    this.specs = specs;
    this.evaluations = new ResponseEvaluations(specs, (evaluation) => new WrittenOutcome(evaluation));
  }

  fragmentsFor(algorithm: HashAlgorithm): Fragments {
    let fragments = this.#fragments.get(algorithm);
    if (fragments === undefined) this.#fragments.set(algorithm, (fragments = new Fragments(algorithm)));
    return fragments;
  }
}

/** What a response is made of. */
interface Selection {
  readonly snapshot: SpecSnapshot;
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

/** Whether an entity is in the response at all. Segments and holdouts are not: browsers do not ask for them. */
function isSelected(
  { options: { filters }, used, app }: Selection,
  kind: keyof UsedNames,
  name: string,
  spec: Spec,
): boolean {
  if (!isIn(used?.[kind], name)) return false;
  if (app !== undefined && !isForApp(spec.targetAppIDs, app)) return false;
  switch (spec.entity) {
    case 'segment':
    case 'holdout':
      return false;
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

function isIn(filter: ReadonlySet<string> | undefined, name: string): boolean {
  return filter === undefined || filter.has(name);
}

function gates(selection: Selection): string {
  const { snapshot, options, evaluate, form } = selection;
  let text = '';
  for (const [name, spec] of snapshot.featureGates) {
    if (!isSelected(selection, 'gates', name, spec)) continue;
    const outcome = evaluate('gate', name);
    if (options.removeDefaultValueGates && spec.entity === 'feature_gate' && isByDefault(outcome.evaluation)) continue;
    const known = form === undefined ? undefined : outcome.textIn(form);
    text += (text === '' ? '' : ',') + (known ?? writeGate(selection, outcome, name, spec));
  }
  return text;
}

function writeGate({ writer, form }: Selection, outcome: WrittenOutcome, name: string, spec: Spec): string {
  const { evaluation } = outcome;
  const text = writer.gate({
    name,
    evaluation,
    idType: isOverridden(evaluation) ? undefined : idTypeOf(evaluation, spec),
  });
  return form === undefined ? text : outcome.keepText(form, text);
}

function configs(selection: Selection): string {
  const { snapshot, evaluate, form } = selection;
  let text = '';
  for (const [name, spec] of snapshot.dynamicConfigs) {
    if (!isSelected(selection, 'configs', name, spec)) continue;
    const outcome = evaluate(spec.entity === 'dynamic_config' ? 'dynamic-config' : 'experiment', name);
    const known = form === undefined ? undefined : outcome.textIn(form);
    const written = known ?? writeConfig(selection, outcome, name, spec);
    // A contextual autotune takes the place of whatever has its name. What that had asked for is listed all the same.
    if (snapshot.cmabs.size > 0 && hasSelectedCmab(selection, name)) continue;
    text += (text === '' ? '' : ',') + written;
  }
  for (const [name, { idType }] of snapshot.cmabs) {
    if (!hasSelectedCmab(selection, name)) continue;
    const { evaluation } = evaluate('experiment', name);
    const config = { name, entity: 'autotune', idType: idTypeOf(evaluation, { idType }), isInLayer: false } as const;
    // Not kept: with another filter the outcome may be that of a config of the same name.
    text += (text === '' ? '' : ',') + selection.writer.config({ ...config, evaluation });
  }
  return text;
}

function hasSelectedCmab({ snapshot, options, used, app }: Selection, name: string): boolean {
  const cmab = snapshot.cmabs.get(name);
  if (cmab === undefined || !isIn(options.filters.experimentFilter, name) || !isIn(used?.configs, name)) return false;
  return app === undefined || isForApp(cmab.targetAppIDs, app);
}

function writeConfig({ snapshot, writer, form }: Selection, outcome: WrittenOutcome, name: string, spec: Spec): string {
  const { evaluation } = outcome;
  const text = writer.config({
    name,
    entity: kindOf(spec),
    evaluation,
    idType: idTypeOf(evaluation, spec),
    isInLayer: isOfLayer(snapshot, evaluation),
  });
  return form === undefined ? text : outcome.keepText(form, text);
}

function layers(selection: Selection): string {
  const { snapshot, evaluate, form } = selection;
  let text = '';
  for (const [name, spec] of snapshot.layerConfigs) {
    if (!isSelected(selection, 'layers', name, spec)) continue;
    const outcome = evaluate('layer', name);
    const known = form === undefined ? undefined : outcome.textIn(form);
    text += (text === '' ? '' : ',') + (known ?? writeLayer(selection, outcome, name, spec));
  }
  return text;
}

function writeLayer({ writer, form }: Selection, outcome: WrittenOutcome, name: string, spec: Spec): string {
  const { evaluation } = outcome;
  const text = writer.layer({ name, evaluation, idType: idTypeOf(evaluation, spec) });
  return form === undefined ? text : outcome.keepText(form, text);
}

function paramStores({ snapshot, options, used, app }: Selection, fragments: Fragments): string {
  let text = '';
  for (const [name, store] of snapshot.paramStores) {
    if (!isIn(options.filters.paramStoreFilter, name) || !isIn(used?.stores, name)) continue;
    if (app !== undefined && !isForApp(store.targetAppIDs, app)) continue;
    text += `${text === '' ? '' : ','}${fragments.name(name)}:${fragments.store(name, store)}`;
  }
  return `{${text}}`;
}

/** The forms in which outcomes are kept: names by three algorithms, with ID types or without. */
function formOf(algorithm: HashAlgorithm, isWithoutIdTypes: boolean): number {
  return 2 * ['djb2', 'sha256', 'none'].indexOf(algorithm) + (isWithoutIdTypes ? 1 : 0);
}

function kindOf({ entity }: Spec): EvaluatedConfig['entity'] {
  return entity === 'dynamic_config' || entity === 'experiment' ? entity : 'autotune';
}

function isByDefault({ ruleID, value, secondaryExposures }: Evaluation): boolean {
  return ruleID === 'default' && !value && secondaryExposures.length === 0;
}

/**
 * Whether the experiment that decided lives in a layer: of one that another decided for, what that says goes before. A
 * contextual autotune says nothing of it.
 */
function isOfLayer({ dynamicConfigs, cmabs }: SpecSnapshot, { specName, allocatedExperiment }: Evaluation): boolean {
  const sharesOf = (name: string | undefined): boolean | undefined =>
    name === undefined ? undefined : dynamicConfigs.get(name)?.hasSharedParams;
  const delegate =
    allocatedExperiment !== undefined && cmabs.has(allocatedExperiment) ? undefined : allocatedExperiment;
  return (sharesOf(delegate) ?? sharesOf(specName)) === true;
}

/** Whether a value set in this process decided, and no spec. */
function isOverridden({ specName, overrideReason }: Evaluation): boolean {
  return specName === undefined && overrideReason === 'LocalOverride';
}

/** The ID type of what decided; where an evaluation did not come to an end, that of what was asked for. */
function idTypeOf(evaluation: Evaluation, { idType }: Pick<Spec, 'idType'>): string {
  return evaluation.outcome === 'too-deep' ? idType : evaluation.idType;
}

function membersText(fields: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(fields).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}

function replayText({ sessionReplay }: SpecSnapshot): string {
  if (sessionReplay === undefined) return '';
  const { eventTriggers, exposureTriggers, ...plain } = sessionReplay;
  return JSON.stringify([plain, [...(eventTriggers ?? [])], [...(exposureTriggers ?? [])]]);
}
