import { Logger, type LoggerService } from '@nestjs/common';
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

const tag = 'NestJS';

/**
 * Where the module's own lines go: to the application's logger under the name `Statsig`, or where the option `logger` says. A
 * line is never worth an exception: what the application's object throws, and a promise of it that rejects, is passed over.
 */
export function moduleLogger(port: OutputLoggerProvider | 'nest' | null = 'nest'): LoggerService {
  if (port === 'nest' || port === null) return new Logger('Statsig');
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: unknown): void => {
      try {
        const written: unknown = port[level]?.(tag, String(message));
        // A logger that only says that it cannot log has nobody to say it to.
        if (written instanceof Promise) written.catch(() => undefined);
      } catch {
        // See above.
      }
    };
  return { debug: write('debug'), log: write('info'), warn: write('warn'), error: write('error') };
}
