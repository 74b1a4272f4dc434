import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';

const resolveProxy = (proxyConfig: unknown): { used: unknown; complaints: string[] } => {
  const { options, complaints } = resolveOptions({ proxyConfig });
  return { used: options.proxyConfig, complaints };
};

describe('the option proxyConfig', () => {
  it('is taken as it is given, with its default protocol', () => {
    expect(resolveProxy({ proxyHost: '10.0.0.1', proxyPort: 3128, caCertPath: '/etc/ca.pem' })).toEqual({
      used: { proxyHost: '10.0.0.1', proxyPort: 3128, proxyProtocol: 'http', caCertPath: '/etc/ca.pem' },
      complaints: [],
    });
  });

  it.each(['proxy', 'proxy.example.com', '::1', '[2001:db8::1]', '10.0.0.1', 'münchen.example'])(
    'takes %s for a host',
    (proxyHost) => {
      expect(resolveProxy({ proxyHost, proxyPort: 1 })).toMatchObject({ used: { proxyHost }, complaints: [] });
    },
  );

  it.each([['http://proxy'], ['proxy:8080'], ['user:word@proxy'], ['proxy/path'], ['a b'], [''], [7]])(
    'refuses %j as a host, without repeating it',
    (proxyHost) => {
      const { used, complaints } = resolveProxy({ proxyHost, proxyPort: 1 });
      expect(used).toBeUndefined();
      expect(complaints).toEqual([
        'Option proxyConfig: field proxyHost: expected a host name or address without scheme, port or credentials; it counts as not set.',
        'Option proxyConfig: proxyPort without proxyHost; no proxy is used.',
      ]);
    },
  );

  it.each([0, 65_536, 1.5, '8080', NaN])('refuses %j as a port', (proxyPort) => {
    const { used, complaints } = resolveProxy({ proxyHost: 'proxy', proxyPort });
    expect(used).toBeUndefined();
    expect(complaints[0]).toContain('field proxyPort: expected a whole number from 1 to 65535, received');
    expect(complaints[1]).toBe('Option proxyConfig: proxyHost without proxyPort; no proxy is used.');
  });

  it('leaves out credentials without a colon, and does not repeat them', () => {
    const { used, complaints } = resolveProxy({ proxyHost: 'proxy', proxyPort: 1, proxyAuth: 'hunter2' });
    expect(used).toEqual({ proxyHost: 'proxy', proxyPort: 1, proxyProtocol: 'http' });
    expect(complaints).toEqual([
      'Option proxyConfig: field proxyAuth: expected "user:password", received something without a colon; the proxy is asked without credentials.',
    ]);
  });

  it('keeps certificates that are trusted without a proxy', () => {
    expect(resolveProxy({ caCertPath: '/etc/ca.pem' })).toEqual({
      used: { caCertPath: '/etc/ca.pem' },
      complaints: [],
    });
  });

  it.each<[given: unknown, complaint: string]>([
    ['http://proxy:1', 'expected { proxyHost, proxyPort }, received "http://proxy:1"; no proxy is used.'],
    [{}, 'neither proxyHost nor proxyPort; no proxy is used.'],
    [{ proxyHost: 'proxy' }, 'proxyHost without proxyPort; no proxy is used.'],
    [{ proxyPort: 1 }, 'proxyPort without proxyHost; no proxy is used.'],
  ])('uses no proxy for %j', (given, complaint) => {
    expect(resolveProxy(given)).toEqual({ used: undefined, complaints: [`Option proxyConfig: ${complaint}`] });
  });

  it('reports unknown protocols and fields', () => {
    const { used, complaints } = resolveProxy({ proxyHost: 'proxy', proxyPort: 1, proxyProtocol: 'ftp', host: 'x' });
    expect(used).toMatchObject({ proxyProtocol: 'http' });
    expect(complaints).toEqual([
      'Option proxyConfig: field host: unknown; it has no effect.',
      'Option proxyConfig: field proxyProtocol: expected one of "http", "https", "socks5", received "ftp"; "http" is used.',
    ]);
  });

  it('does not follow later changes of what was given', () => {
    const given = { proxyHost: 'proxy', proxyPort: 1 };
    const { used } = resolveProxy(given);
    given.proxyHost = 'other';
    expect(used).toMatchObject({ proxyHost: 'proxy' });
    expect(Object.isFrozen(used)).toBe(true);
  });
});
