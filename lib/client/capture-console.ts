import { ConsoleCapture } from '../console-capture/console-capture.js';
import type { ResolvedConsoleCapture } from '../options/console-capture-options.js';
import type { StatsigUser } from '../users/statsig-user.js';
import type { ApplicationEvents } from './application-events.js';

/** What becomes of captured lines. */
export interface CaptureTarget {
  readonly events: Pick<ApplicationEvents, 'logLine'>;
  /** The user that was meant, with a warning about what was wrong with it. */
  readonly toUser: (input: unknown) => StatsigUser;
  /** Takes keys and credentials out of a text. */
  readonly redact: (text: string) => string;
}

/** Makes what captures the console as the options say, not started; undefined when they do not. */
export function captureConsole(
  options: ResolvedConsoleCapture | undefined,
  { events, toUser, redact }: CaptureTarget,
): ConsoleCapture | undefined {
  if (options === undefined) return undefined;
  const user = toUser(options.user);
  return new ConsoleCapture({
    options,
    onLine: ({ level, value, trace }) =>
      events.logLine(user, { level, value: redact(value), metadata: trace === '' ? null : { trace } }),
  });
}
