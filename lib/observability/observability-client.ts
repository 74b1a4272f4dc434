/**
 * The application's own metrics; given as the option `observabilityClient`. All methods are optional, same shape as in the
 * official SDK; they are called as methods of the object, and one that throws or rejects does no harm.
 */
export interface ObservabilityClient {
  /** Called when the client is initialised, before the first measurement. */
  initialize?(): void;
  increment?(metricName: string, value: number, tags: Record<string, string>): void;
  gauge?(metricName: string, value: number, tags: Record<string, string>): void;
  dist?(metricName: string, value: number, tags: Record<string, string>): void;
  error?(tag: string, error: string): void;
  /** Whether a tag of many different values is wanted: `lcut`, `prev_lcut`. @default false */
  shouldEnableHighCardinalityForThisTag?(tag: string): boolean;
  /** Called by `shutdown()` of the client, after the last measurement. */
  shutdown?(): void | Promise<void>;
}
