import type { ReplayTrigger, SessionReplaySpec } from '../specs/spec-snapshot.js';
import type { HashAlgorithm } from './client-initialize-options.js';
import { hashName } from './fragments.js';

/** The triggers that stand for every gate and every experiment. Browsers look for them as they are (bootstrap §3.8). */
const reservedTriggers: ReadonlySet<string> = new Set([
  'statsig::session_recording_all_gates',
  'statsig::session_recording_all_experiments',
]);

/** What decides on the recording of one user's session. */
export interface ReplayOccasion {
  readonly hashAlgorithm: HashAlgorithm;
  /** Whether the user passes a gate; false for one that does not exist. */
  readonly passesGate: (gate: string) => boolean;
  /** One random number in [0, 1) for the whole response. */
  readonly random: () => number;
}

/** How the browser is to record the session: the members of a response, by key (bootstrap §2.4). */
export function sessionReplayFields(
  replay: SessionReplaySpec | undefined,
  { hashAlgorithm, passesGate, random }: ReplayOccasion,
): Readonly<Record<string, unknown>> {
  if (replay === undefined) return {};
  const drawn = random();
  const { samplingRate, targetingGate, isRecordingBlocked } = replay;
  const isTargeted = targetingGate === undefined ? undefined : passesGate(targetingGate);
  const isSampled = samplingRate === undefined || drawn <= samplingRate;
  const hashed = (name: string): string => (reservedTriggers.has(name) ? name : hashName(name, hashAlgorithm));
  // What is undefined is left out when it is written.
  return {
    can_record_session: isRecordingBlocked !== true && isTargeted !== false && isSampled,
    session_recording_rate: samplingRate,
    recording_blocked: isRecordingBlocked,
    passes_session_recording_targeting: isTargeted,
    session_recording_event_triggers: triggers(replay.eventTriggers, drawn, (name) => name),
    session_recording_exposure_triggers: triggers(replay.exposureTriggers, drawn, hashed),
    session_recording_privacy_settings: replay.privacySettings,
  };
}

function triggers(
  found: ReadonlyMap<string, ReplayTrigger> | undefined,
  drawn: number,
  write: (name: string) => string,
): Readonly<Record<string, unknown>> | undefined {
  if (found === undefined) return undefined;
  return Object.fromEntries(
    [...found].map(([name, { values, samplingRate }]) => [
      write(name),
      { values, passes_sampling: samplingRate === undefined ? undefined : drawn <= samplingRate },
    ]),
  );
}
