import { type SpecsOrigin, detailsOf } from '../evaluation/evaluation-details.js';
import type { Evaluation, SecondaryExposure } from '../evaluation/evaluation.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import type { UserData } from '../users/user-data.js';

/** How an event's user becomes JSON text. */
export type UserWriter = (user: Readonly<UserData>) => string;

/** What an exposure event is made of. */
export interface ExposureFacts {
  readonly evaluation: Evaluation;
  /** The specs that decided. */
  readonly origin: SpecsOrigin;
  readonly user: Readonly<UserData>;
  /** When it was decided. Unit: milliseconds since the Unix epoch. */
  readonly timeMs: number;
  /** Layers only: the parameter that was read. */
  readonly layerParameter: string | undefined;
  /**
   * Whether a condition or a parameter store asked. Such exposures of experiments do not say whether a rule passed, and
   * those of layers have an empty list where others have none. Those of dynamic configs are like any other, unless they
   * refer to themselves (all of it observed of the official SDK).
   */
  readonly isIndirect: boolean;
  readonly writeUser: UserWriter;
}

/** An exposure as it waits in the queue: references to what it is about, made into text when it is sent. */
export class ExposureEvent implements LoggableEvent {
  readonly #facts: ExposureFacts;

  constructor(facts: ExposureFacts) {
    this.#facts = facts;
  }

  toJson(): string {
    const { evaluation, user, timeMs, writeUser } = this.#facts;
    const metadata = JSON.stringify(this.#metadata());
    const secondary = JSON.stringify(this.#secondaryExposures());
    return (
      `{"eventName":"statsig::${eventNames[evaluation.kind]}","value":null,"metadata":${metadata},` +
      `"statsigMetadata":{},"user":${writeUser(user)},"time":${timeMs},"secondaryExposures":${secondary}}`
    );
  }

  /** The metadata of runtime §7.1: all values are texts; what does not apply is left out. */
  #metadata(): Record<string, string> {
    const { evaluation, origin, layerParameter, isIndirect } = this.#facts;
    const details = detailsOf(evaluation, origin);
    const metadata: Record<string, string> = {};
    if (evaluation.kind === 'gate') {
      metadata['gate'] = evaluation.name;
      metadata['gateValue'] = String(evaluation.value);
    } else {
      metadata['config'] = evaluation.name;
    }
    if (layerParameter !== undefined) {
      const isExplicit = this.#isExplicit();
      metadata['parameterName'] = layerParameter;
      metadata['isExplicitParameter'] = String(isExplicit);
      metadata['allocatedExperiment'] = isExplicit ? (evaluation.allocatedExperiment ?? '') : '';
    }
    metadata['ruleID'] = this.#isEndlessReference() ? 'default' : exposedRuleID(evaluation, layerParameter);
    const saysWhetherPassed = evaluation.kind === 'dynamic-config' || (evaluation.kind === 'experiment' && !isIndirect);
    if (saysWhetherPassed && !this.#isEndlessReference()) {
      metadata['rulePassed'] = String(evaluation.value);
    }
    if (details.version !== null) metadata['configVersion'] = String(details.version);
    metadata['reason'] = details.reason;
    if (details.lcut !== null) metadata['lcut'] = String(details.lcut);
    if (details.receivedAt !== null) metadata['receivedAt'] = String(details.receivedAt);
    // Layer exposures do not name the config that a mapping led to, but for those of stores (observed of the official SDK).
    if (evaluation.overrideConfigName !== undefined && (evaluation.kind !== 'layer' || isIndirect)) {
      metadata['overrideConfigName'] = evaluation.overrideConfigName;
    }
    return metadata;
  }

  /** A parameter that the experiment itself sets carries all exposures; others those of the layer alone. */
  #secondaryExposures(): readonly SecondaryExposure[] | null {
    const { evaluation, isIndirect } = this.#facts;
    if (evaluation.outcome === 'too-deep') return this.#isEndlessReference() ? [] : null;
    if (evaluation.kind !== 'layer' || this.#isExplicit()) return evaluation.secondaryExposures;
    return evaluation.undelegatedSecondaryExposures ?? (isIndirect ? [] : null);
  }

  /** Whether a config that refers to itself was asked for by something else: it reads like a default then. */
  #isEndlessReference(): boolean {
    const { evaluation, isIndirect } = this.#facts;
    return isIndirect && evaluation.outcome === 'too-deep';
  }

  #isExplicit(): boolean {
    const { evaluation, layerParameter } = this.#facts;
    return layerParameter !== undefined && (evaluation.explicitParameters?.includes(layerParameter) ?? false);
  }
}

/** The rule that an exposure names: for new-style layers the one that the parameter came from. */
export function exposedRuleID(evaluation: Evaluation, layerParameter: string | undefined): string {
  const ofParameter = layerParameter === undefined ? undefined : evaluation.parameterRuleIDs?.get(layerParameter);
  return ofParameter ?? evaluation.ruleID;
}

const eventNames = {
  gate: 'gate_exposure',
  'dynamic-config': 'config_exposure',
  experiment: 'config_exposure',
  layer: 'layer_exposure',
} as const;
