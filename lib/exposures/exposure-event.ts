import { type SpecsOrigin, detailsOf } from '../evaluation/evaluation-details.js';
import type { Evaluation, SecondaryExposure } from '../evaluation/evaluation.js';
import type { LoggedExposure } from '../events/event-sink.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import { unitOf } from '../evaluation/subjects/user-fields.js';
import type { UserData } from '../users/user-data.js';
import type { SamplingNote } from './exposure-sampler.js';

/** How an event's user becomes JSON text. */
export type UserWriter = (user: Readonly<UserData>) => string;

/**
 * Why something is exposed.
 * - `direct`: a caller asked for it.
 * - `indirect`: a condition or a parameter store did.
 * - `manual`: a caller wants it logged.
 *
 * Exposures of experiments say whether a rule passed in direct ones alone, and those of layers that consulted nothing have an
 * empty list in indirect ones where others have none. Those of dynamic configs are alike, unless they refer to themselves (all
 * of it observed of the official SDK).
 */
export type ExposureTrigger = 'direct' | 'indirect' | 'manual';

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
  readonly trigger: ExposureTrigger;
  /** Undefined for exposures that are logged whatever the sampling says. */
  readonly sampling: SamplingNote | undefined;
  readonly writeUser: UserWriter;
  /** What the user takes. Unit: bytes. */
  readonly userBytes: number;
}

/** What an exposure takes beside its user, with the evaluation. Unit: bytes. */
const ownBytes = 400;

/** An exposure as it waits in the queue: references to what it is about, made into text when it is sent. */
export class ExposureEvent implements LoggableEvent {
  readonly #facts: ExposureFacts;

  constructor(facts: ExposureFacts) {
    this.#facts = facts;
  }

  get heldBytes(): number {
    // Callers may ask for names of any length that nothing has.
    return ownBytes + this.#facts.userBytes + 2 * this.#facts.evaluation.name.length;
  }

  /** What the event is made of. */
  get facts(): Readonly<ExposureFacts> {
    return this.#facts;
  }

  toJson(): string {
    const { evaluation, user, timeMs, sampling, writeUser } = this.#facts;
    const metadata = JSON.stringify(this.#metadata());
    const secondary = JSON.stringify(this.#secondaryExposures());
    return (
      `{"eventName":"statsig::${eventNames[evaluation.kind]}","value":null,"metadata":${metadata},` +
      `"statsigMetadata":${sampling === undefined ? '{}' : samplingText(sampling)},"user":${writeUser(user)},"time":${timeMs},"secondaryExposures":${secondary}}`
    );
  }

  exposed(): LoggedExposure {
    const { evaluation, user } = this.#facts;
    const { idType, groupName } = evaluation;
    const unit = idType === '' ? undefined : unitOf(idType)(user);
    return {
      entity: evaluation.entity ?? entities[evaluation.kind],
      groupName,
      idType,
      unitID: unit === undefined ? null : String(unit),
    };
  }

  /** The metadata of runtime §7.1: all values are texts; what does not apply is left out. */
  #metadata(): Record<string, string> {
    const { evaluation, origin, layerParameter, trigger } = this.#facts;
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
    metadata['ruleID'] = this.#isEndlessReference() ? 'default' : exposedRuleID(this.#facts);
    const saysWhetherPassed =
      evaluation.kind === 'dynamic-config' || (evaluation.kind === 'experiment' && trigger === 'direct');
    if (saysWhetherPassed && !this.#isEndlessReference()) {
      metadata['rulePassed'] = String(evaluation.value);
    }
    if (trigger === 'manual') metadata['isManualExposure'] = 'true';
    if (details.version !== null) metadata['configVersion'] = String(details.version);
    metadata['reason'] = details.reason;
    if (details.lcut !== null) metadata['lcut'] = String(details.lcut);
    if (details.receivedAt !== null) metadata['receivedAt'] = String(details.receivedAt);
    // Exposures of layers name the config that a mapping led to in indirect and manual ones alone (observed of the official SDK).
    if (evaluation.overrideConfigName !== undefined && (evaluation.kind !== 'layer' || trigger !== 'direct')) {
      metadata['overrideConfigName'] = evaluation.overrideConfigName;
    }
    return metadata;
  }

  /** A parameter that the experiment itself sets carries all exposures; others those of the layer alone. */
  #secondaryExposures(): readonly SecondaryExposure[] | null {
    const { evaluation, trigger } = this.#facts;
    if (evaluation.outcome === 'too-deep') return this.#isEndlessReference() ? [] : null;
    if (evaluation.kind !== 'layer' || this.#isExplicit()) return evaluation.secondaryExposures;
    return evaluation.undelegatedSecondaryExposures ?? (trigger === 'indirect' ? [] : null);
  }

  /** Whether a config that refers to itself was asked for by something else: it reads like a default then. */
  #isEndlessReference(): boolean {
    const { evaluation, trigger } = this.#facts;
    return trigger === 'indirect' && evaluation.outcome === 'too-deep';
  }

  #isExplicit(): boolean {
    const { evaluation, layerParameter } = this.#facts;
    return layerParameter !== undefined && (evaluation.explicitParameters?.includes(layerParameter) ?? false);
  }
}

/**
 * The rule that an exposure names: for new-style layers the one that the parameter came from, but that of the whole layer for
 * exposures by hand (observed of the official SDK).
 */
export function exposedRuleID({
  evaluation,
  layerParameter,
  trigger,
}: Pick<ExposureFacts, 'evaluation' | 'layerParameter' | 'trigger'>): string {
  if (layerParameter === undefined || trigger === 'manual') return evaluation.ruleID;
  return evaluation.parameterRuleIDs?.get(layerParameter) ?? evaluation.ruleID;
}

function samplingText({ mode, rate, isChosen }: SamplingNote): string {
  return JSON.stringify({
    samplingRate: rate ?? null,
    samplingMode: mode,
    shadowLogged: isChosen ? 'logged' : 'dropped',
  });
}

/** What the specs would call what was asked for. */
const entities = {
  gate: 'feature_gate',
  'dynamic-config': 'dynamic_config',
  experiment: 'experiment',
  layer: 'layer',
} as const;

const eventNames = {
  gate: 'gate_exposure',
  'dynamic-config': 'config_exposure',
  experiment: 'config_exposure',
  layer: 'layer_exposure',
} as const;
