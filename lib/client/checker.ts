import { type SpecsOrigin, detailsOf } from '../evaluation/evaluation-details.js';
import { experimentByRule } from '../evaluation/experiment-by-rule.js';
import type { Evaluation, EvaluationKind } from '../evaluation/evaluation.js';
import type { ExposureLogger } from '../exposures/exposure-logger.js';
import type { NonExposedChecks } from '../exposures/non-exposed-checks.js';
import type { Logger } from '../observability/logger.js';
import type { LocalOverrides } from '../overrides/local-overrides.js';
import { DynamicConfig } from '../results/dynamic-config.js';
import { Experiment } from '../results/experiment.js';
import { FeatureGate } from '../results/feature-gate.js';
import { Layer } from '../results/layer.js';
import { ParameterStore } from '../results/parameter-store.js';
import type { JsonObject } from '../specs/json-value.js';
import type { RuleSpec } from '../specs/spec-snapshot.js';
import { userDataOf } from '../users/statsig-user.js';
import { toName } from './caller-input.js';
import { type Check, type Decisions, indirect, manual } from './decisions.js';
import { emitEvaluation } from './evaluation-events.js';
import type { EvaluationOptions, StickyOptions } from './evaluation-options.js';
import type { SdkEvents } from './sdk-events.js';
import type { SpecStore } from './spec-store.js';

const logTag = 'Client';

/** What a {@link Checker} needs. */
export interface CheckerSettings {
  readonly decisions: Decisions;
  readonly store: SpecStore;
  readonly overrides: LocalOverrides;
  readonly exposures: ExposureLogger;
  readonly nonExposed: NonExposedChecks;
  readonly logger: Logger;
  /** Whether exposures are logged at all now. */
  readonly canLog: () => boolean;
  /** Told of each check but those for manual exposures. */
  readonly sdkEvents: SdkEvents;
}

/** Makes checks for callers: gives what was decided in the form that they ask for, logs the exposure, and never throws. */
export class Checker {
  readonly #settings: CheckerSettings;
  readonly #reportMismatch: (message: string) => void;

  constructor(settings: CheckerSettings) {
    this.#settings = settings;
    this.#reportMismatch = (message) =>
      settings.logger.warnOnce({ topic: 'value-type', subject: message }, logTag, message);
  }

  checkGate(user: unknown, name: string, options: EvaluationOptions | undefined): boolean {
    return this.#check('gate', user, name, options).remembered.evaluation.value;
  }

  featureGate(user: unknown, name: string, options: EvaluationOptions | undefined): FeatureGate {
    const { remembered, origin } = this.#check('gate', user, name, options);
    return new FeatureGate(remembered.evaluation, detailsOf(remembered.evaluation, origin));
  }

  dynamicConfig<Values extends object>(
    user: unknown,
    name: string,
    options: EvaluationOptions | undefined,
  ): DynamicConfig<Values> {
    const { remembered, origin } = this.#check('dynamic-config', user, name, options);
    return new DynamicConfig(remembered.evaluation, detailsOf(remembered.evaluation, origin), this.#reportMismatch);
  }

  experiment<Values extends object>(
    user: unknown,
    name: string,
    options: (EvaluationOptions & StickyOptions) | undefined,
  ): Experiment<Values> {
    const { remembered, origin } = this.#check('experiment', user, name, options);
    return this.#experimentFrom(remembered.evaluation, origin);
  }

  /** What an experiment gives to one of its groups. No user is involved, and nothing is logged. */
  experimentByRule<Values extends object>(name: string, fits: (rule: RuleSpec) => boolean): Experiment<Values> {
    const { origin, context } = this.#settings.store.state;
    return this.#experimentFrom(experimentByRule(context.specs.snapshot, toName(name), fits), origin);
  }

  #experimentFrom<Values extends object>(evaluation: Evaluation, origin: SpecsOrigin): Experiment<Values> {
    return new Experiment(evaluation, detailsOf(evaluation, origin), this.#reportMismatch);
  }

  layer<Parameters extends object>(
    user: unknown,
    name: string,
    options: (EvaluationOptions & StickyOptions) | undefined,
  ): Layer<Parameters> {
    const { check, expose } = this.#layer(user, name, { ...options, isIndirect: false });
    const { evaluation } = check.remembered;
    return new Layer(evaluation, detailsOf(evaluation, check.origin), this.#reportMismatch, expose);
  }

  #layer(
    user: unknown,
    name: string,
    options: EvaluationOptions & StickyOptions & { readonly isIndirect: boolean },
  ): { readonly check: Check; readonly expose: (parameter: string) => void } {
    const { exposures, nonExposed, canLog } = this.#settings;
    const { disableExposureLogging = false, isIndirect } = options;
    const check = this.#settings.decisions.decide('layer', user, name, isIndirect ? indirect : options);
    this.#tell(check);
    if (disableExposureLogging) this.#countQuiet(check);
    // The layer's own exposure waits until a parameter is read; the experiments that were looked into do not.
    else this.#log(options, () => exposures.logConsulted(check.live ?? check));
    return {
      check,
      expose: (layerParameter) => {
        if (!disableExposureLogging) this.#log(options, () => exposures.log({ ...check, layerParameter, isIndirect }));
        else if (canLog()) nonExposed.add(check.remembered.evaluation.name);
      },
    };
  }

  parameterStore<Parameters extends object>(
    user: unknown,
    givenName: string,
    options: EvaluationOptions | undefined,
  ): ParameterStore<Parameters> {
    const { store, overrides, exposures, nonExposed, canLog } = this.#settings;
    const name = toName(givenName);
    const person = this.#settings.decisions.user(user);
    const overridden = overrides.parameterStores.find(name, userDataOf(person));
    const { origin, context } = store.state;
    const parameters = overridden ?? context.specs.snapshot.paramStores.get(name)?.parameters;
    const details = detailsOf(
      {
        outcome: parameters === undefined ? 'unrecognized' : 'recognized',
        overrideReason: overridden === undefined ? undefined : 'LocalOverride',
        version: undefined,
      },
      origin,
    );
    // A store itself is never exposed, only what is read from it.
    if (canLog()) nonExposed.add(name);
    const valuesOf = (kind: 'dynamic-config' | 'experiment', config: string): JsonObject => {
      const check = this.#settings.decisions.decide(kind, person, config, indirect);
      this.#tell(check);
      if (options?.disableExposureLogging === true) this.#countQuiet(check);
      else this.#log(options, () => exposures.log({ ...check, isIndirect: true }));
      return check.remembered.evaluation.json;
    };
    return new ParameterStore(name, parameters, details, {
      checkGate: (gate) => this.checkGate(person, gate, options),
      configValues: (config) => valuesOf('dynamic-config', config),
      experimentValues: (experiment) => valuesOf('experiment', experiment),
      layerValues: (layer) => {
        const { check, expose } = this.#layer(person, layer, { ...options, isIndirect: true });
        return { values: check.remembered.evaluation.json, expose };
      },
    });
  }

  /** Logs an exposure because the caller says so. It is of the live decision: nothing is kept, forgotten or looked up. */
  exposeManually(kind: EvaluationKind, input: unknown, name: string, layerParameter?: string): void {
    const { exposures, canLog } = this.#settings;
    if (!canLog()) return;
    const check = this.#settings.decisions.decide(kind, input, name, manual);
    exposures.logManually({ ...check, ...(layerParameter !== undefined && { layerParameter }) });
  }

  #check(
    kind: EvaluationKind,
    input: unknown,
    name: string,
    options: (EvaluationOptions & StickyOptions) | undefined,
  ): Check {
    const check = this.#settings.decisions.decide(kind, input, name, options);
    this.#tell(check);
    if (options?.disableExposureLogging === true) {
      this.#countQuiet(check);
    } else if (options?.holdExposure !== undefined) {
      this.#log(options, () => this.#logCheck(check));
    } else if (this.#settings.canLog()) {
      // Without a function to be called later: this is the way of most checks.
      this.#logCheck(check);
    }
    return check;
  }

  #logCheck(check: Check): void {
    if (check.live !== undefined) this.#settings.exposures.logConsulted(check.live);
    this.#settings.exposures.log(check);
  }

  /** Logs now, or leaves it to whoever holds exposures back. */
  #log(options: EvaluationOptions | undefined, log: () => void): void {
    const logIfAllowed = (): void => {
      if (this.#settings.canLog()) log();
    };
    if (options?.holdExposure === undefined) {
      logIfAllowed();
      return;
    }
    try {
      options.holdExposure(logIfAllowed);
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown error';
      this.#settings.logger.warnOnce(
        'hold-exposure',
        logTag,
        `\`holdExposure\` failed; exposures are logged at once: ${message}`,
      );
      logIfAllowed();
    }
  }

  #tell({ remembered, origin }: Check): void {
    emitEvaluation(this.#settings.sdkEvents, remembered.evaluation, origin);
  }

  /** Counts what a check would have exposed: what was asked for, and the experiments that were looked into. */
  #countQuiet({ remembered, live }: Check): void {
    const { nonExposed, canLog } = this.#settings;
    if (!canLog()) return;
    nonExposed.add(remembered.evaluation.name);
    const { consultedExperiments } = (live?.remembered ?? remembered).evaluation;
    for (const consulted of consultedExperiments) nonExposed.add(consulted.name);
  }
}
