import { type ForwardedEvent, metadataText } from './forwarded-event.js';

/** Exposures that are remembered at most: some 15 MB. */
const mostKeys = 100_000;

/**
 * Remembers which exposures were forwarded, so that the same one is forwarded once in a while only: of the same unit, name, rule
 * and group. Beyond 100,000 the ones that were remembered first are forgotten.
 */
export class ExposureMemory {
  readonly #periodMs: number;
  /** When each was forwarded, the oldest first. */
  readonly #forwardedAt = new Map<string, number>();

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** Whether an event is to be forwarded, as far as this goes. Events of the application's own always are. */
  isFirst({ kind, name, source }: ForwardedEvent): boolean {
    const { exposure, time } = source;
    if (exposure === null) return true;
    const rule = [
      metadataText(source, 'ruleID'),
      metadataText(source, 'gateValue'),
      metadataText(source, 'parameterName'),
    ];
    const key = JSON.stringify([kind, name, exposure.unitID, exposure.groupName, ...rule]);
    const last = this.#forwardedAt.get(key);
    if (last !== undefined && time - last < this.#periodMs) return false;
    this.#forwardedAt.delete(key);
    this.#forwardedAt.set(key, time);
    const [oldest] = this.#forwardedAt.keys();
    if (this.#forwardedAt.size > mostKeys && oldest !== undefined) this.#forwardedAt.delete(oldest);
    return true;
  }
}
