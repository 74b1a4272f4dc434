import fc from 'fast-check';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it } from 'vitest';

import { anyText } from '../../support/text-arbitraries.js';

// The name that `@statsig/js-client` gives the cookie for the key `client-40`.
const name = 'statsig.stable_id.582712175';
const cookie = new StableIdCookie({ clientSdkKey: 'client-40' });
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the cookie of stable IDs', () => {
  it('has the name that the browser SDK looks for', () => {
    expect(cookie.name).toBe(name);
    expect(new StableIdCookie({ clientSdkKey: 'client-key' }).name).toBe('statsig.stable_id.884262860');
  });

  it('is readable for scripts, for the whole site, for a year, and over https', () => {
    expect(cookie.write('a-1')).toBe(`${name}=a-1; Max-Age=31536000; Path=/; SameSite=Lax; Secure`);
    expect(cookie.forget()).toBe(`${name}=; Max-Age=0; Path=/; SameSite=Lax; Secure`);
  });

  it('has the attributes that it is told', () => {
    const other = new StableIdCookie({
      clientSdkKey: 'client-40',
      maxAgeMs: 90_500,
      path: '/shop',
      domain: 'example.com',
      isSecure: false,
    });
    expect(other.write('a b;"é')).toBe(
      `${name}=a%20b%3B%22%C3%A9; Max-Age=90; Path=/shop; Domain=example.com; SameSite=Lax`,
    );
    expect(new StableIdCookie({ clientSdkKey: 'client-40', maxAgeMs: Number.NaN }).write('x')).toContain(
      'Max-Age=31536000',
    );
  });

  it.each([
    ['a missing key', { clientSdkKey: '' }, 'clientSdkKey'],
    ['a path with another attribute', { clientSdkKey: 'k', path: '/; HttpOnly' }, 'path'],
    ['a path with a line break', { clientSdkKey: 'k', path: '/\r\nSet-Cookie: a=b' }, 'path'],
    ['a relative path', { clientSdkKey: 'k', path: 'shop' }, 'path'],
    ['a domain that is none', { clientSdkKey: 'k', domain: 'a.b; Path=/' }, 'domain'],
    ['an empty domain', { clientSdkKey: 'k', domain: '' }, 'domain'],
  ])('cannot be made with %s', (_, options, part) => {
    expect(() => new StableIdCookie(options)).toThrow(part);
  });
});

describe('read', () => {
  it.each([
    ['alone', `${name}=abc-1`, 'abc-1'],
    ['among others', `a=b; ${name}=abc-1; c=d`, 'abc-1'],
    ['without spaces', `a=b;${name}=abc-1;c=d`, 'abc-1'],
    ['quoted', `${name}="abc-1"`, 'abc-1'],
    ['percent-encoded', `${name}=a%7Eb%40c`, 'a~b@c'],
    ['with spaces around', `  ${name} \t=  abc-1  `, 'abc-1'],
    ['with an equals sign in it', `${name}=YWJj==`, 'YWJj=='],
    ['twice: the first', `${name}=first; ${name}=second`, 'first'],
    ['twice, and broken first', `${name}=%E0%A4%A; ${name}=second`, 'second'],
    ['twice, and hostile first', `${name}=<script>; ${name}=second`, 'second'],
    ['after pairs that are none', `;;; =; x; =y; ${name}=abc-1`, 'abc-1'],
    ['with the longest ID', `${name}=${'x'.repeat(128)}`, 'x'.repeat(128)],
  ])('finds the ID %s', (_, header, id) => {
    expect(cookie.read(header)).toBe(id);
  });

  it.each([
    ['there is no header', undefined],
    ['there is none', null],
    ['the header is empty', ''],
    ['there are other cookies', 'a=b; statsig.stable_id.1=x'],
    ['the name goes on', `${name}0=x`],
    ['the name begins earlier', `x${name}=x`],
    ['the name is in other letters', `${name.toUpperCase()}=x`],
    ['it has no value', `${name}=; ${name}; ${name}=""`],
    ['it is too long', `${name}=${'x'.repeat(129)}`],
    ['it has a space', `${name}=a%20b`],
    ['it has a line break', `${name}=a%0D%0ASet-Cookie:b`],
    ['it has a quote', `${name}=a"b`],
    ['it is one quote', `${name}="`],
    ['it has a null character', `${name}=a%00b`],
    ['it is not in ASCII', `${name}=%F0%9F%98%80`],
    ['its encoding is broken', `${name}=%`],
    ['it stands in the value of another', `a="; ${name}"`],
  ])('finds nothing when %s', (_, header) => {
    expect(cookie.read(header)).toBeUndefined();
  });

  it('finds every ID that it would write', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.~:@|+=/-]{1,128}$/), anyText({ maxLength: 60 }), (id, noise) => {
        const written = cookie.write(id).split(';')[0];
        expect(cookie.read(written)).toBe(id);
        expect(cookie.read(`${noise.replaceAll(name, '')}; ${written}`)).toBe(id);
      }),
    );
  });

  it('survives any header, and gives nothing but what is fit to be an ID', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 80 }), anyText({ maxLength: 80 }), (before, value) => {
        expect(cookie.read(`${before}; ${name}=${value}`) ?? 'none').toMatch(/^[\w.~:@|+=/-]{1,128}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a long one of many pairs', 'a=b; '.repeat(2_000_000)],
    ['a long one of one pair', `a=${'x'.repeat(10_000_000)}`],
    ['a long one of separators', ';'.repeat(10_000_000)],
    ['a long one of spaces', ' '.repeat(10_000_000)],
    ['a long one of our own', `${name}=%;`.repeat(500_000)],
  ])('is soon done with %s', (_, header) => {
    const before = process.cpuUsage();
    expect(cookie.read(`${header}; ${name}=at-the-end`)).toBeUndefined();
    expect(cookie.read(`${name}=at-the-beginning; ${header}`)).toBe('at-the-beginning');
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});

describe('decide', () => {
  it('keeps the ID that the browser came with, and sets nothing', () => {
    expect(cookie.decide(`${name}=abc-1`)).toEqual({ stableID: 'abc-1', isKept: true, setCookie: undefined });
  });

  it('makes a new one for a browser without, and lets it be kept', () => {
    const first = cookie.decide(undefined);
    expect(first).toEqual({
      stableID: expect.stringMatching(uuid),
      isKept: true,
      setCookie: cookie.write(first.stableID),
    });
    expect(cookie.decide('a=b').stableID).not.toBe(first.stableID);
    // The browser comes back with it.
    const returned = first.setCookie?.split(';')[0];
    expect(cookie.decide(returned)).toEqual({ stableID: first.stableID, isKept: true, setCookie: undefined });
  });

  it('puts a new one in the place of one that is not fit', () => {
    const { setCookie, stableID } = cookie.decide(`${name}=<b>`);
    expect(setCookie).toBe(cookie.write(stableID));
  });

  it('gives one for the request alone without consent, and forgets what there was', () => {
    const refuse = (): boolean => false;
    expect(cookie.decide(undefined, refuse)).toEqual({
      stableID: expect.stringMatching(uuid),
      isKept: false,
      setCookie: undefined,
    });
    for (const header of [`${name}=abc-1`, `${name}=<b>`]) {
      const { stableID, ...rest } = cookie.decide(header, refuse);
      expect(stableID).toMatch(uuid);
      expect(rest).toEqual({ isKept: false, setCookie: cookie.forget() });
    }
  });

  it.each([
    [
      'throws',
      (): boolean => {
        throw new Error('no session');
      },
    ],
    ['answers with a promise', (() => Promise.resolve(true)) as never],
    ['answers with nothing', (() => undefined) as never],
  ])('takes a consent that %s for none', (_, hasConsent) => {
    expect(cookie.decide(`${name}=abc-1`, hasConsent)).toMatchObject({ isKept: false });
  });

  it('asks for consent once', () => {
    let asked = 0;
    cookie.decide(undefined, () => ++asked > 0);
    expect(asked).toBe(1);
  });
});
