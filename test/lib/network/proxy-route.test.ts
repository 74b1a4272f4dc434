import { describe, expect, it } from 'vitest';

import type { Environment } from '../../../lib/network/environment-proxies.js';
import { createRouter, type ProxyRoute } from '../../../lib/network/proxy-route.js';
import type { ProxyConfig } from '../../../lib/options/proxy-config.js';

const route = (address: string, environment: Environment, config?: ProxyConfig): ProxyRoute =>
  createRouter(config, environment)(new URL(address));

/** `forward http://user:password@host:port`, or what else it is. */
function describeRoute(found: ProxyRoute): string {
  if (found.kind === 'direct' || found.kind === 'refused') return found.kind;
  const { protocol, host, port, credentials } = found.proxy;
  return `${found.kind} ${protocol}://${credentials === undefined ? '' : `${credentials}@`}${host}:${port}`;
}

const http = 'http://service.test';
const https = 'https://service.test';

describe('the route by the option proxyConfig', () => {
  it.each<[config: ProxyConfig, address: string, expected: string]>([
    [{ proxyHost: 'p', proxyPort: 8080 }, http, 'forward http://p:8080'],
    [{ proxyHost: 'p', proxyPort: 8080 }, https, 'tunnel http://p:8080'],
    [{ proxyHost: 'p', proxyPort: 8080, proxyProtocol: 'https', proxyAuth: 'a:b' }, http, 'forward https://a:b@p:8080'],
    [{ proxyHost: 'p', proxyPort: 8080, proxyProtocol: 'https' }, https, 'tunnel https://p:8080'],
    [{ proxyHost: 'p', proxyPort: 1080, proxyProtocol: 'socks5' }, http, 'tunnel socks5://p:1080'],
    [{ proxyHost: 'p', proxyPort: 1080, proxyProtocol: 'socks5' }, https, 'tunnel socks5://p:1080'],
    [{ proxyHost: '[fd12::1]', proxyPort: 1 }, http, 'forward http://fd12::1:1'],
    [{ proxyHost: 'p', proxyPort: 8080 }, 'http://localhost:3000', 'forward http://p:8080'],
  ])('with %j to %s is %s', (config, address, expected) => {
    const environment = { https_proxy: 'http://other:1', http_proxy: 'http://other:1', no_proxy: '*' };
    expect(describeRoute(route(address, environment, config))).toBe(expected);
  });

  it.each<ProxyConfig>([{ caCertPath: '/a.pem' }, { proxyHost: 'p' }, { proxyPort: 1 }])(
    'is left to the environment with %j',
    (config) => {
      expect(describeRoute(route(http, { http_proxy: 'http://other:1' }, config))).toBe('forward http://other:1');
      expect(describeRoute(route(http, {}, config))).toBe('direct');
    },
  );
});

describe('the route by the environment', () => {
  it.each<[environment: Environment, address: string, expected: string]>([
    [{}, http, 'direct'],
    [{ HTTP_PROXY: 'http://p:8080' }, http, 'forward http://p:8080'],
    [{ HTTP_PROXY: 'http://p:8080' }, https, 'direct'],
    [{ HTTPS_PROXY: 'http://p:8080' }, https, 'tunnel http://p:8080'],
    [{ HTTPS_PROXY: 'http://p:8080' }, http, 'direct'],
    [{ ALL_PROXY: 'http://p:8080' }, http, 'forward http://p:8080'],
    [{ ALL_PROXY: 'http://p:8080' }, https, 'tunnel http://p:8080'],
    [{ ALL_PROXY: 'http://p:1', HTTPS_PROXY: 'http://q:2' }, https, 'tunnel http://q:2'],
    [{ HTTP_PROXY: 'http://p:1', http_proxy: 'http://q:2' }, http, 'forward http://q:2'],
    // An empty value is how one says that there is none.
    [{ ALL_PROXY: 'http://p:1', HTTPS_PROXY: '' }, https, 'direct'],
    [{ HTTP_PROXY: 'p:8080' }, http, 'forward http://p:8080'],
    [{ HTTP_PROXY: 'http://p' }, http, 'forward http://p:80'],
    [{ HTTP_PROXY: 'https://p' }, http, 'forward https://p:443'],
    [{ HTTP_PROXY: 'socks5://p' }, http, 'tunnel socks5://p:1080'],
    [{ HTTP_PROXY: 'socks5h://p:9' }, http, 'tunnel socks5://p:9'],
    [{ HTTP_PROXY: 'http://[fd12::1]:8080' }, http, 'forward http://fd12::1:8080'],
    [{ HTTP_PROXY: 'http://a:b%40c@p:1' }, http, 'forward http://a:b@c@p:1'],
    [{ HTTP_PROXY: 'http://a:100%@p:1' }, http, 'forward http://a:100%@p:1'],
    [{ HTTP_PROXY: 'http://a@p:1' }, http, 'forward http://a:@p:1'],
    [{ ALL_PROXY: 'http://p:1', NO_PROXY: 'service.test' }, https, 'direct'],
    [{ ALL_PROXY: 'http://p:1', no_proxy: 'other.test', NO_PROXY: '*' }, https, 'tunnel http://p:1'],
    [{ HTTP_PROXY: 'socks4://p:1' }, http, 'refused'],
    [{ HTTP_PROXY: 'http://' }, http, 'refused'],
    [{ HTTP_PROXY: 'ftp://p' }, http, 'refused'],
    [{ HTTP_PROXY: 'ftp://p', NO_PROXY: '*' }, http, 'direct'],
    // In CGI programs the variable is what a visitor sent.
    [{ HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, http, 'direct'],
    [{ http_proxy: 'http://p:1', REQUEST_METHOD: 'GET' }, http, 'forward http://p:1'],
    [{ HTTPS_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, https, 'tunnel http://p:1'],
  ])('%j to %s is %s', (environment, address, expected) => {
    expect(describeRoute(route(address, environment))).toBe(expected);
  });

  it('does not repeat a value that it refuses', () => {
    const refused = route(http, { HTTP_PROXY: 'socks4://user:word@p:1' });
    expect(refused).toEqual({
      kind: 'refused',
      detail: 'the environment variable HTTP_PROXY (or ALL_PROXY) is not an address with http, https or socks5',
    });
  });
});
