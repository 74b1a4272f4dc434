/**
 * Options of older SDKs and of other languages that have no counterpart here: what to do instead, as a sentence, or undefined
 * where nobody loses anything.
 */
export const retiredOptions: ReadonlyMap<string, string | undefined> = new Map([
  ['rulesUpdatedCallback', "call subscribe('specs_updated', …) of the client instead."],
  ['evaluationCallback', "call subscribe('gate_evaluated', …) and the like of the client instead."],
  ['evaluationCallbacks', "call subscribe('gate_evaluated', …) and the like of the client instead."],
  ['networkOverrideFunc', 'set specsUrl, idListsUrl, logEventUrl or proxyConfig instead.'],
  ['postLogsRetryLimit', 'batches are kept for another attempt, as many as eventLoggingMaxPendingBatchQueueSize says.'],
  ['postLogsRetryBackoff', 'the pauses between attempts grow by themselves.'],
  ['disableRulesetsSync', 'to keep specs as they are, set bootstrapSpecs and disableNetwork.'],
  ['initStrategyForUAParser', undefined],
  ['disableDiskAccess', undefined],
  ['disable_disk_access', undefined],
]);
