import type { ProjectPath } from './complaint.js';
import { showValue } from './complaint.js';
import type {
  ConfigRule,
  DynamicConfig,
  Experiment,
  ExperimentGroup,
  Gate,
  Holdout,
  JsonValue,
  Layer,
  Parameter,
  Project,
  Rule,
  Segment,
  TargetApp,
} from './project.js';
import { readCondition } from './read-condition.js';
import {
  exactly,
  flag,
  isMap,
  json,
  jsonObject,
  list,
  mapOf,
  nullable,
  optional,
  percentage,
  type Reader,
  record,
  required,
  type Shape,
  text,
  unknownKey,
  wholeNumber,
} from './readers.js';
import type { Reading } from './reading.js';

const names = list(text);

const specSettings = {
  description: optional(text),
  idType: optional(text),
  salt: optional(text),
  configVersion: optional(wholeNumber(0)),
};

const rule: Shape<Rule> = {
  name: optional(text),
  id: optional(text),
  salt: optional(text),
  idType: optional(text),
  if: optional(list(readCondition)),
  pass: optional(percentage(2)),
  samplingRate: optional(wholeNumber(1)),
};

const configRule: Shape<ConfigRule> = { ...rule, value: required(jsonObject), groupName: optional(text) };

const segment: Shape<Segment> = {
  description: optional(text),
  idType: optional(text),
  rules: optional(list(record<Rule>('a rule', rule))),
  idList: optional(names),
  idListFile: optional(text),
};

const holdout: Shape<Holdout> = {
  description: optional(text),
  percentage: required(percentage(2)),
  idType: optional(text),
  salt: optional(text),
  id: optional(text),
  gates: optional(names),
  dynamicConfigs: optional(names),
  experiments: optional(names),
  layers: optional(names),
};

const gate: Shape<Gate> = {
  ...specSettings,
  enabled: optional(flag),
  rules: optional(list(record<Rule>('a rule', rule))),
  forwardAllExposures: optional(flag),
};

const dynamicConfig: Shape<DynamicConfig> = {
  ...specSettings,
  enabled: optional(flag),
  default: required(jsonObject),
  rules: optional(list(record<ConfigRule>('a rule', configRule))),
  forwardAllExposures: optional(flag),
};

const experimentGroup: Shape<ExperimentGroup> = {
  name: required(text),
  id: optional(text),
  weight: required(percentage(1)),
  value: required(jsonObject),
  overrides: optional(mapOf(names)),
};

const experiment: Shape<Experiment> = {
  ...specSettings,
  layer: optional(nullable(text)),
  allocation: optional(percentage(1)),
  targetingGate: optional(nullable(text)),
  default: optional(jsonObject),
  groups: required(list(record<ExperimentGroup>('a group', experimentGroup))),
  active: optional(flag),
  explicitParameters: optional(names),
  forwardAllExposures: optional(flag),
};

const layer: Shape<Layer> = { ...specSettings, default: required(jsonObject), holdouts: optional(names) };

const targetApp: Shape<TargetApp> = {
  id: optional(text),
  clientKeys: optional(names),
  gates: optional(names),
  dynamicConfigs: optional(names),
  experiments: optional(names),
  layers: optional(names),
  parameterStores: optional(names),
};

/** A segment has one of three ways to say who is in it. */
const readSegment: Reader<Segment> = (value, path, reading) => {
  const result = record<Segment>('a segment', segment)(value, path, reading);
  if (!isMap(value)) return undefined;
  const ways = ['rules', 'idList', 'idListFile'].filter((key) => value[key] !== undefined);
  if (ways.length === 1) return result;
  const found = ways.length === 0 ? 'none' : ways.map((way) => `\`${way}\``).join(' and ');
  reading.complain(path, `a segment needs one of \`rules\`, \`idList\`, \`idListFile\`; found ${found}`);
  return undefined;
};

interface Reference {
  readonly param: string;
  readonly default?: JsonValue;
}

const reference: Shape<Reference> = { param: required(text), default: optional(json) };

/** How a parameter is read, by the key that tells its kind. */
const parameterKinds: Readonly<Record<string, Reader<Parameter>>> = {
  static: record<{ static: JsonValue }>('a static parameter', { static: required(json) }),
  gate: record<{ gate: string; pass: JsonValue; fail: JsonValue }>('a gate parameter', {
    gate: required(text),
    pass: required(json),
    fail: required(json),
  }),
  dynamicConfig: record<Reference & { dynamicConfig: string }>('a dynamic config parameter', {
    dynamicConfig: required(text),
    ...reference,
  }),
  experiment: record<Reference & { experiment: string }>('an experiment parameter', {
    experiment: required(text),
    ...reference,
  }),
  layer: record<Reference & { layer: string }>('a layer parameter', { layer: required(text), ...reference }),
};

const readParameter: Reader<Parameter> = (value, path, reading) => {
  if (!isMap(value)) {
    reading.complain(path, `expected a parameter (a map), found ${showValue(value)}`);
    return undefined;
  }
  const kinds = Object.keys(parameterKinds).filter((kind) => value[kind] !== undefined);
  const [kind] = kinds;
  const read = kind === undefined ? undefined : parameterKinds[kind];
  if (read !== undefined && kinds.length === 1) return read(value, path, reading);
  complainAboutKind(value, { path, reading, kinds });
  return undefined;
};

function complainAboutKind(
  value: Readonly<Record<string, unknown>>,
  { path, reading, kinds }: { path: ProjectPath; reading: Reading; kinds: readonly string[] },
): void {
  const expected = Object.keys(parameterKinds);
  const known = new Set([...expected, 'pass', 'fail', 'param', 'default']);
  const unknown = Object.keys(value).filter((key) => !known.has(key));
  for (const key of unknown) reading.complainAboutKey([...path, key], unknownKey(key, 'a parameter', expected));
  if (unknown.length > 0 && kinds.length === 0) return;
  const found = kinds.length === 0 ? 'none' : kinds.map((kind) => `\`${kind}\``).join(' and ');
  const all = expected.map((kind) => `\`${kind}\``).join(', ');
  reading.complain(path, `a parameter comes from one of ${all}; found ${found}`);
}

const project: Shape<Project> = {
  version: optional(exactly(1)),
  environment: optional(text),
  companyId: optional(text),
  appId: optional(text),
  segments: optional(mapOf(readSegment)),
  holdouts: optional(mapOf(record<Holdout>('a holdout', holdout))),
  gates: optional(mapOf(record<Gate>('a gate', gate))),
  dynamicConfigs: optional(mapOf(record<DynamicConfig>('a dynamic config', dynamicConfig))),
  experiments: optional(mapOf(record<Experiment>('an experiment', experiment))),
  layers: optional(mapOf(record<Layer>('a layer', layer))),
  parameterStores: optional(mapOf(mapOf(readParameter))),
  targetApps: optional(mapOf(record<TargetApp>('a target app', targetApp))),
  raw: optional(text),
};

/** Reads the shape of a whole project: keys, types and ranges, but not yet what refers to what. */
export const readProject: Reader<Project> = record<Project>('a project', project);
