import { StatsigError } from './statsig-error.js';

/** The client was started after `shutdown()`, or shut down before its first specs had come. It serves what it has. */
export class ClientShutDownError extends StatsigError {
  override readonly name = 'ClientShutDownError';
  readonly code = 'client_shut_down';

  constructor() {
    super(
      'The client was shut down before it had specs, so gates are off. Call initialize() before shutdown(), and make a new ' +
        'client to start again.',
    );
  }
}
