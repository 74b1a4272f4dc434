import type { Logger } from '../../lib/observability/logger.js';
import { checkOutput } from './secret-watch/secret-watch.js';

/** A logger that keeps its lines, as `warn Events: message`. */
export interface RecordingLogger extends Logger {
  readonly lines: string[];
}

/** Makes a logger that keeps what it is told, from every level. */
export function createRecordingLogger(): RecordingLogger {
  const lines: string[] = [];
  const onceKeys = new Set<string>();
  const keep = (level: string) => (tag: string, message: string) => {
    checkOutput('log line, before the logger takes secrets out', message);
    lines.push(`${level} ${tag}: ${message}`);
  };
  return {
    lines,
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    warnOnce: (key, tag, message) => {
      const text = JSON.stringify(key);
      if (!onceKeys.has(text)) keep('warn')(tag, message);
      onceKeys.add(text);
    },
  };
}
