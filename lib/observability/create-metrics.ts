import { callPort } from './call-port.js';
import { errorName, errorText } from './error-name.js';
import type { Logger } from './logger.js';
import { type MetricTags, type OutputMetrics, silentMetrics } from './metrics.js';
import type { ObservabilityClient } from './observability-client.js';
import { createRedactor } from './redact-secrets.js';
import { sdkKeyPrefix } from './sdk-key-prefix.js';

/** What {@link createMetrics} needs. */
export interface MetricsSettings {
  /** The application's client; without one nothing is measured. */
  readonly client: ObservabilityClient | undefined;
  /** Stands before each name. @default 'statsig.sdk.' */
  readonly prefix?: string;
  /** Told once of each method of the client that fails. */
  readonly logger: Logger;
  /** Taken out of every tag and every error, but for its beginning in the tag `sdk_key`. */
  readonly sdkKey: string;
  /** Also taken out, such as the password of a proxy. @default none */
  readonly secrets?: readonly string[];
}

/** Measurements of one turn of the event loop beyond this are left out. Chosen as in the official SDK. */
const mostWaiting = 1000;

/** Tags whose values hardly repeat, which makes them expensive in most metric stores. */
const highCardinalityTags: ReadonlySet<string> = new Set(['lcut', 'prev_lcut']);

const logTag = 'Metrics';

/** One call of the client that is still to be made. */
type Measurement = NumberMeasurement | { readonly kind: 'error'; readonly tag: string; readonly error: unknown };

interface NumberMeasurement {
  readonly kind: 'increment' | 'gauge' | 'dist';
  readonly name: string;
  /** Of an increment: the sum of those of one turn with the same tags. */
  value: number;
  readonly tags: MetricTags | undefined;
}

/**
 * Returns where measurements go: to the application's client, or nowhere. The client is called in a later turn of the event
 * loop, never inside an evaluation; what it throws or rejects with is reported once for each method, and does no harm.
 */
export function createMetrics(settings: MetricsSettings): OutputMetrics {
  const { client } = settings;
  return client === undefined ? silentMetrics : new ClientMetrics({ ...settings, client });
}

class ClientMetrics implements OutputMetrics {
  readonly #client: ObservabilityClient;
  readonly #prefix: string;
  readonly #logger: Logger;
  readonly #sdkKey: string;
  readonly #redact: (text: string) => string;
  #waiting: Measurement[] = [];
  /** The increments among them by name: several counters may grow in turns. Callers keep their few objects of tags. */
  readonly #counts = new Map<string, NumberMeasurement[]>();
  #isScheduled = false;
  #isInitialized = false;
  #isShutDown = false;

  constructor(settings: MetricsSettings & { readonly client: ObservabilityClient }) {
    this.#client = settings.client;
    this.#prefix = settings.prefix ?? 'statsig.sdk.';
    this.#logger = settings.logger;
    this.#sdkKey = settings.sdkKey;
    this.#redact = createRedactor([settings.sdkKey, ...(settings.secrets ?? [])]);
  }

  increment(name: string, value = 1, tags?: MetricTags): void {
    const counts = this.#counts.get(name) ?? [];
    const known = counts.find((count) => count.tags === tags);
    if (known !== undefined) {
      known.value += value;
      return;
    }
    const count: NumberMeasurement = { kind: 'increment', name, value, tags };
    if (this.#add(count)) this.#counts.set(name, [...counts, count]);
  }

  gauge(name: string, value: number, tags?: MetricTags): void {
    this.#add({ kind: 'gauge', name, value, tags });
  }

  dist(name: string, value: number, tags?: MetricTags): void {
    this.#add({ kind: 'dist', name, value, tags });
  }

  error(tag: string, error: unknown): void {
    this.#add({ kind: 'error', tag, error });
  }

  initialize(): void {
    this.#schedule();
  }

  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    if (this.#isScheduled) this.#deliver();
    this.#isShutDown = true;
    if (this.#isInitialized) await this.#call('shutdown', () => this.#client.shutdown?.());
  }

  /** @returns whether it will be told. */
  #add(measurement: Measurement): boolean {
    if (this.#isShutDown) return false;
    if (this.#waiting.length >= mostWaiting) {
      const message = `More than ${mostWaiting} measurements at once; some were left out, and later ones will be.`;
      this.#logger.warnOnce('metrics:overflow', logTag, message);
      return false;
    }
    this.#waiting.push(measurement);
    this.#schedule();
    return true;
  }

  /** An immediate holds the process for one turn of the loop at most, and so lets the last measurements out. */
  #schedule(): void {
    if (this.#isScheduled || this.#isShutDown) return;
    this.#isScheduled = true;
    setImmediate(() => {
      if (this.#isScheduled) this.#deliver();
    });
  }

  #deliver(): void {
    this.#isScheduled = false;
    if (!this.#isInitialized) {
      this.#isInitialized = true;
      void this.#call('initialize', () => this.#client.initialize?.());
    }
    const measurements = this.#waiting;
    this.#waiting = [];
    this.#counts.clear();
    for (const measurement of measurements) {
      if (measurement.kind === 'error') this.#deliverError(measurement);
      else this.#deliverNumber(measurement);
    }
  }

  #deliverNumber({ kind, name, value, tags }: NumberMeasurement): void {
    void this.#call(kind, () => this.#client[kind]?.(this.#prefix + name, value, this.#writeTags(tags)));
  }

  #deliverError({ tag, error }: Extract<Measurement, { kind: 'error' }>): void {
    const tags = { tag, exception: errorName(error) };
    this.#deliverNumber({ kind: 'increment', name: 'sdk_exceptions_count', value: 1, tags });
    void this.#call('error', () => this.#client.error?.(tag, this.#redact(errorText(error))));
  }

  #writeTags(tags: MetricTags = {}): Record<string, string> {
    const written: Record<string, string> = {};
    for (const [tag, value] of Object.entries(tags)) {
      if (highCardinalityTags.has(tag) && !this.#isWanted(tag)) continue;
      written[tag] = tag === 'sdk_key' ? sdkKeyPrefix(this.#sdkKey) : this.#redact(String(value));
    }
    return written;
  }

  #isWanted(tag: string): boolean {
    let isWanted = false;
    void this.#call('shouldEnableHighCardinalityForThisTag', () => {
      isWanted = this.#client.shouldEnableHighCardinalityForThisTag?.(tag) === true;
    });
    return isWanted;
  }

  #call(method: keyof ObservabilityClient, call: () => unknown): Promise<void> {
    return callPort(call, (error) => {
      const message = `observabilityClient.${method}() failed: ${errorText(error)}. It is not reported again.`;
      this.#logger.warnOnce(`metrics:${method}`, logTag, message);
    });
  }
}
