import { describe, expect, it } from 'vitest';

import { buildSpecsAddress, showableAddress } from '../../../lib/network/specs-address.js';

const parts = { specsUrl: 'https://host/v2/specs', sdkKey: 'secret-a', sinceTime: 0, checksum: undefined };

describe('buildSpecsAddress', () => {
  it.each([
    ['appends the key to the path', {}, 'https://host/v2/specs/secret-a.json'],
    ['does not double a slash', { specsUrl: 'https://host/v2/specs//' }, 'https://host/v2/specs/secret-a.json'],
    ['works without a path', { specsUrl: 'http://host:80' }, 'http://host/secret-a.json'],
    ['keeps a query', { specsUrl: 'https://host/s?tenant=1#top' }, 'https://host/s/secret-a.json?tenant=1'],
    [
      'says what is held',
      { sinceTime: 7, checksum: '99' },
      'https://host/v2/specs/secret-a.json?sinceTime=7&checksum=99',
    ],
    ['leaves an empty checksum out', { sinceTime: 7, checksum: '' }, 'https://host/v2/specs/secret-a.json?sinceTime=7'],
    ['escapes a strange key', { sdkKey: 'a/../b?c\uD800' }, 'https://host/v2/specs/a%2F..%2Fb%3Fc%EF%BF%BD.json'],
    ['takes an empty key', { sdkKey: '' }, 'https://host/v2/specs/.json'],
  ])('%s', (_name, particular, address) => {
    expect(buildSpecsAddress({ ...parts, ...particular }).href).toBe(address);
  });
});

describe('showableAddress', () => {
  it('leaves credentials, query and fragment out', () => {
    expect(showableAddress('https://user:pass@host:8443/a/b?token=1#x')).toBe('https://host:8443/a/b');
  });
});
