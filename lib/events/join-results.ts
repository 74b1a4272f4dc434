import type { DeliveryResult, FlushResult, SinkResult } from './flush-result.js';

/** What became of events on each way that there is. */
export interface ResultsByWay {
  readonly service: DeliveryResult;
  /** Of browsers. */
  readonly forwarded: DeliveryResult | undefined;
  readonly sinks: readonly SinkResult[] | undefined;
}

/** The result that the caller gets: that of the service, with those of the other ways, and a success when all of them are. */
export function joinResults({ service, forwarded, sinks }: ResultsByWay): FlushResult {
  const joined = { ...service, ...(forwarded && { forwarded }), ...(sinks && { sinks }) };
  const sentences = [
    ...(forwarded === undefined || forwarded.isSuccess ? [] : [`Of browsers: ${forwarded.error}`]),
    ...(sinks ?? []).filter(({ isSuccess }) => !isSuccess).map(({ name, error }) => `Sink ${name}: ${error}`),
  ];
  if (sentences.length === 0) return joined;
  const error = [service.error, ...sentences].filter((sentence) => sentence !== undefined).join(' ');
  return { ...joined, isSuccess: false, error };
}
