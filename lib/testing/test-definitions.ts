import type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
  ParameterOverrides,
  ParameterStoreName,
  ParameterStoreValues,
} from '../types/typed-names.js';
import type { UserData } from '../users/user-data.js';
import type { TestAllocation, TestGroup } from './answers.js';

/** The user that a check is made for, as conditions see it: private attributes included, absent fields undefined. */
export type CheckedUser = Readonly<UserData>;

/**
 * An answer that depends on the user. Called at each check, so it may also depend on what the test changes meanwhile. Undefined
 * leaves the answer to `specs` or, without them, to the default. What it throws is thrown by the check.
 */
export type PerUser<Answer> = (user: CheckedUser) => Answer | undefined;

/** What a gate answers. */
export type GateDefinition = boolean | PerUser<boolean>;

/** What a dynamic config answers: its values, or some of them. */
export type ConfigDefinition<Name extends DynamicConfigName> =
  Partial<DynamicConfigValues<Name>> | PerUser<Partial<DynamicConfigValues<Name>>>;

/** What an experiment answers: a group, made by `group()`, or just values, which then belong to no group. */
export type ExperimentDefinition<Name extends ExperimentName> =
  ExperimentAnswer<Partial<ExperimentValues<Name>>> | PerUser<ExperimentAnswer<Partial<ExperimentValues<Name>>>>;
type ExperimentAnswer<Values extends object> = TestGroup<Values> | Values;

/** What a layer answers: parameters, or those of an experiment, by `allocatedTo()`. */
export type LayerDefinition<Name extends LayerName> =
  LayerAnswer<Partial<LayerValues<Name>>> | PerUser<LayerAnswer<Partial<LayerValues<Name>>>>;
type LayerAnswer<Values extends object> = TestAllocation | Values;

/**
 * The parameters of a store: values, or references in the form of the service, such as
 * `{ ref_type: 'gate', param_type: 'boolean', gate_name: 'g', pass_value: true, fail_value: false }`.
 */
export type ParameterStoreDefinition<Name extends ParameterStoreName> = ParameterOverrides<ParameterStoreValues<Name>>;

/** What a test client answers, by name. */
export interface TestDefinitions {
  readonly gates?: { readonly [Name in GateName]?: GateDefinition };
  readonly configs?: { readonly [Name in DynamicConfigName]?: ConfigDefinition<Name> };
  readonly experiments?: { readonly [Name in ExperimentName]?: ExperimentDefinition<Name> };
  readonly layers?: { readonly [Name in LayerName]?: LayerDefinition<Name> };
  readonly parameterStores?: { readonly [Name in ParameterStoreName]?: ParameterStoreDefinition<Name> };
}

/** The kinds of things that a test defines. */
export type DefinedKind = 'gate' | 'config' | 'experiment' | 'layer' | 'parameterStore';

/** The key of {@link TestDefinitions} for each kind. */
export const keyOfKind = {
  gate: 'gates',
  config: 'configs',
  experiment: 'experiments',
  layer: 'layers',
  parameterStore: 'parameterStores',
} as const satisfies Record<DefinedKind, keyof TestDefinitions>;

/** How messages name a thing of each kind. */
export const wordsOfKind: Readonly<Record<DefinedKind, string>> = {
  gate: 'gate',
  config: 'dynamic config',
  experiment: 'experiment',
  layer: 'layer',
  parameterStore: 'parameter store',
};

/** The names of each kind that is exposed. */
interface ExposedNames {
  readonly gate: GateName;
  readonly config: DynamicConfigName;
  readonly experiment: ExperimentName;
  readonly layer: LayerName;
}

/** The name of something that is exposed. */
export type ExposedName = ExposedNames[keyof ExposedNames];
