import type { StatsigTypes } from './statsig-types.js';

/**
 * Names and values as the application declares them in `StatsigTypes`.
 *
 * What lives in this folder: types, and no code. What must not: anything that exists at run time.
 */

/** Values of which nothing is declared. */
export type UntypedValues = Record<string, unknown>;

type Untyped = Record<string, UntypedValues>;
type DynamicConfigs = StatsigTypes extends { dynamicConfigs: infer Declared extends object } ? Declared : Untyped;
type Experiments = StatsigTypes extends { experiments: infer Declared extends object } ? Declared : Untyped;
type Layers = StatsigTypes extends { layers: infer Declared extends object } ? Declared : Untyped;
type ParameterStores = StatsigTypes extends { parameterStores: infer Declared extends object } ? Declared : Untyped;

type ValuesIn<Kind, Name extends string> = Name extends keyof Kind
  ? Kind[Name] extends infer Values extends object
    ? Values
    : UntypedValues
  : UntypedValues;

/** The name of a gate. */
export type GateName = StatsigTypes extends { gates: infer Name extends string } ? Name : string;
/** The name of a dynamic config. */
export type DynamicConfigName = Extract<keyof DynamicConfigs, string>;
/** The name of an experiment. */
export type ExperimentName = Extract<keyof Experiments, string>;
/** The name of a layer. */
export type LayerName = Extract<keyof Layers, string>;
/** The name of a parameter store. */
export type ParameterStoreName = Extract<keyof ParameterStores, string>;

/** The values of a dynamic config by its name. */
export type DynamicConfigValues<Name extends string> = ValuesIn<DynamicConfigs, Name>;
/** The values of an experiment by its name. */
export type ExperimentValues<Name extends string> = ValuesIn<Experiments, Name>;
/** The parameters of a layer by its name. */
export type LayerValues<Name extends string> = ValuesIn<Layers, Name>;
/** The parameters of a parameter store by its name. */
export type ParameterStoreValues<Name extends string> = ValuesIn<ParameterStores, Name>;

/** The keys of declared values; none where nothing is declared. */
export type TypedKey<Values> = string extends keyof Values ? never : keyof Values & string;
/** Any key where nothing is declared; none for declared values. */
export type UntypedKey<Values> = string extends keyof Values ? string : never;
/** The keys of declared values that are of a type; any key where nothing is declared. */
export type KeyOfType<Values, Type> = string extends keyof Values
  ? string
  : { [Key in keyof Values]-?: NonNullable<Values[Key]> extends Type ? Key : never }[keyof Values] & string;

/** What reading a declared value gives: a null in the console counts as missing, and then the fallback is given. */
export type ReadValue<Value, Fallback> = NonNullable<Value> | Extract<Fallback, null>;

/** What an override of a parameter store gives for a parameter: a value, or a reference in the form of the service. */
export type ParameterOverrides<Values> = {
  [Key in keyof Values]?: Values[Key] | ParameterReference;
};

/** A reference to a gate, dynamic config, experiment or layer, in the form of the service. */
export interface ParameterReference {
  readonly ref_type: string;
  readonly param_type: string;
  readonly [field: string]: unknown;
}
