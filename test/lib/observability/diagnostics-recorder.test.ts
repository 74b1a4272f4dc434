import { describe, expect, it } from 'vitest';

import { DiagnosticsRecorder } from '../../../lib/observability/diagnostics-recorder.js';

interface Report {
  readonly context: string;
  readonly markers: readonly Record<string, unknown>[];
}

/** A recorder whose clock counts its questions, and what it told. */
function setUp({
  random = 0,
  rates = {},
}: { readonly random?: number; readonly rates?: Readonly<Record<string, number>> } = {}): {
  recorder: DiagnosticsRecorder;
  reports: Report[];
} {
  const reports: Report[] = [];
  let now = 0;
  const recorder = new DiagnosticsRecorder({
    nowMs: () => ++now,
    random: () => random,
    rates: () => new Map(Object.entries(rates)),
    report: (context, markers) =>
      void reports.push({ context, markers: JSON.parse(markers) as readonly Record<string, unknown>[] }),
  });
  return { recorder, reports };
}

const request = { key: 'download_config_specs', step: 'network_request', url: 'http://host/specs' } as const;
const ready = { success: true, configSpecReady: true, source: 'Network' };

describe('DiagnosticsRecorder', () => {
  it('tells of the start with everything that belongs to it', () => {
    const { recorder, reports } = setUp();
    recorder.beginInitialization();
    recorder.beginRound('dcs');
    recorder.mark({ ...request, action: 'start' });
    recorder.mark({ ...request, action: 'end', success: true, statusCode: 200 });
    recorder.mark({ key: 'get_id_list_sources', action: 'start', step: 'process', idListCount: 0 });
    recorder.endRound('dcs');
    recorder.endInitialization(ready);
    expect(reports).toEqual([
      {
        context: 'initialize',
        markers: [
          { key: 'overall', action: 'start', timestamp: 1 },
          { ...request, action: 'start', timestamp: 2, attempt: 0 },
          { ...request, action: 'end', timestamp: 3, attempt: 0, success: true, statusCode: 200 },
          { key: 'get_id_list_sources', action: 'start', timestamp: 4, step: 'process', idListCount: 0 },
          { key: 'overall', action: 'end', timestamp: 5, ...ready },
        ],
      },
    ]);
  });

  it('tells of each later look by itself, and counts attempts', () => {
    const { recorder, reports } = setUp();
    recorder.beginRound('get_id_list');
    recorder.beginRound('dcs');
    recorder.mark({ ...request, action: 'start' });
    recorder.mark({ ...request, action: 'end', success: false });
    recorder.mark({ key: 'get_id_list', action: 'start', step: 'network_request', url: 'http://host/file' });
    recorder.mark({ ...request, action: 'start' });
    recorder.mark({ ...request, action: 'end', success: true });
    recorder.endRound('dcs');
    recorder.endRound('get_id_list');
    expect(reports.map(({ context }) => context)).toEqual(['config_sync', 'config_sync']);
    expect(reports[0]?.markers.map(({ action, attempt }) => [action, attempt])).toEqual([
      ['start', 0],
      ['end', 0],
      ['start', 1],
      ['end', 1],
    ]);
    expect(reports[1]?.markers).toMatchObject([{ key: 'get_id_list', attempt: 0 }]);
  });

  it('tells nothing of looks without anything to tell, and nothing outside of looks', () => {
    const { recorder, reports } = setUp();
    recorder.mark({ ...request, action: 'start' });
    recorder.beginRound('dcs');
    recorder.endRound('dcs');
    recorder.endRound('get_id_list');
    expect(reports).toEqual([]);
  });

  it('keeps at most 50 markers, and the end of the start is among them', () => {
    const { recorder, reports } = setUp();
    recorder.beginInitialization();
    for (let count = 0; count < 200; count += 1) recorder.mark({ ...request, action: 'start' });
    recorder.endInitialization(ready);
    recorder.beginRound('dcs');
    for (let count = 0; count < 200; count += 1) recorder.mark({ ...request, action: 'start' });
    recorder.endRound('dcs');
    expect(reports.map(({ markers }) => markers.length)).toEqual([50, 50]);
    expect(reports[0]?.markers.at(-1)).toMatchObject({ key: 'overall', action: 'end' });
  });

  it.each<[rates: Record<string, number>, random: number, told: string[]]>([
    [{}, 0.0099, ['start', 'dcs', 'get_id_list']],
    [{}, 0.0101, ['start', 'dcs']],
    [{}, 0.0999, ['start', 'dcs']],
    [{}, 0.1, ['start']],
    [{}, 0.9999, ['start']],
    [{ initialize: 0 }, 0, ['dcs', 'get_id_list']],
    [{ initialize: 1, dcs: 10_000, get_id_list: 10_000 }, 0.9999, ['dcs', 'get_id_list']],
  ])('tells of a sample, with the rates %j and the number %d of %j', (rates, random, told) => {
    const { recorder, reports } = setUp({ random, rates });
    recorder.beginInitialization();
    recorder.endInitialization(ready);
    for (const [round, key] of [
      ['dcs', 'download_config_specs'],
      ['get_id_list', 'get_id_list_sources'],
    ] as const) {
      recorder.beginRound(round);
      recorder.mark({ key, action: 'start', step: 'process' });
      recorder.endRound(round);
    }
    const names: Record<string, string> = {
      overall: 'start',
      download_config_specs: 'dcs',
      get_id_list_sources: 'get_id_list',
    };
    expect(reports.map(({ markers }) => names[String(markers[0]?.['key'])])).toEqual(told);
  });
});
