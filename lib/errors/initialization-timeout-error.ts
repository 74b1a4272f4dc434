import { StatsigError } from './statsig-error.js';

/**
 * `initialize()` did not have specs within the option `initTimeoutMs`. The client serves defaults, and the background
 * sync goes on trying.
 */
export class InitializationTimeoutError extends StatsigError {
  override readonly name = 'InitializationTimeoutError';
  readonly code = 'initialization_timed_out';
  /** The limit that was exceeded. Unit: milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(
      `Initialization timed out: no specs within initTimeoutMs = ${timeoutMs}. Defaults are served until a later sync ` +
        'succeeds; raise initTimeoutMs if the network is slow.',
    );
    this.timeoutMs = timeoutMs;
  }
}
