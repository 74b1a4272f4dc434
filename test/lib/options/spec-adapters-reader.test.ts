import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';

const resolveAdapters = (specAdaptersConfig: unknown): { used: unknown; complaints: string[] } => {
  const { options, complaints } = resolveOptions({ specAdaptersConfig, dataStore: { get: async () => ({}) } });
  return { used: options.specAdaptersConfig, complaints };
};

describe('the option specAdaptersConfig', () => {
  it('keeps the places in their order', () => {
    const given = [
      { adapterType: 'network_http', specsUrl: 'http://127.0.0.1/a', initTimeoutMs: 100 },
      { adapterType: 'data_store', initTimeoutMs: 0, authenticationMode: 'none', specsUrl: null },
    ];
    expect(resolveAdapters(given)).toEqual({
      used: [
        { adapterType: 'network_http', specsUrl: 'http://127.0.0.1/a', initTimeoutMs: 100 },
        { adapterType: 'data_store' },
      ],
      complaints: [],
    });
  });

  it('takes an unknown place for network_http, as the official core does', () => {
    expect(resolveAdapters([{ adapterType: 'carrier_pigeon' }])).toEqual({
      used: [{ adapterType: 'network_http' }],
      complaints: [
        'Option specAdaptersConfig: entry 0: adapterType: expected "data_store" or "network_http", received "carrier_pigeon"; "network_http" is used.',
      ],
    });
  });

  it('leaves out gRPC, and says what to use instead', () => {
    expect(
      resolveAdapters([
        { adapterType: 'network_grpc_websocket', specsUrl: 'http://proxy:50051', initTimeoutMs: 1 },
        { adapterType: 'data_store' },
      ]),
    ).toEqual({
      used: [{ adapterType: 'data_store' }],
      complaints: [
        'Option specAdaptersConfig: entry 0: network_grpc_websocket is not supported, and it is left out; use network_http with the HTTP port of the forward proxy.',
      ],
    });
  });

  it.each<[given: unknown, complaints: string[]]>([
    [[], ['the array is empty; it counts as not set.']],
    ['network_http', ['expected an array of adapters, received "network_http"; it counts as not set.']],
    [
      ['network_http', null],
      [
        'entry 0: expected { adapterType }, received "network_http"; it is left out.',
        'entry 1: expected { adapterType }, received null; it is left out.',
        'no entry can be used; it counts as not set.',
      ],
    ],
  ])('counts as not set for %j', (given, complaints) => {
    expect(resolveAdapters(given)).toEqual({
      used: undefined,
      complaints: complaints.map((complaint) => `Option specAdaptersConfig: ${complaint}`),
    });
  });

  it('reports wrong fields of an entry, and keeps the entry', () => {
    const given = [{ adapterType: 'network_http', specsUrl: 'proxy', initTimeoutMs: -1, authenticationMode: 'mtls' }];
    expect(resolveAdapters(given)).toEqual({
      used: [{ adapterType: 'network_http' }],
      complaints: [
        'Option specAdaptersConfig: entry 0: field specsUrl: expected an absolute http or https URL, received "proxy"; it counts as not set.',
        'Option specAdaptersConfig: entry 0: field initTimeoutMs: expected a number from 1 to 2147483647, received -1; it counts as not set.',
        'Option specAdaptersConfig: entry 0: authenticationMode applies to gRPC alone and has no effect; for certificates of your own set proxyConfig.caCertPath.',
      ],
    });
  });

  it('leaves out the data store where there is none', () => {
    const { options, complaints } = resolveOptions({
      specAdaptersConfig: [{ adapterType: 'data_store' }, { adapterType: 'network_http' }],
    });
    expect(options.specAdaptersConfig).toEqual([{ adapterType: 'network_http' }]);
    expect(complaints).toEqual([
      'Option specAdaptersConfig: data_store is left out, because the option dataStore is not set.',
    ]);
    expect(resolveOptions({ specAdaptersConfig: [{ adapterType: 'data_store' }] }).options.specAdaptersConfig).toBe(
      undefined,
    );
  });
});
