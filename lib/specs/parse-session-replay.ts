import { type JsonObject, type JsonValue, isJsonObject } from './json-value.js';
import type { ReplayTrigger, SessionReplaySpec } from './spec-snapshot.js';

/**
 * Reads how browsers record sessions, by field. Nothing of it decides an answer, so a part of the wrong type counts as
 * absent, and the rest of the document stays good.
 */
export function parseSessionReplay(fields: ReadonlyMap<string, JsonValue>): SessionReplaySpec {
  const targetingGate = fields.get('targeting_gate');
  const isRecordingBlocked = fields.get('recording_blocked');
  return {
    samplingRate: asRate(fields.get('sampling_rate')),
    targetingGate: typeof targetingGate === 'string' ? targetingGate : undefined,
    isRecordingBlocked: typeof isRecordingBlocked === 'boolean' ? isRecordingBlocked : undefined,
    eventTriggers: readTriggers(fields.get('session_recording_event_triggers')),
    exposureTriggers: readTriggers(fields.get('session_recording_exposure_triggers')),
    privacySettings: readPrivacy(fields.get('session_recording_privacy_settings')),
  };
}

function readTriggers(value: JsonValue | undefined): ReadonlyMap<string, ReplayTrigger> | undefined {
  if (!isJsonObject(value)) return undefined;
  const triggers = new Map<string, ReplayTrigger>();
  for (const [name, trigger] of Object.entries(value)) {
    if (!isJsonObject(trigger)) continue;
    triggers.set(name, { values: asTexts(trigger['values']), samplingRate: asRate(trigger['sampling_rate']) });
  }
  return triggers;
}

/** The keys that browsers know. Without a mode the settings say nothing. */
function readPrivacy(value: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { privacy_mode: mode } = value;
  if (typeof mode !== 'string') return undefined;
  const settings: Record<string, JsonValue> = { privacy_mode: mode };
  for (const key of ['unmasked_elements', 'masked_elements', 'blocked_elements']) {
    const elements = asTexts(value[key]);
    if (elements !== undefined) settings[key] = elements;
  }
  return settings;
}

function asRate(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function asTexts(value: JsonValue | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = (value as readonly JsonValue[]).filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}
