import { AssertionError } from 'node:assert';

/** Records that a message tells of, at most. */
const mostTold = 10;

/** What {@link Findings} are made of. */
export interface FindingsSettings<Item> {
  /** As it reads after “Expected”: `an exposure of "new_checkout"`. */
  readonly wanted: string;
  /** The records that fit so far. */
  readonly found: readonly Item[];
  /** All that was recorded of the kind, for messages. */
  readonly recorded: readonly Item[];
  /** As it reads in “No … were recorded.”: `exposures`. */
  readonly plural: string;
  readonly describe: (item: Item) => string;
}

/** What test runners show beside the message. */
interface Difference {
  readonly expected: string;
  readonly actual: string;
}

/** Records that fit what a test expects. Never empty. */
export class Findings<Item> {
  readonly #settings: FindingsSettings<Item>;

  /** @throws AssertionError when nothing fits */
  constructor(settings: FindingsSettings<Item>) {
    this.#settings = settings;
    const { wanted, found } = settings;
    if (found.length === 0) this.#fail(`Expected ${wanted}, and there is none.`, { expected: wanted, actual: 'none' });
  }

  get found(): readonly Item[] {
    return this.#settings.found;
  }

  /**
   * Those that fit something more.
   *
   * @param words as it reads after what was wanted so far: `with the value true`
   * @throws AssertionError when none does
   */
  narrow(words: string, fits: (item: Item) => boolean): Findings<Item> {
    const { wanted, found } = this.#settings;
    return new Findings({ ...this.#settings, wanted: `${wanted} ${words}`, found: found.filter(fits) });
  }

  /** @throws AssertionError when there are more or fewer */
  count(expected: number): void {
    const { wanted, found } = this.#settings;
    if (found.length === expected) return;
    const [wantedTimes, foundTimes] = [times(expected), times(found.length)];
    const sentence = `Expected ${wanted} ${wantedTimes}, and it was recorded ${foundTimes}.`;
    this.#fail(sentence, { expected: wantedTimes, actual: foundTimes });
  }

  #fail(sentence: string, difference: Difference): never {
    const { recorded, plural, describe } = this.#settings;
    throw new AssertionError({ message: `${sentence} ${listed(recorded, plural, describe)}`, ...difference });
  }
}

/** @throws AssertionError when there is such a record */
export function expectNone<Item>({ wanted, found, plural, describe }: Omit<FindingsSettings<Item>, 'recorded'>): void {
  if (found.length === 0) return;
  const message = `Expected no ${wanted}. ${listed(found, plural, describe)}`;
  throw new AssertionError({ message, expected: 'none', actual: times(found.length) });
}

function listed<Item>(items: readonly Item[], plural: string, describe: (item: Item) => string): string {
  if (items.length === 0) return `No ${plural} were recorded.`;
  const lines = items.slice(0, mostTold).map((item) => `\n  - ${describe(item)}`);
  const rest = items.length > mostTold ? `\n  and ${items.length - mostTold} more` : '';
  return `Recorded ${plural}:${lines.join('')}${rest}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
