import type { JsonObject, Project } from '../project-file/project.js';
import type { Compilation } from './compilation.js';
import { compileExperiments, compileLayer } from './compile-experiments.js';
import { compileDynamicConfig, compileGate, compileSegment } from './compile-gates.js';
import { compileHoldout } from './compile-holdouts.js';
import { compileIdLists, type IdList } from './compile-id-lists.js';
import { compileParameterStore } from './compile-parameter-store.js';
import { ConditionTable } from './condition-table.js';
import { deriveChecksum } from './derive.js';
import { fieldsUsed } from './fields-used.js';
import { mergeRawSpecs } from './merge-raw-specs.js';
import { applyTargetApps } from './target-apps.js';
import type { WireSpecs } from './wire.js';

/** What a project becomes: the payload of the specs endpoint, and its ID lists. */
export interface CompiledProject {
  readonly specs: WireSpecs;
  readonly idLists: readonly IdList[];
}

/** What a compilation needs beside the project. */
export interface CompileOptions {
  /** The payload's `time`. Unit: milliseconds since 1970. SDKs take a payload only when its time is not older. */
  readonly now: number;
  /** The ids of the segments that name an `idListFile`, by segment. @default none */
  readonly idsFromFiles?: ReadonlyMap<string, readonly string[]>;
  /** The payload that the project's `raw` names. @default none */
  readonly raw?: JsonObject;
}

/**
 * Turns a checked project into the wire format `dcs-v2`, with the shapes that the service itself sends. Equal projects
 * give equal payloads, `time` apart; the `checksum` tells contents apart.
 */
export function compileProject(
  project: Project,
  { now, idsFromFiles = new Map(), raw }: CompileOptions,
): CompiledProject {
  const conditions = new ConditionTable();
  const compilation: Compilation = { project, conditions };
  const gates = {
    ...mapEntries(project.segments, (name, segment) => compileSegment(name, segment, compilation), 'segment:'),
    ...mapEntries(project.holdouts, (name, holdout) => compileHoldout(name, holdout, compilation)),
    ...mapEntries(project.gates, (name, gate) => compileGate(name, gate, compilation)),
  };
  const configs = {
    ...mapEntries(project.dynamicConfigs, (name, config) => compileDynamicConfig(name, config, compilation)),
    ...compileExperiments(compilation),
  };
  const layers = mapEntries(project.layers, (name, layer) => compileLayer(name, layer, compilation));
  for (const spec of [gates, configs, layers].flatMap((specs) => Object.values(specs))) {
    spec.fieldsUsed = fieldsUsed(spec, { gates, conditions });
  }
  const idLists = compileIdLists(project, idsFromFiles);
  const stores = mapEntries(project.parameterStores, (_, store) => compileParameterStore(store, project));
  const own: WireSpecs = {
    has_updates: true,
    time: now,
    response_format: 'dcs-v2',
    feature_gates: gates,
    dynamic_configs: configs,
    layer_configs: layers,
    condition_map: conditions.toMap(),
    experiment_to_layer: experimentLayers(project),
    param_stores: stores,
    id_lists: Object.fromEntries(idLists.map(({ name }) => [name, true])),
    ...(project.environment === undefined ? {} : { default_environment: project.environment }),
    ...(project.companyId === undefined ? {} : { company_id: project.companyId }),
    ...(project.appId === undefined ? {} : { app_id: project.appId }),
  };
  applyTargetApps(own, project);
  const specs = raw === undefined ? own : mergeRawSpecs(own, raw);
  return { specs: { ...specs, checksum: deriveChecksum({ ...specs, time: 0 }) }, idLists };
}

function mapEntries<T, R>(
  entries: Readonly<Record<string, T>> | undefined,
  compile: (name: string, entry: T) => R,
  prefix = '',
): Record<string, R> {
  return Object.fromEntries(
    Object.entries(entries ?? {}).map(([name, entry]) => [prefix + name, compile(name, entry)]),
  );
}

function experimentLayers(project: Project): Record<string, string> {
  return Object.fromEntries(
    Object.entries(project.experiments ?? {}).flatMap(([name, { layer }]) =>
      typeof layer === 'string' ? [[name, layer]] : [],
    ),
  );
}
