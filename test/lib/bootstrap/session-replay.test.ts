import { describe, expect, it } from 'vitest';
import { sessionReplayFields } from '../../../lib/bootstrap/session-replay.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { buildSpecs } from '../../support/specs-builder.js';

interface Draw {
  readonly drawn?: number;
  readonly hashAlgorithm?: 'djb2' | 'sha256' | 'none';
  readonly passing?: readonly string[];
}

/** What is written: fields without a value are left out. */
function fieldsOf(info: unknown, { drawn = 0.5, hashAlgorithm = 'none', passing = [] }: Draw = {}): unknown {
  const top = info === undefined ? {} : { session_replay_info: info };
  const fields = sessionReplayFields(parseSpecs(buildSpecs({ top })).snapshot.sessionReplay, {
    hashAlgorithm,
    passesGate: (gate) => passing.includes(gate),
    random: () => drawn,
  });
  return JSON.parse(JSON.stringify(fields));
}

describe('sessionReplayFields', () => {
  it('says nothing when the project says nothing', () => {
    expect(fieldsOf(undefined)).toEqual({});
  });

  it('lets everyone be recorded when the project says no more', () => {
    expect(fieldsOf({})).toEqual({ can_record_session: true });
  });

  it.each([
    [0.25, 0.2, true],
    [0.25, 0.25, true],
    [0.25, 0.26, false],
    [0, 0, true],
    [0, 0.1, false],
    [1, 0.999, true],
  ])('with a rate of %d and %d drawn says %s', (sampling_rate, drawn, can_record_session) => {
    expect(fieldsOf({ sampling_rate }, { drawn })).toEqual({
      can_record_session,
      session_recording_rate: sampling_rate,
    });
  });

  it.each([true, false])('copies whether recording is blocked: %s', (recording_blocked) => {
    expect(fieldsOf({ recording_blocked })).toEqual({ can_record_session: !recording_blocked, recording_blocked });
  });

  it.each([
    [['t'], true],
    [[], false],
  ])('asks the targeting gate: of %j passed', (passing, passes) => {
    expect(fieldsOf({ targeting_gate: 't' }, { passing })).toEqual({
      can_record_session: passes,
      passes_session_recording_targeting: passes,
    });
  });

  it('takes all that is against recording into account', () => {
    const info = { targeting_gate: 't', sampling_rate: 1, recording_blocked: true };
    expect(fieldsOf(info, { passing: ['t'] })).toMatchObject({ can_record_session: false });
  });

  it('draws once for everything, and tells no rates of triggers', () => {
    let draws = 0;
    const { sessionReplay } = parseSpecs(
      buildSpecs({
        top: {
          session_replay_info: {
            sampling_rate: 0.5,
            session_recording_event_triggers: {
              low: { sampling_rate: 0.4 },
              high: { sampling_rate: 0.6, values: ['v'] },
            },
            session_recording_exposure_triggers: { e: { sampling_rate: 0.5 }, always: {} },
          },
        },
      }),
    ).snapshot;
    const fields = sessionReplayFields(sessionReplay, {
      hashAlgorithm: 'none',
      passesGate: () => true,
      random: () => {
        draws += 1;
        return 0.5;
      },
    });
    expect(draws).toBe(1);
    expect(JSON.parse(JSON.stringify(fields))).toEqual({
      can_record_session: true,
      session_recording_rate: 0.5,
      session_recording_event_triggers: {
        low: { passes_sampling: false },
        high: { values: ['v'], passes_sampling: true },
      },
      session_recording_exposure_triggers: { e: { passes_sampling: true }, always: {} },
    });
  });

  it('hashes the names of exposures that are triggers, and none of events', () => {
    const info = {
      session_recording_event_triggers: { tg: {} },
      session_recording_exposure_triggers: {
        tg: {},
        'statsig::session_recording_all_gates': {},
        'statsig::session_recording_all_experiments': {},
      },
    };
    expect(fieldsOf(info, { hashAlgorithm: 'djb2' })).toMatchObject({
      session_recording_event_triggers: { tg: {} },
      session_recording_exposure_triggers: {
        3699: {},
        'statsig::session_recording_all_gates': {},
        'statsig::session_recording_all_experiments': {},
      },
    });
  });

  it('copies what browsers know of the privacy settings', () => {
    const known = {
      privacy_mode: 'input',
      unmasked_elements: ['.a'],
      masked_elements: ['#b'],
      blocked_elements: ['c'],
    };
    const info = { session_recording_privacy_settings: { ...known, other: 1 } };
    expect(fieldsOf(info)).toEqual({ can_record_session: true, session_recording_privacy_settings: known });
  });
});
