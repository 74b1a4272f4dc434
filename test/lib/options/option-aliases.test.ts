import { describe, expect, it } from 'vitest';

import { aliasesOf } from '../../../lib/options/option-aliases.js';
import { optionTable } from '../../../lib/options/option-table.js';
import { optionsWithoutEffect } from '../../../lib/options/options-without-effect.js';
import { resolveOptions } from '../../../lib/options/resolve-options.js';
import { retiredOptions } from '../../../lib/options/retired-options.js';

const store = { get: async () => ({}) };
const storage = { load: () => null, save: () => undefined, delete: () => undefined };
const logger = { warn: () => undefined, error: () => undefined };

describe('an option under another name', () => {
  it.each<[alias: string, value: unknown, name: string, used: unknown]>([
    ['fallbackToStatsig', true, 'fallbackToStatsigApi', true],
    ['fallbackToStatsigAPI', true, 'fallbackToStatsigApi', true],
    ['disableUserCountryLookup', true, 'disableCountryLookup', true],
    ['rulesetsSyncIntervalMs', 5000, 'specsSyncIntervalMs', 5000],
    ['loggingIntervalMs', 2000, 'eventLoggingFlushIntervalMs', 2000],
    ['loggingMaxBufferSize', 500, 'eventLoggingMaxQueueSize', 500],
    ['logger', logger, 'outputLoggerProvider', logger],
    ['localMode', true, 'disableNetwork', true],
    ['bootstrapValues', '{}', 'bootstrapSpecs', '{}'],
    ['userPersistentStorage', storage, 'persistentStorage', storage],
    ['specs_url', 'http://127.0.0.1/specs', 'specsUrl', 'http://127.0.0.1/specs'],
    ['data_store', store, 'dataStore', store],
    [
      'spec_adapter_configs',
      [{ adapterType: 'network_http' }],
      'specAdaptersConfig',
      [{ adapterType: 'network_http' }],
    ],
    ['output_log_level', 'info', 'outputLogLevel', 'info'],
    ['id_lists_request_timeout_ms', 7, 'idListsRequestTimeoutMs', 7],
  ])('is taken: %s', (alias, value, name, used) => {
    const { options, complaints, notes } = resolveOptions({ [alias]: value });
    expect(options).toMatchObject({ [name]: used });
    expect(complaints).toEqual([]);
    expect(notes).toEqual([`Option ${alias}: the present form is ${name}.`]);
  });

  it.each<[alias: string, value: unknown, name: string, used: unknown, told: string]>([
    ['disableIdListsSync', false, 'enableIdLists', true, 'true'],
    ['disableIdListsSync', true, 'enableIdLists', false, 'false'],
    ['initStrategyForIDLists', 'none', 'enableIdLists', false, 'false'],
    ['initStrategyForIDLists', 'lazy', 'enableIdLists', true, 'true'],
    ['initStrategyForIP3Country', 'none', 'disableCountryLookup', true, 'true'],
    ['initStrategyForIP3Country', 'await', 'disableCountryLookup', false, 'false'],
    [
      'apiForDownloadConfigSpecs',
      'http://127.0.0.1/a/v1/',
      'specsUrl',
      'http://127.0.0.1/a/v2/download_config_specs',
      '"http://127.0.0.1/a/v2/download_config_specs"',
    ],
    [
      'apiForDownloadConfigSpecs',
      'http://127.0.0.1/mine',
      'specsUrl',
      'http://127.0.0.1/mine/download_config_specs',
      '"http://127.0.0.1/mine/download_config_specs"',
    ],
    [
      'apiForGetIdLists',
      'http://127.0.0.1/a/v1',
      'idListsUrl',
      'http://127.0.0.1/a/v1/get_id_lists',
      '"http://127.0.0.1/a/v1/get_id_lists"',
    ],
  ])('is translated: %s: %j', (alias, value, name, used, told) => {
    const { options, complaints, notes } = resolveOptions({ [alias]: value });
    expect(options).toMatchObject({ [name]: used });
    expect(complaints).toEqual([]);
    expect(notes).toEqual([`Option ${alias}: the present form is ${name}: ${told}.`]);
  });

  it('takes api for all addresses, and lets each one of its own go before it', () => {
    const { options, complaints, notes } = resolveOptions({
      api: 'http://127.0.0.1/v1',
      apiForGetIdLists: 'http://127.0.0.2/v1',
    });
    expect(options).toMatchObject({
      specsUrl: 'http://127.0.0.1/v2/download_config_specs',
      idListsUrl: 'http://127.0.0.2/v1/get_id_lists',
      logEventUrl: 'http://127.0.0.1/v1/log_event',
    });
    expect(complaints).toEqual([]);
    expect(notes).toHaveLength(3);
  });

  it('is reported as a warning where more has changed than the name', () => {
    const { options, complaints } = resolveOptions({ dataAdapter: store });
    expect(options.dataStore).toBe(store);
    expect(complaints).toEqual([
      'Option dataAdapter: the present form is dataStore. Its keys are others than before, and supportsPollingUpdatesFor is now called supportPollingUpdatesFor.',
    ]);
  });

  it('stands back behind the name of today, and behind an alias before it', () => {
    const { options, complaints, notes } = resolveOptions({
      rulesetsSyncIntervalMs: 3000,
      specs_sync_interval_ms: 4000,
      specsSyncIntervalMs: 5000,
      fallbackToStatsigAPI: false,
      fallbackToStatsig: true,
    });
    expect(options).toMatchObject({ specsSyncIntervalMs: 5000, fallbackToStatsigApi: true });
    expect(complaints).toEqual([
      'Option specs_sync_interval_ms: ignored, because specsSyncIntervalMs is set as well; set only specsSyncIntervalMs.',
      'Option fallbackToStatsigAPI: ignored, because fallbackToStatsig (now fallbackToStatsigApi) is set as well; set only fallbackToStatsigApi.',
      'Option rulesetsSyncIntervalMs: ignored, because specsSyncIntervalMs is set as well; set only specsSyncIntervalMs.',
    ]);
    expect(notes).toEqual(['Option fallbackToStatsig: the present form is fallbackToStatsigApi.']);
  });

  it('is checked like the option, by the name that the caller knows', () => {
    const { options, complaints } = resolveOptions({ rulesetsSyncIntervalMs: 'often', disableIdListsSync: 'no' });
    expect(options).toMatchObject({ specsSyncIntervalMs: 10_000, enableIdLists: false });
    expect(complaints).toEqual([
      'Option rulesetsSyncIntervalMs (now specsSyncIntervalMs): expected a number from 1 to 2147483647, received "often"; 10000 is used.',
      'Option disableIdListsSync (now enableIdLists): expected true or false, received "no"; false is used.',
    ]);
  });

  it('tells no password of a translated address', () => {
    const { notes } = resolveOptions({ apiForGetIdLists: 'http://admin:pass@127.0.0.1/v1?token=abc' });
    expect(notes.join('\n')).not.toMatch(/admin|pass|token|abc/);
  });

  it('survives one that throws when it is read', () => {
    const source = {
      get localMode(): boolean {
        throw new Error('no');
      },
    };
    expect(resolveOptions(source)).toMatchObject({
      options: { disableNetwork: false },
      complaints: ['Option localMode: reading it threw an error; its default is used.'],
    });
  });
});

describe('an option that is gone', () => {
  it('is reported with what to do instead', () => {
    expect(resolveOptions({ networkOverrideFunc: () => undefined, disableRulesetsSync: true }).complaints).toEqual([
      'Option networkOverrideFunc: it has no effect here; set specsUrl, idListsUrl, logEventUrl or proxyConfig instead.',
      'Option disableRulesetsSync: it has no effect here; to keep specs as they are, set bootstrapSpecs and disableNetwork.',
    ]);
  });

  it('is not mentioned where nobody loses anything', () => {
    expect(resolveOptions({ disableDiagnostics: true, disable_disk_access: true }).complaints).toEqual([]);
  });
});

describe('the names', () => {
  const names = [...Object.keys(optionTable), ...Object.keys(optionsWithoutEffect)];

  it('mean one thing each', () => {
    const others = new Set(aliasesOf(names).map(({ alias }) => alias));
    for (const name of names) {
      expect(others).not.toContain(name);
      expect(retiredOptions.has(name)).toBe(false);
    }
    for (const alias of others) expect(retiredOptions.has(alias)).toBe(false);
  });

  it('of aliases stand for options that exist', () => {
    for (const { name } of aliasesOf(names)) expect(names).toContain(name);
  });
});
