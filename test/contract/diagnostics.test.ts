import { describe, expect, it, vi } from 'vitest';

import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type ArrivedEvent, benchKey, startClientBench } from '../support/client-bench.js';
import { type Answer, respond, startHttpServer } from '../support/http-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

const always = { initialize: 10_000, dcs: 10_000, get_id_list: 10_000 };
const specs = buildSpecs({ gates: { g: { rules: [rule('r', [everyone])] } }, top: { diagnostics: always } });

/** Answers with specs and one ID list; `answerSpecs` may do otherwise. */
function serve(answerSpecs: Answer = (response) => respond(response, 200, specs)): Answer {
  return (response, request) => {
    const { path, headers } = request;
    if (path === '/lists') {
      const file = { url: `http://${headers.host}/file?signature=hidden`, size: 10, creationTime: 1, fileID: 'f' };
      respond(response, 200, { list: { name: 'list', ...file } });
    } else if (path === '/file') respond(response, 200, '+abcdefgh\n');
    else answerSpecs(response, request);
  };
}

interface Diagnosed {
  readonly context: unknown;
  readonly markers: readonly Record<string, unknown>[];
}

const diagnosticsIn = (events: readonly ArrivedEvent[]): Diagnosed[] =>
  events
    .filter(({ eventName }) => eventName === 'statsig::diagnostics')
    .map(({ metadata }) => ({
      context: metadata?.['context'],
      markers: JSON.parse(String(metadata?.['markers'])) as readonly Record<string, unknown>[],
    }));

/** The markers of one kind, without their times. */
const ofKey = ({ markers }: Diagnosed, key: string): unknown[] =>
  markers.filter((marker) => marker['key'] === key).map(({ timestamp: _timestamp, ...marker }) => marker);

const enabled: StatsigOptions = { disableDiagnostics: false };

// The expected markers are those of the official SDK, which was asked with the same answers; what differs is said beside them.
describe('diagnostics', () => {
  it('tell of the start, in the form of the official SDK, with addresses that hold no key', async () => {
    const server = await startHttpServer(serve());
    const idLists = `${server.url}/lists`;
    const bench = await startClientBench({
      answerSpecs: serve(),
      options: { ...enabled, enableIdLists: true, idListsUrl: idLists },
    });
    await bench.client.initialize();
    const arrived = await bench.events();
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toMatchObject({
      eventName: 'statsig::diagnostics',
      value: null,
      user: {},
      secondaryExposures: null,
    });
    const [start] = diagnosticsIn(arrived);
    if (start === undefined) throw new Error('Nothing was told.');
    expect(start.context).toBe('initialize');
    const url = `${bench.server.url}/v2/download_config_specs`;
    const request = { step: 'network_request', attempt: 0 };
    expect(ofKey(start, 'overall')).toEqual([
      { key: 'overall', action: 'start' },
      { key: 'overall', action: 'end', success: true, configSpecReady: true, source: 'Network' },
    ]);
    const key = 'download_config_specs';
    expect(ofKey(start, key)).toEqual([
      { key, action: 'start', ...request, url },
      { key, action: 'end', ...request, url, success: true, statusCode: 200, contentType: 'application/json' },
      { key, action: 'start', step: 'process' },
      { key, action: 'end', step: 'process', success: true },
    ]);
    const sources = 'get_id_list_sources';
    expect(ofKey(start, sources)).toEqual([
      { key: sources, action: 'start', ...request, url: idLists },
      {
        key: sources,
        action: 'end',
        ...request,
        url: idLists,
        success: true,
        statusCode: 200,
        contentType: 'application/json',
      },
      { key: sources, action: 'start', step: 'process', idListCount: 1 },
      { key: sources, action: 'end', step: 'process', success: true },
    ]);
    // The official SDK has two more of each list: here a file is read while it arrives.
    expect(ofKey(start, 'get_id_list')).toMatchObject([
      { action: 'start', ...request, url: `${server.url}/file` },
      { action: 'end', ...request, url: `${server.url}/file`, success: true, statusCode: 200 },
    ]);
    const text = JSON.stringify(arrived);
    for (const secret of [benchKey, 'signature', 'hidden']) expect(text).not.toContain(secret);
  });

  it('tell of a start that failed, with the region that answered where it is known', async () => {
    const bench = await startClientBench({ answerSpecs: (response) => respond(response, 500), options: enabled });
    await bench.client.initialize();
    const [start] = diagnosticsIn(await bench.events());
    expect(start?.markers.at(-2)).toMatchObject({
      key: 'download_config_specs',
      action: 'end',
      success: false,
      statusCode: 500,
      error: { name: 'NetworkError', code: '500' },
    });
    // The official SDK says that it was a success.
    expect(start?.markers.at(-1)).toMatchObject({ success: false, configSpecReady: false, source: 'NoValues' });
    const answers = await startClientBench({
      answerSpecs: (response) => respond(response, 200, '<html>', { 'x-statsig-region': 'region-1' }),
      options: enabled,
    });
    await answers.client.initialize();
    const [unusable] = diagnosticsIn(await answers.events());
    expect(unusable?.markers.slice(2, -1)).toMatchObject([
      { action: 'end', step: 'network_request', success: true, sdkRegion: 'region-1' },
      { action: 'start', step: 'process' },
      { action: 'end', step: 'process', success: false },
    ]);
  });

  it('tell of each later look, with its attempts', async () => {
    let [asked, isFailing] = [0, false];
    const answerSpecs: Answer = (response) => {
      asked += 1;
      respond(response, isFailing && asked % 2 === 0 ? 503 : 200, isFailing ? '' : { has_updates: false });
    };
    const first: Answer = (response, request) => {
      if (request.query.get('sinceTime') === null) respond(response, 200, specs);
      else answerSpecs(response, request);
    };
    const bench = await startClientBench({ answerSpecs: first, options: { ...enabled, specsSyncIntervalMs: 20 } });
    await bench.client.initialize();
    await vi.waitFor(() => expect(asked).toBeGreaterThan(2), { timeout: 20_000 });
    isFailing = true;
    const looks = await vi.waitFor(
      async () => {
        const told = diagnosticsIn(await bench.events()).filter(({ context }) => context === 'config_sync');
        expect(told.some(({ markers }) => markers.some(({ attempt }) => attempt === 1))).toBe(true);
        return told;
      },
      { timeout: 20_000 },
    );
    expect(looks[0]?.markers).toMatchObject([
      { key: 'download_config_specs', action: 'start', step: 'network_request', attempt: 0 },
      { key: 'download_config_specs', action: 'end', step: 'network_request', statusCode: 200 },
      { key: 'download_config_specs', action: 'start', step: 'process' },
      { key: 'download_config_specs', action: 'end', step: 'process', success: true },
    ]);
  });

  it.each<[string, StatsigOptions, object]>([
    ['with the option', { disableDiagnostics: true }, specs],
    ['with logging disabled', { ...enabled, disableAllLogging: true }, specs],
    ['when the project wants none', enabled, { ...specs, diagnostics: { initialize: 0 } }],
  ])('are not sent %s', async (_when, options, served) => {
    const { client, events } = await startClientBench({ specs: served, options });
    await client.initialize();
    expect(await events()).toEqual([]);
  });
});
