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
  isFirst(event: ForwardedEvent): boolean {
    const key = keyOf(event);
    const last = key === undefined ? undefined : this.#forwardedAt.get(key);
    // A clock that was set back makes the time negative, and must not hold exposures back for longer than the period.
    return last === undefined || Math.abs(event.source.time - last) >= this.#periodMs;
  }

  /** Remembers an event: called when it has become a message, as another reason may keep it back although it is the first. */
  note(event: ForwardedEvent): void {
    const key = keyOf(event);
    if (key === undefined) return;
    this.#forwardedAt.delete(key);
    this.#forwardedAt.set(key, event.source.time);
    const [oldest] = this.#forwardedAt.keys();
    if (this.#forwardedAt.size > mostKeys && oldest !== undefined) this.#forwardedAt.delete(oldest);
  }
}

/** What is the same for exposures of which one is enough; undefined for events of the application's own. */
function keyOf({ kind, name, source }: ForwardedEvent): string | undefined {
  const { exposure, user } = source;
  if (exposure === null) return undefined;
  // Where no ID decided, such as for names that the project does not have, the users are still others.
  const unit = exposure.unitID ?? [user.userID, user.customIDs];
  const rule = ['ruleID', 'gateValue', 'parameterName'].map((member) => metadataText(source, member));
  return JSON.stringify([kind, name, unit, exposure.groupName, ...rule]);
}
