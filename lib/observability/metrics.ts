/** Labels of a measurement. Tags of many different values, such as `lcut`, are left out unless the client asks for them. */
export type MetricTags = Readonly<Record<string, string>>;

/**
 * Where the parts of the SDK report what they measure. Names are given without the prefix `statsig.sdk.`; runtime §10.2 lists
 * them with their tags. No method throws.
 */
export interface Metrics {
  /** Adds to a counter. */
  increment(name: string, value?: number, tags?: MetricTags): void;
  /** Sets a level. */
  gauge(name: string, value: number, tags?: MetricTags): void;
  /** Notes one measurement of many, in milliseconds where the name says latency. */
  dist(name: string, value: number, tags?: MetricTags): void;
  /** Tells of an internal error; counted as `sdk_exceptions_count`. */
  error(tag: string, error: unknown): void;
}

/** Measures nothing: what is used without an observability client. */
export const silentMetrics: Metrics = {
  increment: () => undefined,
  gauge: () => undefined,
  dist: () => undefined,
  error: () => undefined,
};
