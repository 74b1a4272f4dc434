import { describe, expect, it } from 'vitest';

import { ipField, userAgentField } from '../../../../lib/evaluation/subjects/derived-fields.js';
import type { UserAgentField } from '../../../../lib/evaluation/evaluation-context.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../../lib/users/statsig-user.js';
import type { UserValue } from '../../../../lib/users/user-value.js';
import { buildContext } from '../../../support/specs-builder.js';

/** A world that answers with what it was asked, so that the question shows. */
const echoing = buildContext(
  {},
  {
    userAgentField: (agent: string, field: UserAgentField) => `${field} of ${agent}`,
    countryOf: (ip: string) => (ip === '8.8.8.8' ? 'US' : undefined),
  },
);

function readAgent(field: string | undefined, fields: Partial<StatsigUserArgs>): UserValue | undefined {
  return userAgentField(field)(userDataOf(new StatsigUser({ userID: 'u', ...fields })), echoing);
}

function readIp(field: string | undefined, fields: Partial<StatsigUserArgs>): UserValue | undefined {
  return ipField(field)(userDataOf(new StatsigUser({ userID: 'u', ...fields })), echoing);
}

describe('userAgentField', () => {
  it.each([
    ['os_name', 'os_name'],
    ['osname', 'os_name'],
    ['OS_Version', 'os_version'],
    ['osVersion', 'os_version'],
    ['browser_name', 'browser_name'],
    ['browserName', 'browser_name'],
    ['BROWSER_VERSION', 'browser_version'],
    ['browserversion', 'browser_version'],
  ])('derives %s as %s', (field, asked) => {
    expect(readAgent(field, { userAgent: 'UA' })).toBe(`${asked} of UA`);
  });

  it('prefers what the user states, a null included', () => {
    expect(readAgent('os_name', { userAgent: 'UA', custom: { os_name: 'Plan 9' } })).toBe('Plan 9');
    expect(readAgent('os_name', { userAgent: 'UA', custom: { os_name: null } })).toBeNull();
  });

  it('takes the agent from custom fields too', () => {
    expect(readAgent('os_name', { custom: { userAgent: 'custom UA' } })).toBe('os_name of custom UA');
    expect(readAgent('os_name', { custom: { useragent: 5 } })).toBe('os_name of 5');
  });

  it('has nothing without an agent, and for fields that no agent tells', () => {
    expect(readAgent('os_name', {})).toBeUndefined();
    expect(readAgent('os_name', { custom: { userAgent: { a: 1 } } })).toBeUndefined();
    expect(readAgent('os_family', { userAgent: 'UA' })).toBeUndefined();
    expect(readAgent(undefined, { userAgent: 'UA' })).toBeUndefined();
  });

  it.each([
    [1000, 'x'.repeat(1000), true],
    [1001, 'x'.repeat(1001), false],
    [1000, 'é'.repeat(500), true],
    [1001, `${'é'.repeat(500)}x`, false],
    [1002, '€'.repeat(334), false],
    [999, '€'.repeat(333), true],
  ])('parses agents of up to 1000 bytes: %d', (_bytes, userAgent, isParsed) => {
    expect(readAgent('os_name', { userAgent }) !== undefined).toBe(isParsed);
  });
});

describe('ipField', () => {
  it('derives the country of the address, unless the user states one', () => {
    expect(readIp('country', { ip: '8.8.8.8' })).toBe('US');
    expect(readIp('country', { ip: '8.8.8.8', country: 'NZ' })).toBe('NZ');
    expect(readIp('country', { ip: '8.8.8.8', country: '' })).toBe('US');
    expect(readIp('country', { custom: { ip: '8.8.8.8' } })).toBe('US');
  });

  it('has nothing without an address, or for one without a country', () => {
    expect(readIp('country', {})).toBeUndefined();
    expect(readIp('country', { ip: '127.0.0.1' })).toBeUndefined();
  });

  it.each(['Country', 'COUNTRY', 'region', undefined])('derives nothing for the field %s', (field) => {
    expect(readIp(field, { ip: '8.8.8.8' })).toBeUndefined();
  });

  it('reads any other field that the user states', () => {
    expect(readIp('ip', { ip: '8.8.8.8' })).toBe('8.8.8.8');
    expect(readIp('region', { custom: { region: 'eu' } })).toBe('eu');
  });
});
