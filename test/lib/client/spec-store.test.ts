import { inspect } from 'node:util';

import { beforeEach, describe, expect, it } from 'vitest';
import { SpecStore } from '../../../lib/client/spec-store.js';
import { loadCountryLookup } from '../../../lib/countries/load-country-lookup.js';
import { ClientShutDownError } from '../../../lib/errors/client-shut-down-error.js';
import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { memberKey } from '../../../lib/evaluation/operators/segment-lists.js';
import { IdList } from '../../../lib/id-lists/id-list.js';
import { IdLists } from '../../../lib/id-lists/id-lists.js';
import { loadPatternCompiler } from '../../../lib/patterns/load-pattern-compiler.js';
import type { ApplyOutcome } from '../../../lib/sync/spec-source.js';
import { StatsigUser } from '../../../lib/users/statsig-user.js';
import { type RecordingLogger, createRecordingLogger } from '../../support/recording-logger.js';
import { type WireFields, buildSpecs, condition, decide, everyone, rule } from '../../support/specs-builder.js';

let logger: RecordingLogger;
let store: SpecStore;
let countryTables = 0;
beforeEach(() => {
  countryTables = 0;
  logger = createRecordingLogger();
  store = new SpecStore({
    environment: undefined,
    globalCustomFields: undefined,
    isCountryLookupDisabled: false,
    isUserAgentParsingDisabled: false,
    logger,
    nowMs: () => 0,
    random: () => 0,
    loadPatternCompiler,
    loadCountryLookup: async () => {
      countryTables += 1;
      return loadCountryLookup();
    },
  });
});

async function applyGate(one: WireFields, time = 1000): Promise<void> {
  expect(await apply(buildSpecs({ gates: { g: { rules: [rule('r', [one])] } }, top: { time } }))).toBe('applied');
}

function apply(document: object | string): Promise<ApplyOutcome> {
  return store.apply({ kind: 'payload', document, source: 'Bootstrap', sourceApi: undefined });
}

const passes = (user: StatsigUser): boolean => decide(store.state.context, 'gate', 'g', user).value;

const wire = buildSpecs({ gates: { g: { rules: [rule('r', [everyone])] } } });

describe('specs', () => {
  it.each([
    ['an object', wire],
    ['JSON text', JSON.stringify(wire)],
    ['JSON text with a byte order mark', `\uFEFF${JSON.stringify(wire)}`],
  ])('may come as %s', async (_name, document) => {
    await expect(apply(document)).resolves.toBe('applied');
    expect(passes(new StatsigUser('u'))).toBe(true);
  });

  it('without content change nothing', async () => {
    await expect(apply({ has_updates: false })).resolves.toBe('no-updates');
    expect(store.hasSpecs).toBe(false);
  });

  it('that are older than those in use, or the same, change nothing', async () => {
    await expect(apply({ ...wire, time: 2000, checksum: 'c' })).resolves.toBe('applied');
    const { state } = store;
    await expect(apply({ ...wire, time: 1999 })).resolves.toBe('stale');
    await expect(apply({ ...wire, time: 2001, checksum: 'c' })).resolves.toBe('stale');
    expect(store.state).toBe(state);
  });

  it('of an object do not change with it', async () => {
    const document = structuredClone(wire);
    await apply(document);
    const { g } = document['feature_gates'] as { g: { rules: { passPercentage: number; returnValue: unknown }[] } };
    g.rules.length = 0;
    expect(passes(new StatsigUser('u'))).toBe(true);
  });

  it('of an object that cannot be copied are refused', async () => {
    await expect(apply({ ...wire, time: () => 3 })).rejects.toMatchObject({
      code: 'specs_invalid',
      found: 'an object that cannot be copied, as one with functions in it',
    });
  });

  it('of a page that is not JSON are refused, quoting its beginning only', async () => {
    const page = `<html>Please log in, secret-0123456789abcdef ${'x'.repeat(500)}</html>`;
    await expect(apply(page)).rejects.toThrow(
      new InvalidSpecsError({
        path: '',
        expected: 'JSON',
        found: 'a text of 552 characters that begins "<html>Please log in, secret-***** xxxxxx"',
      }),
    );
  });

  it('of an empty text are refused', async () => {
    await expect(apply(' ')).rejects.toMatchObject({ code: 'specs_invalid', found: 'an empty text' });
  });

  it('of a text that breaks are refused, saying where, without repeating what stands there', async () => {
    const text = `{"time":3,"x":"${'a'.repeat(60)}","emails":["ann@example.com"}`;
    const error: unknown = await apply(text).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'specs_invalid',
      found: expect.stringMatching(
        /^a text of \d+ characters that begins "\{.*a" and breaks at character \d+$/,
      ) as string,
    });
    expect(inspect(error)).not.toContain('ann@');
  });
});

describe('specs that come while others are being read', () => {
  /** Takes many slices to read: the event loop turns in between. */
  const large = (time: number, salt = 's'): string => {
    const gates = Array.from({ length: 4000 }, (_, index) => [
      `gate_${index}`,
      { salt, rules: [rule('r', [everyone])] },
    ]);
    return JSON.stringify(buildSpecs({ gates: { g: {}, ...Object.fromEntries(gates) }, top: { time } }));
  };

  it('wait for them: the newest are in use in the end, whatever takes longer', async () => {
    const small = JSON.stringify({ ...wire, time: 3000 });
    const outcomes = await Promise.all([apply(large(2000)), apply(small), apply(large(1000))]);
    expect(outcomes).toEqual(['applied', 'applied', 'stale']);
    expect(store.cursor.time).toBe(3000);
    expect(store.state.context.specs.gates.size).toBe(1);
  });

  it('are taken into use also after some that were refused', async () => {
    const broken = large(2000).slice(0, -1);
    const outcomes = await Promise.allSettled([apply(broken), apply(large(1000))]);
    expect(outcomes).toEqual([
      { status: 'rejected', reason: expect.any(InvalidSpecsError) as InvalidSpecsError },
      { status: 'fulfilled', value: 'applied' },
    ]);
  });

  it('leave the old ones in use until all is ready', async () => {
    await apply(wire);
    const before = store.state;
    const applying = apply(large(2000));
    const states = new Set<unknown>();
    const watch = setInterval(() => states.add(store.state), 0);
    await applying;
    clearInterval(watch);
    expect([...states].filter((state) => state !== store.state)).toEqual([before]);
  });

  it('keep what was compiled and did not change', async () => {
    await apply(large(1000));
    const compiled = store.state.context.specs.gates.get('gate_7');
    await apply(large(2000).replace('"gate_9":{', '"gate_9":{"version":2,'));
    expect(store.cursor.time).toBe(2000);
    expect(store.state.context.specs.gates.get('gate_7')).toBe(compiled);
    expect(store.state.context.specs.gates.get('gate_9')?.spec.version).toBe(2);
  });
});

describe('a closed store', () => {
  it('gives up specs that are being read, and takes no others', async () => {
    await apply(wire);
    const { state } = store;
    const gates = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`gate_${index}`, {}]));
    const applying = apply(JSON.stringify(buildSpecs({ gates, top: { time: 5000 } })));
    store.close();
    await expect(applying).rejects.toBeInstanceOf(ClientShutDownError);
    await expect(apply({ ...wire, time: 9000 })).rejects.toBeInstanceOf(ClientShutDownError);
    expect(store.state).toBe(state);
    expect(passes(new StatsigUser('u'))).toBe(true);
  });
});

describe('what is derived from a user', () => {
  it('is the browser and the operating system of the user agent', async () => {
    await applyGate(condition({ type: 'ua_based', field: 'browser_name', operator: 'any', targetValue: ['Firefox'] }));
    expect(passes(new StatsigUser({ userID: 'u', userAgent: 'Mozilla/5.0 (X11) Gecko Firefox/128.0' }))).toBe(true);
    expect(passes(new StatsigUser({ userID: 'u', userAgent: 'curl/8.4.0' }))).toBe(false);
  });

  it('is the country of the address', async () => {
    await applyGate(condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] }));
    expect(passes(new StatsigUser({ userID: 'u', ip: '8.8.8.8' }))).toBe(true);
    expect(passes(new StatsigUser({ userID: 'u', ip: '127.0.0.1' }))).toBe(false);
    expect(passes(new StatsigUser({ userID: 'u', ip: '8.8.8.8', country: 'NZ' }))).toBe(false);
  });
});

describe('the country table', () => {
  it('is not loaded for specs that ask for no country', async () => {
    await applyGate(condition({ type: 'ip_based', field: 'ip', operator: 'any', targetValue: ['8.8.8.8'] }));
    expect(passes(new StatsigUser({ userID: 'u', ip: '8.8.8.8' }))).toBe(true);
    expect(countryTables).toBe(0);
  });

  it('is loaded once, when specs first ask for one', async () => {
    await applyGate(condition({ operator: 'any', field: 'f', targetValue: ['a'] }), 1000);
    const country = condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] });
    await applyGate(country, 2000);
    await applyGate(country, 3000);
    expect(countryTables).toBe(1);
  });
});

describe('patterns that cannot be run', () => {
  it('are reported once, with the reason, and never match', async () => {
    const pattern = condition({ operator: 'str_matches', field: 'userID', targetValue: '^(?=u)' });
    await applyGate(pattern, 1000);
    await applyGate(pattern, 2000);
    expect(passes(new StatsigUser('u'))).toBe(false);
    expect(logger.lines).toEqual([
      'warn SpecStore: the pattern "^(?=u)" of a "str_matches" condition never matches, because look-ahead cannot be run in linear time',
    ]);
  });

  it('are not reported when they can', async () => {
    await applyGate(condition({ operator: 'str_matches', field: 'userID', targetValue: '(?<=a)\\bu?' }));
    expect(logger.lines).toEqual([]);
  });
});

describe('ID lists', () => {
  const onList = condition({ operator: 'in_segment_list', field: 'userID', targetValue: 'beta' });

  it('hold nobody until they are set', async () => {
    await applyGate(onList);
    expect(passes(new StatsigUser('u'))).toBe(false);
  });

  it('decide for users whose answer was remembered, as soon as they are set and with each change', async () => {
    await applyGate(onList);
    const user = new StatsigUser('u');
    expect(passes(user)).toBe(false);

    const beta = new IdList();
    beta.apply(`+${memberKey('u')}\n`);
    const lists = new IdLists();
    lists.set('beta', beta);
    store.setIdLists(lists);
    expect(passes(user)).toBe(true);

    beta.apply(`-${memberKey('u')}\n`);
    store.setIdLists(lists);
    expect(passes(user)).toBe(false);
  });

  it('stay when other specs come', async () => {
    const beta = new IdList();
    beta.apply(`+${memberKey('u')}\n`);
    const lists = new IdLists();
    lists.set('beta', beta);
    store.setIdLists(lists);
    await applyGate(onList);
    expect(passes(new StatsigUser('u'))).toBe(true);
  });
});
