import type { SpecsOrigin } from '../evaluation/evaluation-details.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { RememberedEvaluation } from '../evaluation/evaluate.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import type { JsonValue } from '../specs/json-value.js';
import { UserBytes } from '../users/held-bytes.js';
import type { UserData } from '../users/user-data.js';
import { ExposureEvent, type ExposureFacts, type UserWriter } from './exposure-event.js';
import { type ExposureIdentity, identityOf } from './exposure-identity.js';
import { exposedKey, exposedUser } from './exposure-key.js';
import { type ExposureRules, readExposureRules } from './exposure-rules.js';
import { ExposureSampler } from './exposure-sampler.js';
import { ExposureWindow } from './exposure-window.js';

/** What an exposure logger needs. */
export interface ExposureLoggerSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  readonly writeUser: UserWriter;
  readonly maxKeys: number;
  /** The `sdk_configs` of the specs in use now. */
  readonly sdkConfigs: () => ReadonlyMap<string, JsonValue>;
  readonly nowMs: () => number;
}

/** One decision to be logged. */
export interface Exposure {
  readonly remembered: RememberedEvaluation;
  readonly origin: SpecsOrigin;
  /** The user as it was when it was decided. */
  readonly user: Readonly<UserData>;
  /** Layers only: the parameter that was read. */
  readonly layerParameter?: string;
  /** Whether a parameter store asked for it. @default false */
  readonly isIndirect?: boolean;
}

/**
 * Turns decisions into exposure events, each once within the window, or fewer where the project asks for samples.
 *
 * What lives in this folder: what an exposure says, and which ones are logged. What must not: queues and sending
 * (`events`), deciding (`evaluation`).
 */
export class ExposureLogger {
  readonly #settings: ExposureLoggerSettings;
  readonly #window: ExposureWindow;
  readonly #sampler = new ExposureSampler();
  readonly #userBytes = new UserBytes();
  #latestKey: { readonly identity: ExposureIdentity; readonly text: string } | undefined;
  #sdkConfigs: ReadonlyMap<string, JsonValue> | undefined;
  #knownRules = readExposureRules(new Map());

  constructor(settings: ExposureLoggerSettings) {
    this.#settings = settings;
    this.#window = new ExposureWindow(settings.maxKeys);
  }

  /**
   * Logs the experiments that a decision looked into, then the decision itself, unless the window has them. Of a layer only the
   * parameter that was read: what it looked into is for `logConsulted`, when the layer is got.
   */
  log({ remembered, origin, user, layerParameter, isIndirect = false }: Exposure): void {
    const nowMs = this.#settings.nowMs();
    const window = this.#window.current(nowMs, this.#rules().dedupeWindowMs);
    // The same result of the same user, logged a moment ago: no key needs to be put together. 20 ns, not 500.
    const note = isIndirect ? remembered.exposedIndirectly : remembered.exposedDirectly;
    if (note?.window !== window) {
      const parameters = layerParameter === undefined ? undefined : new Set([layerParameter]);
      remembered[isIndirect ? 'exposedIndirectly' : 'exposedDirectly'] = { window, parameters };
    } else if (layerParameter === undefined || note.parameters?.has(layerParameter) === true) {
      return;
    } else {
      note.parameters?.add(layerParameter);
    }

    const { evaluation } = remembered;
    if (layerParameter === undefined) this.#logConsulted(evaluation, { origin, user, timeMs: nowMs });
    this.#logOnce({
      evaluation,
      origin,
      user,
      timeMs: nowMs,
      layerParameter,
      trigger: isIndirect ? 'indirect' : 'direct',
    });
  }

  /**
   * Logs a decision because a caller wants it logged, though it may have been logged by itself, unless it was logged so in this
   * window; and the experiments that it looked into, as `log` does.
   */
  logManually({ remembered: { evaluation }, origin, user, layerParameter }: Exposure): void {
    const timeMs = this.#settings.nowMs();
    this.#window.current(timeMs, this.#rules().dedupeWindowMs);
    this.#logConsulted(evaluation, { origin, user, timeMs });
    this.#logOnce({ evaluation, origin, user, timeMs, layerParameter, trigger: 'manual' });
  }

  /** Logs only the experiments that a decision looked into, unless the window has them. */
  logConsulted({ remembered, origin, user }: Exposure): void {
    if (remembered.evaluation.consultedExperiments.length === 0) return;
    const timeMs = this.#settings.nowMs();
    this.#window.current(timeMs, this.#rules().dedupeWindowMs);
    this.#logConsulted(remembered.evaluation, { origin, user, timeMs });
  }

  /** Counts nothing as logged already, whatever was. */
  startOver(): void {
    this.#window.end();
  }

  #logConsulted(
    { consultedExperiments }: Evaluation,
    occasion: Pick<ExposureFacts, 'origin' | 'user' | 'timeMs'>,
  ): void {
    for (const evaluation of consultedExperiments) {
      this.#logOnce({ ...occasion, evaluation, layerParameter: undefined, trigger: 'indirect' });
    }
  }

  #logOnce(facts: Omit<ExposureFacts, 'writeUser' | 'userBytes' | 'sampling'>): void {
    const { evaluation, user, timeMs } = facts;
    // A layer that refers to itself has no parameters. The official SDK exposes them for a user without any field.
    if (evaluation.kind === 'layer' && evaluation.outcome === 'too-deep') return;
    const identity = identityOf(facts);
    if (!this.#window.isFirst(this.#keyOf(identity), exposedUser(user))) return;
    const { isLogged, note } = this.#sampler.decide(evaluation, {
      identity: sampledIdentity(identity, facts),
      user,
      rules: this.#rules(),
      nowMs: timeMs,
    });
    if (!isLogged) return;
    const { origin, layerParameter, trigger } = facts;
    const { writeUser } = this.#settings;
    // Written out: spreading `facts` would take longer than all the rest of the event.
    this.#settings.enqueue(
      new ExposureEvent({
        evaluation,
        origin,
        user,
        timeMs,
        layerParameter,
        trigger,
        sampling: note,
        writeUser,
        userBytes: this.#userBytes.of(user),
      }),
    );
  }

  /** What is checked in each request is mostly what was checked in the one before: its key is kept. */
  #keyOf(identity: ExposureIdentity): string {
    const { entity, name, ruleID, extra, scope } = identity;
    const known = this.#latestKey;
    if (
      known?.identity.name === name &&
      known.identity.ruleID === ruleID &&
      known.identity.entity === entity &&
      known.identity.extra === extra &&
      known.identity.scope === scope
    ) {
      return known.text;
    }
    const text = exposedKey(identity);
    this.#latestKey = { identity, text };
    return text;
  }

  /** Read anew only when the specs have others. */
  #rules(): ExposureRules {
    const sdkConfigs = this.#settings.sdkConfigs();
    if (sdkConfigs !== this.#sdkConfigs) {
      this.#sdkConfigs = sdkConfigs;
      this.#knownRules = readExposureRules(sdkConfigs);
    }
    return this.#knownRules;
  }
}

/** As observed of the official SDK: parameters of layers that no direct call read are sampled as if the whole layer was. */
function sampledIdentity(
  identity: ExposureIdentity,
  { evaluation, trigger }: Pick<ExposureFacts, 'evaluation' | 'trigger'>,
): ExposureIdentity {
  if (trigger === 'direct' || identity.ruleID === evaluation.ruleID) return identity;
  return { ...identity, ruleID: evaluation.ruleID };
}
