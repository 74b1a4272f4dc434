// cspell:ignore enviroment -- misspelt on purpose

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';
import type { ResolvedOptions } from '../../../lib/options/resolved-options.js';

const defaults: ResolvedOptions = {
  environment: undefined,
  specsUrl: 'https://api.statsigcdn.com/v2/download_config_specs',
  specsSyncIntervalMs: 10_000,
  initTimeoutMs: 3000,
  specAdaptersConfig: undefined,
  fallbackToStatsigApi: false,
  bootstrapSpecs: undefined,
  specsFile: undefined,
  specsCacheDirectory: undefined,
  dataStore: undefined,
  dataStoreKeySchemaVersion: 'v2',
  enableIdLists: false,
  idListsUrl: undefined,
  idListsSyncIntervalMs: 60_000,
  idListsRequestTimeoutMs: 10_000,
  downloadIdListFileApi: undefined,
  logEventUrl: 'https://prodregistryv2.org/v1/log_event',
  disableNetwork: false,
  disableAllLogging: false,
  eventLoggingFlushIntervalMs: 10_000,
  eventLoggingMaxQueueSize: 2000,
  eventLoggingMaxPendingBatchQueueSize: 100,
  eventSinks: [],
  flushEventsOnExit: true,
  exposureDedupeMaxKeys: 100_000,
  globalCustomFields: {},
  disableCountryLookup: false,
  disableUserAgentParsing: false,
  persistentStorage: undefined,
  proxyConfig: undefined,
  serviceName: undefined,
  observabilityClient: undefined,
  consoleCaptureOptions: undefined,
  disableDiagnostics: false,
  outputLogLevel: 'warn',
  outputLoggerProvider: undefined,
};

describe('resolveOptions', () => {
  it.each([undefined, null, {}])('gives the defaults for %j, without a complaint', (input) => {
    expect(resolveOptions(input)).toEqual({ options: defaults, complaints: [], notes: [] });
  });

  it('takes every option as it is given', () => {
    const given: ResolvedOptions = {
      environment: 'staging',
      specsUrl: 'http://127.0.0.1:4000/specs?tenant=a',
      specsSyncIntervalMs: 1000,
      initTimeoutMs: 1,
      specAdaptersConfig: [
        { adapterType: 'data_store', initTimeoutMs: 500 },
        { adapterType: 'network_http', specsUrl: 'http://127.0.0.1:4000/specs' },
      ],
      fallbackToStatsigApi: true,
      bootstrapSpecs: { time: 1 },
      specsFile: undefined,
      specsCacheDirectory: '/var/cache/shop',
      dataStore: { get: async () => ({ result: '{}' }) },
      dataStoreKeySchemaVersion: 'v3',
      enableIdLists: true,
      idListsUrl: 'http://127.0.0.1:4000/lists',
      idListsSyncIntervalMs: 1000,
      idListsRequestTimeoutMs: 1,
      downloadIdListFileApi: 'http://127.0.0.1:4000',
      logEventUrl: 'http://127.0.0.1:4000/log',
      disableNetwork: true,
      disableAllLogging: true,
      eventLoggingFlushIntervalMs: 1,
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: 1,
      eventSinks: [{ name: 'warehouse', send: () => undefined }],
      flushEventsOnExit: false,
      exposureDedupeMaxKeys: 1,
      globalCustomFields: { region: 'eu', shards: [1, 'two', true] },
      disableCountryLookup: true,
      disableUserAgentParsing: true,
      persistentStorage: { load: () => null, save: () => undefined, delete: () => undefined },
      proxyConfig: { proxyHost: 'proxy.local', proxyPort: 3128, proxyProtocol: 'https', proxyAuth: 'user:pass' },
      serviceName: 'shop',
      observabilityClient: { increment: () => undefined },
      consoleCaptureOptions: undefined,
      disableDiagnostics: true,
      outputLogLevel: 'none',
      outputLoggerProvider: { warn: () => undefined },
    };
    expect(resolveOptions(given)).toEqual({ options: given, complaints: [], notes: [] });
  });

  it('takes undefined and null for “not set”', () => {
    const unset = Object.fromEntries(
      Object.keys(defaults).map((name, index) => [name, index % 2 === 0 ? null : undefined]),
    );
    expect(resolveOptions(unset)).toEqual({ options: defaults, complaints: [], notes: [] });
  });

  it('reads options from an instance of a class as well', () => {
    class Options {
      get serviceName(): string {
        return 'from a getter';
      }
    }
    expect(resolveOptions(new Options()).options.serviceName).toBe('from a getter');
  });

  it('accepts the environment in the form of older SDKs', () => {
    expect(resolveOptions({ environment: { tier: 'production' } })).toMatchObject({
      options: { environment: 'production' },
      complaints: [],
      notes: [],
    });
  });

  it.each<[option: string, value: unknown, used: unknown, complaint: string]>([
    [
      'environment',
      7,
      undefined,
      'Option environment: expected a non-empty string or { tier: string }, received 7; it counts as not set.',
    ],
    [
      'environment',
      {},
      undefined,
      'Option environment: expected a non-empty string or { tier: string }, received an object; it counts as not set.',
    ],
    [
      'environment',
      '',
      undefined,
      'Option environment: expected a non-empty string or { tier: string }, received ""; it counts as not set.',
    ],
    [
      'specsUrl',
      'api.statsig.com',
      defaults.specsUrl,
      `Option specsUrl: expected an absolute http or https URL, received "api.statsig.com"; ${defaults.specsUrl} is used.`,
    ],
    [
      'specsUrl',
      'ftp://host/x',
      defaults.specsUrl,
      `Option specsUrl: expected an absolute http or https URL, received "ftp://host/x"; ${defaults.specsUrl} is used.`,
    ],
    [
      'logEventUrl',
      '',
      defaults.logEventUrl,
      `Option logEventUrl: expected an absolute http or https URL, received ""; ${defaults.logEventUrl} is used.`,
    ],
    [
      'specsSyncIntervalMs',
      '5000',
      10_000,
      'Option specsSyncIntervalMs: expected a number from 1 to 2147483647, received "5000"; 10000 is used.',
    ],
    [
      'specsSyncIntervalMs',
      NaN,
      10_000,
      'Option specsSyncIntervalMs: expected a number from 1 to 2147483647, received NaN; 10000 is used.',
    ],
    [
      'specsSyncIntervalMs',
      0,
      1,
      'Option specsSyncIntervalMs: expected a whole number from 1 to 2147483647, received 0; 1 is used.',
    ],
    [
      'specsSyncIntervalMs',
      999,
      999,
      'Option specsSyncIntervalMs: 999 is used. Intervals below 1000 ms put load on the service; use them for local work only.',
    ],
    [
      'initTimeoutMs',
      -5,
      3000,
      'Option initTimeoutMs: expected a number from 1 to 2147483647, received -5; 3000 is used.',
    ],
    ['initTimeoutMs', 0, 1, 'Option initTimeoutMs: 0 means not to wait at all; specs then arrive in the background.'],
    [
      'initTimeoutMs',
      '3s',
      3000,
      'Option initTimeoutMs: expected a number from 1 to 2147483647, received "3s"; 3000 is used.',
    ],
    [
      'initTimeoutMs',
      0.5,
      1,
      'Option initTimeoutMs: expected a whole number from 1 to 2147483647, received 0.5; 1 is used.',
    ],
    [
      'idListsRequestTimeoutMs',
      -1,
      10_000,
      'Option idListsRequestTimeoutMs: expected a number from 1 to 2147483647, received -1; 10000 is used.',
    ],
    [
      'idListsSyncIntervalMs',
      20,
      20,
      'Option idListsSyncIntervalMs: 20 is used. Intervals below 1000 ms put load on the service; use them for local work only.',
    ],
    [
      'idListsUrl',
      'lists',
      undefined,
      'Option idListsUrl: expected an absolute http or https URL, received "lists"; it counts as not set.',
    ],
    [
      'dataStoreKeySchemaVersion',
      3,
      'v2',
      'Option dataStoreKeySchemaVersion: expected one of "v2", "v3", received 3; "v2" is used.',
    ],
    [
      'eventLoggingMaxPendingBatchQueueSize',
      0,
      1,
      'Option eventLoggingMaxPendingBatchQueueSize: expected a whole number from 1 to 10000, received 0; 1 is used.',
    ],
    [
      'dataStore',
      'redis',
      undefined,
      'Option dataStore: expected an object with the methods of a data store, received "redis"; no data store is used.',
    ],
    [
      'dataStore',
      { read: () => undefined },
      undefined,
      'Option dataStore: expected an object with the methods of a data store, but it has none of them; no data store is used.',
    ],
    [
      'dataStore',
      { get: 1, set: 2, getBytes: null },
      undefined,
      'Option dataStore: expected functions, but get, set are not; no data store is used.',
    ],
    [
      'persistentStorage',
      { load: () => null, save: () => undefined },
      undefined,
      'Option persistentStorage: expected an object with the methods load, save and delete, but delete is missing; no decisions are kept.',
    ],
    [
      'observabilityClient',
      { increment: true },
      undefined,
      'Option observabilityClient: expected functions, but increment is not; nothing is measured.',
    ],
    [
      'initTimeoutMs',
      Infinity,
      2_147_483_647,
      'Option initTimeoutMs: expected a whole number from 1 to 2147483647, received Infinity; 2147483647 is used.',
    ],
    [
      'eventLoggingMaxQueueSize',
      9,
      10,
      'Option eventLoggingMaxQueueSize: expected a whole number from 10 to 2000, received 9; 10 is used.',
    ],
    [
      'eventLoggingMaxQueueSize',
      2001,
      2000,
      'Option eventLoggingMaxQueueSize: expected a whole number from 10 to 2000, received 2001; 2000 is used.',
    ],
    [
      'eventLoggingMaxQueueSize',
      10.5,
      10,
      'Option eventLoggingMaxQueueSize: expected a whole number from 10 to 2000, received 10.5; 10 is used.',
    ],
    ['disableNetwork', 'true', false, 'Option disableNetwork: expected true or false, received "true"; false is used.'],
    [
      'bootstrapSpecs',
      [],
      undefined,
      'Option bootstrapSpecs: expected an object or JSON text, received an array; it counts as not set.',
    ],
    ['specsFile', '', undefined, 'Option specsFile: expected a non-empty string, received ""; it counts as not set.'],
    [
      'globalCustomFields',
      'a',
      {},
      'Option globalCustomFields: expected an object of fields, received "a"; it counts as not set.',
    ],
    [
      'outputLogLevel',
      'verbose',
      'warn',
      'Option outputLogLevel: expected one of "none", "error", "warn", "info", "debug", received "verbose"; "warn" is used.',
    ],
    [
      'outputLoggerProvider',
      () => undefined,
      undefined,
      'Option outputLoggerProvider: expected an object with logging methods, received a function; standard error is used.',
    ],
    [
      'outputLoggerProvider',
      { warn: 'no' },
      undefined,
      'Option outputLoggerProvider: expected functions, but warn is not; standard error is used.',
    ],
  ])('complains about %s = %j', (option, value, used, complaint) => {
    const { options, complaints } = resolveOptions({ [option]: value });
    expect(complaints).toEqual([complaint]);
    expect(options).toEqual({ ...defaults, [option]: used });
  });

  it('leaves out a custom field that cannot be used, and keeps the others', () => {
    const given = { region: 'eu', owner: { name: 'x' }, broken: NaN, list: [1, null] };
    const { options, complaints } = resolveOptions({ globalCustomFields: given });
    expect(options.globalCustomFields).toEqual({ region: 'eu' });
    expect(complaints).toEqual(
      ['owner', 'broken', 'list'].map(
        (field) =>
          `Option globalCustomFields: field "${field}": expected a string, a finite number, a boolean, or an array of these; it is left out.`,
      ),
    );
  });

  it('keeps a custom field named __proto__ a field', () => {
    const given = JSON.parse('{"__proto__":"x"}') as object;
    const { globalCustomFields } = resolveOptions({ globalCustomFields: given }).options;
    expect(Object.keys(globalCustomFields)).toEqual(['__proto__']);
  });

  it('accepts options of the official SDK that change nothing here', () => {
    const given = { useThirdPartyUaParser: false, waitForCountryLookupInit: true, waitForUserAgentInit: true };
    expect(resolveOptions(given)).toEqual({ options: defaults, complaints: [], notes: [] });
  });

  it('says that the second parser of user agents is not there', () => {
    expect(resolveOptions({ useThirdPartyUaParser: true })).toEqual({
      options: defaults,
      complaints: [
        "Option useThirdPartyUaParser: true is not available; the built-in parser, which is also the official SDK's default, is used.",
      ],
      notes: [],
    });
  });

  it.each(['useThirdPartyUaParser', 'waitForCountryLookupInit', 'waitForUserAgentInit'])(
    'complains about a wrong %s, although it changes nothing',
    (option) => {
      expect(resolveOptions({ [option]: 'yes' })).toEqual({
        options: defaults,
        complaints: [`Option ${option}: expected true or false, received "yes"; false is used.`],
        notes: [],
      });
    },
  );

  it('takes 0 for the default limit of requests for ID lists, as the official SDK does', () => {
    expect(resolveOptions({ idListsRequestTimeoutMs: 0 })).toEqual({ options: defaults, complaints: [], notes: [] });
  });

  it('names the option that was probably meant', () => {
    expect(resolveOptions({ specsSyncIntervalMS: 1, enviroment: 'x', zzz: 1 }).complaints).toEqual([
      'Option specsSyncIntervalMS: unknown; did you mean specsSyncIntervalMs? It has no effect.',
      'Option enviroment: unknown; did you mean environment? It has no effect.',
      'Option zzz: unknown; it has no effect.',
    ]);
    expect(resolveOptions({ disableUserCountryLookups: true, waitForUserAgent: true }).complaints).toEqual([
      'Option disableUserCountryLookups: unknown; did you mean disableCountryLookup? It has no effect.',
      'Option waitForUserAgent: unknown; did you mean waitForUserAgentInit? It has no effect.',
    ]);
  });

  it('prefers bootstrapSpecs where both kinds of local specs are set', () => {
    const { options, complaints } = resolveOptions({ bootstrapSpecs: '{}', specsFile: 'specs.json' });
    expect(options).toMatchObject({ bootstrapSpecs: '{}', specsFile: undefined });
    expect(complaints).toEqual([
      'Option specsFile: ignored, because bootstrapSpecs is set as well; set only one of the two.',
    ]);
  });

  it.each([
    ['options', '"options"'],
    [5, '5'],
    [[], 'an array'],
  ])('uses all defaults when given %j', (input, described) => {
    expect(resolveOptions(input)).toEqual({
      options: defaults,
      complaints: [`Options: expected an object, received ${described}; all defaults are used.`],
      notes: [],
    });
  });

  it('never repeats a key, a password or a long text', () => {
    const complaints = resolveOptions({
      outputLogLevel: 'secret-abcdef',
      environment: ['secret-abcdef'],
      specsUrl: 'ws://admin:pass@host/x?token=abc',
      disableNetwork: 'y'.repeat(61),
    }).complaints.join('\n');
    expect(complaints).not.toMatch(/abcdef|admin|pass|token|yyy/);
    expect(complaints).toContain('a string of 61 characters');
  });

  it('does not change its input, and gives options that cannot be changed', () => {
    const list = [1, 2];
    const input = Object.freeze({ globalCustomFields: { list }, specsSyncIntervalMs: 5 });
    const { options } = resolveOptions(input);
    expect(Object.isFrozen(options)).toBe(true);
    expect(Object.isFrozen(options.globalCustomFields)).toBe(true);
    list.push(3);
    expect(options.globalCustomFields).toEqual({ list: [1, 2] });
  });

  it('takes the default of an option that throws when it is read', () => {
    const throwing = {
      get environment(): string {
        throw new Error('no');
      },
      specsSyncIntervalMs: 5000,
    };
    const { options, complaints } = resolveOptions(throwing);
    expect(options).toMatchObject({ environment: undefined, specsSyncIntervalMs: 5000 });
    expect(complaints).toEqual(['Option environment: reading it threw an error; its default is used.']);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const input of [
      proxy,
      { globalCustomFields: proxy },
      { outputLoggerProvider: proxy },
      { environment: proxy },
    ]) {
      expect(() => resolveOptions(input)).not.toThrow();
    }
  });

  it('gives complete options within bounds for any input', () => {
    const anyOptions = fc.dictionary(
      fc.constantFrom(...Object.keys(defaults), 'api', 'dataAdapter', 'specs_url', 'experimentalFlags', 'other'),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.oneof(anyOptions, fc.anything()), (input) => {
        const { options } = resolveOptions(input);
        expect(Object.keys(options)).toEqual(Object.keys(defaults));
        expect(options.eventLoggingMaxQueueSize).toSatisfy(
          (size: number) => Number.isInteger(size) && size >= 10 && size <= 2000,
        );
        expect(options.specsSyncIntervalMs).toSatisfy((ms: number) => Number.isInteger(ms) && ms >= 1);
        expect(() => new URL(options.specsUrl)).not.toThrow();
        expect(typeof options.disableNetwork).toBe('boolean');
      }),
    );
  });
});
