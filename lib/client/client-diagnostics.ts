import { CustomEvent } from '../events/custom-event.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import { DiagnosticsRecorder } from '../observability/diagnostics-recorder.js';

/** What {@link recordDiagnostics} needs. */
export interface ClientDiagnosticsSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  /** Whether events are logged at all now. */
  readonly canLog: () => boolean;
  /** How many of 10 000 are told, by the names of the specs in use. */
  readonly rates: () => ReadonlyMap<string, number>;
  /** Takes keys and credentials out of a text. */
  readonly redact: (text: string) => string;
  readonly nowMs: () => number;
  readonly random: () => number;
}

/** Makes what collects the client's diagnostics, and logs them as events of nobody. */
export function recordDiagnostics(settings: ClientDiagnosticsSettings): DiagnosticsRecorder {
  const { enqueue, canLog, rates, redact, nowMs, random } = settings;
  return new DiagnosticsRecorder({
    nowMs,
    random,
    rates,
    report: (context, markers) => {
      if (!canLog()) return;
      enqueue(
        new CustomEvent(
          {
            eventName: 'statsig::diagnostics',
            value: null,
            metadata: { context, markers: redact(markers) },
            timeMs: nowMs(),
            user: null,
          },
          { writeUser: () => '{}' },
        ),
      );
    },
  });
}
