import type { LoggerService } from '@nestjs/common';
import type { OutputLoggerProvider } from 'statsig-nodekit';

/** The client's log in the application's own: each line goes to the Nest logger, at the same level. */
export function nestOutputLogger(logger: LoggerService): OutputLoggerProvider {
  return {
    debug: (_tag, message) => logger.debug?.(message),
    info: (_tag, message) => logger.log(message),
    warn: (_tag, message) => logger.warn(message),
    error: (_tag, message) => logger.error(message),
  };
}
