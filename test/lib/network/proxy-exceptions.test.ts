import { describe, expect, it } from 'vitest';

import { createProxyExceptions } from '../../../lib/network/proxy-exceptions.js';

const isException = (value: string, address: string): boolean => createProxyExceptions(value)(new URL(address));

describe('NO_PROXY', () => {
  it.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://api.example.com', true],
    ['example.com', 'https://badexample.com', false],
    ['.example.com', 'https://api.example.com', true],
    ['.example.com', 'https://example.com', true],
    ['*.example.com', 'https://api.example.com', true],
    ['EXAMPLE.com', 'https://Api.Example.COM', true],
    ['example.com', 'https://example.com.', true],
    ['a.test, example.com  b.test', 'https://example.com', true],
    ['a.test,b.test', 'https://example.com', false],
    ['*', 'https://example.com', true],
    ['a.test,*', 'https://example.com', true],
    ['example.com:443', 'https://example.com', true],
    ['example.com:80', 'http://example.com', true],
    ['example.com:8443', 'https://example.com', false],
    ['example.com:8443', 'https://example.com:8443', true],
    ['10.1.2.3', 'http://10.1.2.3:8000', true],
    ['2.3', 'http://10.1.2.3', false],
    ['10.0.0.0/8', 'http://10.200.2.3', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/99', 'http://10.0.0.1', false],
    ['10.0.0.0/8', 'http://ten.example.com', false],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['fd12::1', 'http://[fd12::1]:8000', true],
    ['[fd12::1]', 'http://[fd12::1]', true],
    ['[fd12::1]:80', 'http://[fd12::1]', true],
    ['[fd12::1]:81', 'http://[fd12::1]', false],
    ['', 'https://example.com', false],
    [' , ', 'https://example.com', false],
  ])('%j has %s as an exception: %s', (value, address, expected) => {
    expect(isException(value, address)).toBe(expected);
  });

  it.each([
    'http://localhost:3000',
    'http://app.localhost',
    'http://127.0.0.1',
    'http://127.9.9.9:1',
    'http://[::1]:1',
  ])('is not needed for %s', (address) => {
    expect(isException('', address)).toBe(true);
  });

  it.each(['http://localhost.example.com', 'http://127.example.com', 'http://128.0.0.1'])(
    'is needed for %s',
    (address) => {
      expect(isException('', address)).toBe(false);
    },
  );
});
