import { describe, expect, it } from 'vitest';
import { normalizeIP, preferredLanguage, userFieldsFromRequest } from '../../../lib/request/user-from-request.js';

describe('userFieldsFromRequest', () => {
  it('reads who signed in, from where, with what, and in which language', () => {
    const request = {
      headers: { 'user-agent': 'Firefox', 'accept-language': 'de-CH, de;q=0.9' },
      ip: '::ffff:10.0.0.7',
      user: { id: 'ann', sub: 'other' },
    };
    expect(userFieldsFromRequest(request)).toEqual({
      userID: 'ann',
      ip: '10.0.0.7',
      userAgent: 'Firefox',
      locale: 'de-CH',
    });
  });

  it('takes the subject of a token when there is no id', () => {
    expect(userFieldsFromRequest({ headers: {}, user: { sub: 42 } })).toEqual({ userID: '42' });
  });

  it('takes the address of the socket when the framework names none', () => {
    expect(userFieldsFromRequest({ headers: {}, socket: { remoteAddress: '::1' } })).toEqual({ ip: '::1' });
  });

  it.each([
    ['de', 'DE'],
    ['US', 'US'],
    ['XX', undefined],
    ['T1', undefined],
    ['', undefined],
    ['Germany', undefined],
  ])('takes the country "%s" that a CDN states for %s, where its header is named', (stated, country) => {
    const request = { headers: { 'cf-ipcountry': stated } };
    expect(userFieldsFromRequest(request, { countryHeader: 'cf-ipcountry' }).country).toBe(country);
    expect(userFieldsFromRequest(request)).toEqual({});
  });

  it('never takes the address from a header', () => {
    expect(userFieldsFromRequest({ headers: { 'x-forwarded-for': '10.0.0.7' } })).toEqual({});
  });

  it.each([undefined, null, 'ann', {}, { id: null }, { id: { nested: 1 } }])('finds no id in the user %j', (user) => {
    expect(userFieldsFromRequest({ headers: {}, user })).toEqual({});
  });
});

describe('normalizeIP', () => {
  it.each([
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:7f00:1', '::ffff:7f00:1'],
    ['2001:db8::ffff:1', '2001:db8::ffff:1'],
  ])('makes %s into %s', (address, normalized) => {
    expect(normalizeIP(address)).toBe(normalized);
  });
});

describe('preferredLanguage', () => {
  it.each([
    ['en-US', 'en-US'],
    ['fr;q=0.5, de;q=0.8, en;q=0.7', 'de'],
    ['fr;q=0.5,en', 'en'],
    ['da, en-gb;q=0.8, en;q=0.7', 'da'],
    ['en ; Q=0.2 , nl ; q=0.4', 'nl'],
    ['*, fr;q=0.1', 'fr'],
    ['de;q=0', undefined],
    ['de;q=x', undefined],
    ['*', undefined],
    ['', undefined],
  ])('finds in "%s" %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});
