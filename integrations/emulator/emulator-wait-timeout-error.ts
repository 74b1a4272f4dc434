/** The events that were waited for did not come in time. */
export class EmulatorWaitTimeoutError extends Error {
  override readonly name = 'EmulatorWaitTimeoutError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'emulator_wait_timeout';

  constructor({ waitedFor, timeoutMs, names }: { waitedFor: string; timeoutMs: number; names: readonly string[] }) {
    const received = names.length === 0 ? 'none' : `${names.length} (${[...new Set(names)].join(', ')})`;
    super(`Waited ${timeoutMs} ms for ${waitedFor}; events received: ${received}. Was the client flushed?`);
  }
}
