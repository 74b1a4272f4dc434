import { describe, expect, it } from 'vitest';

import type { StatsigOptions } from '../../../lib/options/statsig-options.js';
import type { StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import { startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, everyone, passGate, rule } from '../../support/specs-builder.js';

const inTheUS = condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] });
const onChrome = condition({ type: 'ua_based', field: 'browser_name', operator: 'any', targetValue: ['Chrome'] });
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const specs = buildSpecs({
  gates: {
    in_the_us: { rules: [rule('us', [inTheUS])] },
    on_chrome: { rules: [rule('chrome', [onChrome])] },
    for_all: { rules: [rule('all', [everyone]), rule('us', [inTheUS])] },
    nested: { rules: [rule('nr', [everyone])] },
    country_first: { rules: [rule('r', [inTheUS, passGate('nested')])] },
    country_last: { rules: [rule('r', [passGate('nested'), inTheUS])] },
  },
});

/** Value and reason of a gate for a user. */
async function ask(
  options: StatsigOptions,
): Promise<(gate: string, fields?: Partial<StatsigUserArgs>) => [value: boolean, reason: string]> {
  const { client } = await startClientBench({ specs, options });
  await client.initialize();
  client.overrideGate('nested', true);
  return (gate, fields = {}) => {
    const { value, details } = client.getFeatureGate({ userID: 'u', ...fields }, gate);
    return [value, details.reason];
  };
}

describe('disableCountryLookup', () => {
  it('leaves users without a country of their own without one, and says so', async () => {
    const gate = await ask({ disableCountryLookup: true });
    expect(gate('in_the_us', { ip: '8.8.8.8' })).toEqual([false, 'CountryLookupNotLoaded:Recognized']);
    expect(gate('in_the_us', { custom: { ip: '::ffff:8.8.8.8' } })).toEqual([
      false,
      'CountryLookupNotLoaded:Recognized',
    ]);
    expect((await ask({}))('in_the_us', { ip: '8.8.8.8' })).toEqual([true, 'Network:Recognized']);
  });

  // Each line was observed of the official SDK.
  it('says nothing where no country would have been looked up', async () => {
    const gate = await ask({ disableCountryLookup: true });
    expect(gate('in_the_us', { ip: '8.8.8.8', country: 'US' })).toEqual([true, 'Network:Recognized']);
    expect(gate('in_the_us')).toEqual([false, 'Network:Recognized']);
    expect(gate('in_the_us', { ip: 'no address' })).toEqual([false, 'Network:Recognized']);
    expect(gate('for_all', { ip: '8.8.8.8' })).toEqual([true, 'Network:Recognized']);
  });

  it('and a local override in one evaluation: the last of them is reported', async () => {
    const gate = await ask({ disableCountryLookup: true });
    expect(gate('country_first', { ip: '8.8.8.8' })).toEqual([false, 'LocalOverride:Recognized']);
    expect(gate('country_last', { ip: '8.8.8.8' })).toEqual([false, 'CountryLookupNotLoaded:Recognized']);
  });
});

describe('disableUserAgentParsing', () => {
  it('leaves users without a browser of their own without one, and says so', async () => {
    const gate = await ask({ disableUserAgentParsing: true });
    expect(gate('on_chrome', { userAgent: chrome })).toEqual([false, 'UAParserNotLoaded:Recognized']);
    expect((await ask({}))('on_chrome', { userAgent: chrome })).toEqual([true, 'Network:Recognized']);
  });

  it('says nothing where no agent would have been parsed', async () => {
    const gate = await ask({ disableUserAgentParsing: true });
    expect(gate('on_chrome', { userAgent: chrome, browser_name: 'Chrome' })).toEqual([true, 'Network:Recognized']);
    expect(gate('on_chrome')).toEqual([false, 'Network:Recognized']);
    expect(gate('on_chrome', { userAgent: 'x'.repeat(1001) })).toEqual([false, 'Network:Recognized']);
  });
});

describe('getParsedUserAgentValueForUser', () => {
  const nothingKnown = { os_name: 'Other', os_version: '0.0.0', browser_name: 'Other', browser_version: '0.0.0' };

  // The answers are those of the official SDK.
  it.each<[what: string, fields: Partial<StatsigUserArgs>, facts: object | null]>([
    [
      'an agent',
      { userAgent: chrome },
      { os_name: 'Linux', os_version: '0.0.0', browser_name: 'Chrome', browser_version: '140.0.0.0' },
    ],
    ['an agent that tells nothing', { userAgent: 'curl/8.4.0' }, nothingKnown],
    ['an empty agent', { userAgent: '' }, nothingKnown],
    [
      'an agent of any length',
      { userAgent: `${'x'.repeat(1200)} Chrome/1.0` },
      { ...nothingKnown, browser_name: 'Chrome', browser_version: '1.0' },
    ],
    ['no agent', {}, null],
    ['an agent in custom', { custom: { userAgent: chrome } }, null],
    ['a stated browser', { userAgent: 'curl/8.4.0', browser_name: 'Chrome' }, nothingKnown],
  ])('tells of %s', async (_what, fields, facts) => {
    const { client } = await startClientBench({ specs });
    expect(client.getParsedUserAgentValueForUser({ userID: 'u', ...fields })).toEqual(facts);
  });

  it('is null where agents are not parsed', async () => {
    const { client } = await startClientBench({ specs, options: { disableUserAgentParsing: true } });
    expect(client.getParsedUserAgentValueForUser({ userID: 'u', userAgent: chrome })).toBeNull();
  });
});

describe('a browser that the user states', () => {
  it('goes before the agent, from the top level before custom', async () => {
    const gate = await ask({});
    const others = { userAgent: chrome, custom: { browser_name: 'Firefox' } };
    expect(gate('on_chrome', others)).toEqual([false, 'Network:Recognized']);
    expect(gate('on_chrome', { ...others, browser_name: 'Chrome' })).toEqual([true, 'Network:Recognized']);
    expect(gate('on_chrome', { ...others, browserName: 'Chrome' })).toEqual([true, 'Network:Recognized']);
  });

  it('is logged where other attributes are', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    client.checkGate({ userID: 'u', os_name: 'Android', custom: { plan: 'pro', os_name: 'iOS' } }, 'for_all');
    expect(await events()).toMatchObject([{ user: { userID: 'u', custom: { plan: 'pro', os_name: 'Android' } } }]);
  });
});
