import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import type { DocumentPart } from './document-part.js';
import { type DigestOf, EntryReader, type EntrySink } from './entry-reader.js';
import { asJson } from './json-value.js';
import { parseCmab } from './parse-cmab.js';
import { parseCondition } from './parse-condition.js';
import { parseMappings } from './parse-mappings.js';
import { parseParamStore } from './parse-param-store.js';
import { parseSessionReplay } from './parse-session-replay.js';
import { parseRule, parseSpec } from './parse-spec.js';
import type { SpecSnapshot } from './spec-snapshot.js';
import {
  type WireObject,
  asBoolean,
  asNumber,
  asString,
  field,
  optionalObject,
  optionalString,
  requireBoolean,
  requireObject,
  requireWholeNumber,
} from './wire-reader.js';

/** Specs that were read, and what the reading of the next document can keep of them. */
export interface ReadSpecs {
  readonly snapshot: SpecSnapshot;
  /** One complaint for each spec that was left out because it is malformed; it behaves as if it did not exist. */
  readonly skipped: readonly InvalidSpecsError[];
  /** How each entry is written, by field and name; empty when the document is no text. */
  readonly digests: Digests;
}

/** The fields whose entries are kept from one document to the next, with the digest of each entry by name. */
export type Digests = Readonly<Record<KeptField, ReadonlyMap<string, string>>>;

type KeptField = 'featureGates' | 'dynamicConfigs' | 'layerConfigs' | 'conditions' | 'paramStores' | 'cmabs';

/** What reading a document may build on. */
export interface ReadSettings {
  /** Without it, nothing is kept for the next document. */
  readonly digestOf?: DigestOf | undefined;
  /** The document before. */
  readonly previous?: Pick<ReadSpecs, 'snapshot' | 'digests'> | undefined;
}

/**
 * Reads a document (format `dcs-v2`) part by part into an immutable snapshot, with a pause offered after each. Entries that are
 * written as in the document before are kept, the very same objects.
 *
 * As tolerant as the official SDK (evaluation §1): unknown keys are ignored; a malformed gate, config or layer is left
 * out alone; a missing or wrongly typed top-level field, condition, parameter store, mapping or bandit rejects the
 * document as a whole.
 *
 * @returns `no-updates` for a document that says `has_updates: false`, which brings nothing
 * @throws InvalidSpecsError with the path, what was expected and what was found; nothing is half applied.
 */
export function* readSpecs(
  parts: Iterable<DocumentPart>,
  settings: ReadSettings = {},
): Generator<void, ReadSpecs | 'no-updates'> {
  const readers = createReaders(settings);
  const sinks = new Map<string, EntrySink>(Object.entries(readers));
  // Without a prototype, so that a field named `__proto__` is a field.
  const fields: Record<string, unknown> = Object.create(null);
  let sink: EntrySink | undefined;
  for (const part of parts) {
    if (part.kind === 'entry') {
      if (sink === undefined) part.entry.value();
      else sink.take(part.name, part.entry);
    } else {
      sink = sinks.get(part.field);
      sink?.clear();
      fields[part.field] = part.kind === 'field' ? part.value : entriesElsewhere;
    }
    yield;
  }
  if (fields['has_updates'] === false) return 'no-updates';
  return assemble({ path: '', fields }, readers);
}

/** Stands for an object whose entries went to a reader. */
const entriesElsewhere = Object.freeze({});

type Readers = ReturnType<typeof createReaders>;

/** The reader of each field that is read entry by entry. The keys are those of the document. */
function createReaders({ digestOf, previous }: ReadSettings) {
  const kept = <Key extends KeptField>(key: Key) => ({
    digestOf,
    known: previous && { values: previous.snapshot[key], digests: previous.digests[key] },
  });
  return {
    feature_gates: new EntryReader('feature_gates', parseSpec, kept('featureGates')),
    dynamic_configs: new EntryReader('dynamic_configs', parseSpec, kept('dynamicConfigs')),
    layer_configs: new EntryReader('layer_configs', parseSpec, kept('layerConfigs')),
    condition_map: new EntryReader('condition_map', parseCondition, kept('conditions')),
    param_stores: new EntryReader('param_stores', parseParamStore, kept('paramStores')),
    cmab_configs: new EntryReader('cmab_configs', parseCmab, kept('cmabs')),
    overrides: new EntryReader('overrides', parseMappings),
    override_rules: new EntryReader('override_rules', parseRule),
    sdk_configs: new EntryReader('sdk_configs', asJson),
    sdk_keys_to_app_ids: new EntryReader('sdk_keys_to_app_ids', asJson),
    hashed_sdk_keys_to_app_ids: new EntryReader('hashed_sdk_keys_to_app_ids', asJson),
    session_replay_info: new EntryReader('session_replay_info', asJson),
    experiment_to_layer: new EntryReader('experiment_to_layer', asString),
    sdk_flags: new EntryReader('sdk_flags', asBoolean),
    id_lists: new EntryReader('id_lists', asBoolean),
    diagnostics: new EntryReader('diagnostics', asNumber),
  };
}

/** Puts the parts together. Of several things that are wrong, the first one that this function comes to is complained about. */
function assemble(document: WireObject, readers: Readers): ReadSpecs {
  requireBoolean(document, 'has_updates');
  checkUnusedFields(document, readers);
  for (const name of ['overrides', 'override_rules', 'param_stores', 'cmab_configs', 'sdk_configs']) {
    optionalObject(document, name);
  }
  const { feature_gates: gates, dynamic_configs: configs, layer_configs: layers, condition_map: conditions } = readers;
  const has = (name: string): boolean => optionalObject(document, name) !== undefined;
  const time = requireWholeNumber(document, 'time');
  const checksum = optionalString(document, 'checksum');
  for (const name of ['feature_gates', 'dynamic_configs', 'layer_configs', 'condition_map'])
    requireObject(document, name);
  return {
    snapshot: {
      time,
      checksum,
      featureGates: gates.values,
      dynamicConfigs: configs.values,
      layerConfigs: layers.values,
      conditions: conditions.complete(),
      paramStores: readers.param_stores.complete(),
      cmabs: readers.cmab_configs.complete(),
      mappings: has('overrides') ? readers.overrides.complete() : undefined,
      mappingRules: has('override_rules') ? readers.override_rules.complete() : undefined,
      defaultEnvironment: optionalString(document, 'default_environment'),
      appId: asJson(field(document, 'app_id') ?? null),
      appsByKey: has('sdk_keys_to_app_ids') ? readers.sdk_keys_to_app_ids.complete() : undefined,
      appsByHashedKey: has('hashed_sdk_keys_to_app_ids') ? readers.hashed_sdk_keys_to_app_ids.complete() : undefined,
      sessionReplay: has('session_replay_info')
        ? parseSessionReplay(readers.session_replay_info.complete())
        : undefined,
      sdkConfigs: readers.sdk_configs.complete(),
      diagnosticRates: readers.diagnostics.complete(),
    },
    skipped: [gates, configs, layers].flatMap(({ failures }) => [...failures.values()]),
    digests: {
      featureGates: gates.digests,
      dynamicConfigs: configs.digests,
      layerConfigs: layers.digests,
      conditions: conditions.digests,
      paramStores: readers.param_stores.digests,
      cmabs: readers.cmab_configs.digests,
    },
  };
}

/** Fields that evaluation does not use, but whose type the official SDK insists on. */
function checkUnusedFields(document: WireObject, readers: Readers): void {
  requireObject(document, 'experiment_to_layer');
  readers.experiment_to_layer.complete();
  for (const name of ['sdk_flags', 'id_lists', 'diagnostics'] as const) {
    optionalObject(document, name);
    readers[name].complete();
  }
  for (const name of ['session_replay_info', 'auto_capture_settings', 'gcir_config']) optionalObject(document, name);
  for (const name of ['sdk_keys_to_app_ids', 'hashed_sdk_keys_to_app_ids']) optionalObject(document, name);
  for (const name of ['company_id', 'response_format']) optionalString(document, name);
}
