import type { DeliveryResult, FlushResult, SinkResult } from './flush-result.js';

/** The result that the caller gets: that of the service, with those of the sinks, and a success when all of them are. */
export function joinResults(service: DeliveryResult, sinks: readonly SinkResult[] | undefined): FlushResult {
  if (sinks === undefined) return service;
  const failed = sinks.filter(({ isSuccess }) => !isSuccess);
  if (failed.length === 0) return { ...service, sinks };
  const sentences = failed.map(({ name, error }) => `Sink ${name}: ${error}`);
  const error = [service.error, ...sentences].filter((sentence) => sentence !== undefined).join(' ');
  return { ...service, isSuccess: false, error, sinks };
}
