/** Exposures of one page that are not certain yet. */
export class HeldExposures {
  #held: (() => void)[] = [];
  #outcome: 'waiting' | 'logged' | 'dropped' = 'waiting';

  /** Takes an exposure: to be logged with the others, or at once where those have been logged already. */
  readonly hold = (log: () => void): void => {
    if (this.#outcome === 'waiting') this.#held.push(log);
    else if (this.#outcome === 'logged') log();
  };

  /** Logs what is held, and from now on whatever comes. Only the first call of this and `drop` has an effect. */
  log(): void {
    for (const log of this.#settle('logged')) log();
  }

  /** Logs none of them. */
  drop(): void {
    this.#settle('dropped');
  }

  #settle(outcome: 'logged' | 'dropped'): readonly (() => void)[] {
    if (this.#outcome !== 'waiting') return [];
    this.#outcome = outcome;
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
