import { type LogLineLevel, logLineLevels, toLogLineLevel } from '../events/log-line.js';
import { toStatsigUser } from '../users/statsig-user.js';
import type { ConsoleCaptureOptions, ResolvedConsoleCapture } from './console-capture-options.js';
import { describeReceived } from './describe-received.js';
import { wholeNumber } from './number-readers.js';
import { flag, type OptionReader } from './option-readers.js';

/** Limits and levels are the official SDK's (runtime §10.4, and observed). */
const defaultLevels: readonly LogLineLevel[] = Object.freeze(['warn', 'error'] as const);
const defaultUser = { userID: 'console-capture-user' };

const fields: { readonly [Name in keyof Required<ConsoleCaptureOptions>]: true } = {
  enabled: true,
  logLevels: true,
  user: true,
  maxKeys: true,
  maxDepth: true,
  maxLength: true,
};

/** What is captured of the console; undefined when nothing is. The user is in no complaint. */
export function consoleCapture(): OptionReader<ResolvedConsoleCapture | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        complain(`expected { enabled: true }, received ${describeReceived(value)}; nothing is captured.`);
        return undefined;
      }
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(fields, name)) complain(`field ${name}: unknown; it has no effect.`);
      }
      const read = <Field>(name: keyof ConsoleCaptureOptions, reader: OptionReader<Field>): Field => {
        const field: unknown = Reflect.get(value, name);
        if (field === undefined || field === null) return reader.fallback;
        return reader.read(field, (complaint) => complain(`field ${name}: ${complaint}`));
      };
      const isEnabled = read('enabled', flag(false));
      const resolved = Object.freeze({
        logLevels: read('logLevels', levelList()),
        user: toStatsigUser(Reflect.get(value, 'user') ?? defaultUser),
        maxKeys: read('maxKeys', wholeNumber({ fallback: 100, min: 1, max: 100 })),
        maxDepth: read('maxDepth', wholeNumber({ fallback: 10, min: 1, max: 10 })),
        maxLength: read('maxLength', wholeNumber({ fallback: 4096, min: 1, max: 4096 })),
      });
      return isEnabled ? resolved : undefined;
    },
  };
}

/** Levels that there are, each once; the others are named and left out. */
function levelList(): OptionReader<readonly LogLineLevel[]> {
  return {
    fallback: defaultLevels,
    read: (value, complain) => {
      if (!Array.isArray(value)) {
        complain(
          `expected an array of ${logLineLevels.join(', ')}, received ${describeReceived(value)}; warn and error are captured.`,
        );
        return defaultLevels;
      }
      const levels = (value as readonly unknown[]).flatMap((word) => {
        const level = toLogLineLevel(word);
        if (level === undefined)
          complain(`expected some of ${logLineLevels.join(', ')}, received ${describeReceived(word)}; it is left out.`);
        return level ?? [];
      });
      return Object.freeze([...new Set(levels)]);
    },
  };
}
