/** Labels of a measurement. Tags of many different values, such as `lcut`, are left out unless the client asks for them. */
export type MetricTags = Readonly<Record<string, string | number | boolean>>;

/**
 * Where the parts of the SDK report what they measure. Names are given without the prefix `statsig.sdk.`; `docs/production.md`
 * lists them with their tags. No method throws, and none calls the application's client before it returns.
 */
export interface Metrics {
  /** Adds to a counter. @param value 1 unless given */
  increment(name: string, value?: number, tags?: MetricTags): void;
  /** Sets a level. */
  gauge(name: string, value: number, tags?: MetricTags): void;
  /** Notes one measurement of many, in milliseconds where the name says latency. */
  dist(name: string, value: number, tags?: MetricTags): void;
  /** Tells of an internal error; counted as `sdk_exceptions_count`. */
  error(tag: string, error: unknown): void;
}

/** Measurements with the life cycle of the application's client, which belongs to whoever created them. */
export interface OutputMetrics extends Metrics {
  /** Calls the client's `initialize`, then hands on what was measured so far. What is measured before waits for this. */
  initialize(): void;
  /** Hands on what waits, then calls the client's `shutdown` and waits for it. Nothing is measured afterwards. Never rejects. */
  shutdown(): Promise<void>;
}

/** Measures nothing: what is used without an observability client. */
export const silentMetrics: OutputMetrics = {
  increment: () => undefined,
  gauge: () => undefined,
  dist: () => undefined,
  error: () => undefined,
  initialize: () => undefined,
  shutdown: () => Promise.resolve(),
};
