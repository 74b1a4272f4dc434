import type { SpecsOrigin } from '../evaluation/evaluation-details.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { RememberedEvaluation } from '../evaluation/evaluate.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import type { UserData } from '../users/user-data.js';
import { ExposureEvent, type ExposureFacts, type UserWriter } from './exposure-event.js';
import { identityOf } from './exposure-identity.js';
import { ExposureWindow } from './exposure-window.js';

/** What an exposure logger needs. */
export interface ExposureLoggerSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  readonly writeUser: UserWriter;
  readonly maxKeys: number;
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
 * Turns decisions into exposure events, each once within the window.
 *
 * What lives in this folder: what an exposure says, and which ones are duplicates. What must not: queues and sending
 * (`events`), deciding (`evaluation`).
 */
export class ExposureLogger {
  readonly #settings: ExposureLoggerSettings;
  readonly #window: ExposureWindow;

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
    const window = this.#window.current(nowMs);
    // The same result of the same user object, logged a moment ago: no key needs to be put together. 20 ns, not 500.
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
    this.#logOnce({ evaluation, origin, user, timeMs: nowMs, layerParameter, isIndirect });
  }

  /** Logs only the experiments that a decision looked into, unless the window has them. */
  logConsulted({ remembered, origin, user }: Exposure): void {
    if (remembered.evaluation.consultedExperiments.length === 0) return;
    const timeMs = this.#settings.nowMs();
    this.#window.current(timeMs);
    this.#logConsulted(remembered.evaluation, { origin, user, timeMs });
  }

  #logConsulted(
    { consultedExperiments }: Evaluation,
    occasion: Pick<ExposureFacts, 'origin' | 'user' | 'timeMs'>,
  ): void {
    for (const evaluation of consultedExperiments) {
      this.#logOnce({ ...occasion, evaluation, layerParameter: undefined, isIndirect: true });
    }
  }

  #logOnce(facts: Omit<ExposureFacts, 'writeUser'>): void {
    const { evaluation } = facts;
    // A layer that refers to itself has no parameters. The official SDK exposes them for a user without any field.
    if (evaluation.kind === 'layer' && evaluation.outcome === 'too-deep') return;
    if (!this.#window.isFirst(identityOf(facts), facts.user)) return;
    this.#settings.enqueue(new ExposureEvent({ ...facts, writeUser: this.#settings.writeUser }));
  }
}
