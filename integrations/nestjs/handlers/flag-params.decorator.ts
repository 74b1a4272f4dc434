import { createParamDecorator, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import type {
  DynamicConfig as DynamicConfigResult,
  DynamicConfigName,
  DynamicConfigValues,
  Experiment as ExperimentResult,
  ExperimentName,
  ExperimentValues,
  GateName,
  Layer as LayerResult,
  LayerName,
  LayerValues,
  ParameterStore as ParameterStoreResult,
  ParameterStoreName,
  ParameterStoreValues,
  Statsig,
  StatsigUser,
} from 'statsig-nodekit';
import { defaultClientName, described, filledText, flag, type RequestScope } from 'statsig-nodekit/request';
import {
  checkDecoratorName,
  checkDecoratorOptions,
  checkDecoratorPlace,
  type DecoratorArguments,
} from './check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import type { FlagKind, FlagUse } from '../checks/flag-uses.js';
import { StatsigDecoratorError } from './decorator-error.js';
import { withRequestUser } from './with-request-user.js';

// These decorators share their names with the types of what they inject, so that
// `@Experiment('button_color') experiment: Experiment` needs one import.

/** What `@DynamicConfig('name')` injects; `DynamicConfig<'name'>` has the parameters that `StatsigTypes` declares. */
export type DynamicConfig<Name extends DynamicConfigName | null = null> = DynamicConfigResult<
  Name extends string ? DynamicConfigValues<Name> : Record<string, unknown>
>;
/** What `@Experiment('name')` injects; `Experiment<'name'>` has the parameters that `StatsigTypes` declares. */
export type Experiment<Name extends ExperimentName | null = null> = ExperimentResult<
  Name extends string ? ExperimentValues<Name> : Record<string, unknown>
>;
/** What `@Layer('name')` injects; `Layer<'name'>` has the parameters that `StatsigTypes` declares. */
export type Layer<Name extends LayerName | null = null> = LayerResult<
  Name extends string ? LayerValues<Name> : Record<string, unknown>
>;
/** What `@ParameterStore('name')` injects; `ParameterStore<'name'>` has the parameters that `StatsigTypes` declares. */
export type ParameterStore<Name extends ParameterStoreName | null = null> = ParameterStoreResult<
  Name extends string ? ParameterStoreValues<Name> : Record<string, unknown>
>;

/** Options of the decorators that inject values. */
export interface FlagParamOptions {
  /**
   * Whether injecting the value logs an exposure. For a whole layer: whether reading its parameters does.
   * @default true
   */
  readonly exposure?: boolean;
  /**
   * The name of the module whose client is asked.
   * @default 'default'
   */
  readonly client?: string;
}

/** A pipe that runs on the injected value. */
export type FlagPipe = PipeTransform | Type<PipeTransform>;

interface FlagQuery {
  readonly clientName: string | undefined;
  readonly read: (client: Statsig, user: StatsigUser) => unknown;
  readonly decorator: string;
  readonly flag: FlagUse;
}

const queryParam = createParamDecorator((query: FlagQuery, context: ExecutionContext) =>
  withRequestUser(query, context, answer),
);

function answer({ client }: RequestScope, user: StatsigUser, { read }: FlagQuery): unknown {
  return read(client, user);
}

/** Injects what a query gives, and remembers which client it asks. */
function flagParam(query: FlagQuery, ...pipes: readonly FlagPipe[]): ParameterDecorator {
  const inject = queryParam(query, ...pipes);
  return (target, key, index): void => {
    const decorated: DecoratorArguments = [target, key, index];
    checkDecoratorPlace(query.decorator, ['parameter'], decorated);
    recordClientUse(query.clientName ?? defaultClientName, query.decorator, decorated, { flags: [query.flag] });
    inject(target, key, index);
  };
}

const optionChecks = { exposure: flag, client: filledText };

/**
 * Injects whether the gate is on for the request's user: a plain boolean, false when the gate is unknown.
 * @throws StatsigDecoratorError while the program starts, when the name is empty or an option is wrong; so do the others
 */
export function Gate(name: GateName, options: FlagParamOptions = {}, ...pipes: FlagPipe[]): ParameterDecorator {
  checkDecoratorName('@Gate', name);
  const decorator = `@Gate('${name}')`;
  checkDecoratorOptions(decorator, options, optionChecks);
  const evaluation = evaluationOptions(options);
  return flagParam(
    {
      clientName: options.client,
      read: (client, user) => client.checkGate(user, name, evaluation),
      decorator,
      flag: { kind: 'gate', name },
    },
    ...pipes,
  );
}

/** Injects the config for the request's user, or the value of one key with a fallback of the same type. */
export function DynamicConfig(
  name: DynamicConfigName,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function DynamicConfig<Name extends DynamicConfigName, Key extends keyof DynamicConfigValues<Name> & string>(
  name: Name,
  key: Key,
  fallback: DynamicConfigValues<Name>[Key] | null,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function DynamicConfig(name: DynamicConfigName, ...rest: readonly unknown[]): ParameterDecorator {
  return valueParam(
    { decoratorName: '@DynamicConfig', kind: 'dynamic config' },
    name,
    rest,
    (client, user, evaluation) => client.getDynamicConfig(user, name, evaluation),
  );
}

/** Injects the experiment for the request's user, or the value of one key with a fallback of the same type. */
export function Experiment(name: ExperimentName, options?: FlagParamOptions, ...pipes: FlagPipe[]): ParameterDecorator;
export function Experiment<Name extends ExperimentName, Key extends keyof ExperimentValues<Name> & string>(
  name: Name,
  key: Key,
  fallback: ExperimentValues<Name>[Key] | null,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function Experiment(name: ExperimentName, ...rest: readonly unknown[]): ParameterDecorator {
  return valueParam({ decoratorName: '@Experiment', kind: 'experiment' }, name, rest, (client, user, evaluation) =>
    client.getExperiment(user, name, evaluation),
  );
}

/**
 * Injects the layer for the request's user, or the value of one parameter with a fallback of the same type. Each
 * parameter logs its exposure when it is read: injecting one parameter reads it, injecting the layer reads none.
 */
export function Layer(name: LayerName, options?: FlagParamOptions, ...pipes: FlagPipe[]): ParameterDecorator;
export function Layer<Name extends LayerName, Key extends keyof LayerValues<Name> & string>(
  name: Name,
  key: Key,
  fallback: LayerValues<Name>[Key] | null,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function Layer(name: LayerName, ...rest: readonly unknown[]): ParameterDecorator {
  return valueParam({ decoratorName: '@Layer', kind: 'layer' }, name, rest, (client, user, evaluation) =>
    client.getLayer(user, name, evaluation),
  );
}

/**
 * Injects the parameter store for the request's user, or the value of one parameter with a fallback of the same type. Reading
 * a parameter logs the exposure of what it refers to: injecting one parameter reads it, injecting the store reads none.
 */
export function ParameterStore(
  name: ParameterStoreName,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function ParameterStore<Name extends ParameterStoreName, Key extends keyof ParameterStoreValues<Name> & string>(
  name: Name,
  key: Key,
  fallback: ParameterStoreValues<Name>[Key] | null,
  options?: FlagParamOptions,
  ...pipes: FlagPipe[]
): ParameterDecorator;
export function ParameterStore(name: ParameterStoreName, ...rest: readonly unknown[]): ParameterDecorator {
  return valueParam(
    { decoratorName: '@ParameterStore', kind: 'parameter store' },
    name,
    rest,
    (client, user, evaluation) => client.getParameterStore(user, name, evaluation),
  );
}

interface EvaluationOptions {
  readonly disableExposureLogging: boolean;
}

/** Shared by what has values: the whole, or with a key the value under it. */
function valueParam(
  { decoratorName, kind }: { readonly decoratorName: string; readonly kind: FlagKind },
  name: string,
  rest: readonly unknown[],
  evaluate: (
    client: Statsig,
    user: StatsigUser,
    evaluation: EvaluationOptions,
  ) => { get(key: string, fallback: unknown): unknown },
): ParameterDecorator {
  checkDecoratorName(decoratorName, name);
  const decorator = `${decoratorName}('${name}')`;
  const { value, options, pipes } = sorted(decorator, rest);
  checkDecoratorOptions(decorator, options, optionChecks);
  const evaluation = evaluationOptions(options);
  return flagParam(
    {
      clientName: options.client,
      read: (client, user) => {
        const whole = evaluate(client, user, evaluation);
        return value === undefined ? whole : whole.get(value.key, value.fallback);
      },
      decorator,
      flag: { kind, name },
    },
    ...pipes,
  );
}

/** The arguments after the name. The overloads promise either (key, fallback, options, …pipes) or (options, …pipes). */
function sorted(
  decorator: string,
  rest: readonly unknown[],
): {
  readonly value: { readonly key: string; readonly fallback: unknown } | undefined;
  readonly options: FlagParamOptions;
  readonly pipes: readonly FlagPipe[];
} {
  const [key, fallback] = rest;
  const value = typeof key === 'string' ? { key, fallback } : undefined;
  const others = value === undefined ? rest : rest.slice(2);
  const strange = others.find((other) => other !== undefined && !isPipe(other) && !isOptions(other));
  if (strange !== undefined) {
    throw new StatsigDecoratorError(
      `${decorator} got ${described(strange)}; expected options, such as { exposure: false }, and pipes after the name` +
        `${value === undefined ? ' (or a key)' : ', key and fallback'}.`,
    );
  }
  return {
    value,
    options: others.find((other) => isOptions(other)) ?? {},
    pipes: others.filter((other) => isPipe(other)),
  };
}

function isPipe(value: unknown): value is FlagPipe {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && 'transform' in value);
}

function isOptions(value: unknown): value is FlagParamOptions {
  return typeof value === 'object' && value !== null && !isPipe(value);
}

function evaluationOptions({ exposure = true }: FlagParamOptions): EvaluationOptions {
  return { disableExposureLogging: !exposure };
}
