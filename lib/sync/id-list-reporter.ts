import { errorText, failureKind } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';

const logTag = 'IdLists';

/** Lists that are named one by one; of the rest only the number is told. */
const mostNamed = 5;

/** Says in the log how it stands with ID lists: a line when something begins to fail, or fails otherwise, or is well again. */
export class IdListReporter {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  /** What was told last; empty while all is well. */
  #told = '';

  constructor(logger: Logger, metrics: Metrics = silentMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** There is no overview of the lists, so none was looked at. */
  noteNoManifest(error: unknown): void {
    this.#metrics.error(logTag, error);
    this.#tell(`manifest ${failureKind(error)}`, `ID lists are not refreshed. ${errorText(error)}`);
  }

  /** All lists were looked at; these could not be refreshed. */
  noteLists(failures: ReadonlyMap<string, unknown>, listCount: number): void {
    for (const error of failures.values()) this.#metrics.error(logTag, error);
    const [first] = failures.values();
    if (first === undefined) {
      if (this.#told !== '') this.#logger.info(logTag, 'ID lists are refreshed again.');
      this.#told = '';
      return;
    }
    const causes = [...failures].map(([name, error]) => `${JSON.stringify(name)} ${failureKind(error)}`);
    this.#tell(
      `lists ${causes.toSorted().join()}`,
      `${failures.size} of ${listCount} ID lists ${failures.size === 1 ? 'is' : 'are'} not refreshed: ` +
        `${quoteNames([...failures.keys()])}. ${errorText(first)}`,
    );
  }

  /** The overview has entries that cannot be used. They are named once. */
  noteMalformed(names: readonly string[]): void {
    if (names.length === 0) return;
    const quoted = quoteNames(names);
    this.#logger.warnOnce(
      { topic: 'id-list-entries', subject: quoted },
      logTag,
      `${names.length} malformed entries in the overview of ID lists were passed over; what is held of these lists is kept: ` +
        `${quoted}. An entry has url, size and creationTime, and fileID if it has one.`,
    );
  }

  #tell(state: string, message: string): void {
    if (state === this.#told) return;
    this.#told = state;
    this.#logger.warn(logTag, message);
  }
}

function quoteNames(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).map((name) => JSON.stringify(name));
  return named.join(', ') + (names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '');
}
