import { describe, expect, it } from 'vitest';

import { redirectTarget, type RedirectRequest } from '../../../lib/network/redirect-target.js';

const headers = { 'statsig-api-key': 'k', authorization: 'Basic YTpi', accept: '*/*' };
const redirect = (particular: Partial<RedirectRequest>): RedirectRequest => ({
  location: '/b',
  from: new URL('https://one.example/a'),
  headers,
  method: 'GET',
  status: 302,
  ...particular,
});

describe('redirectTarget', () => {
  it('keeps the key and the credentials on the same origin', () => {
    expect(redirectTarget(redirect({}))).toEqual({ kind: 'followed', url: new URL('https://one.example/b'), headers });
  });

  it.each(['https://two.example/b', 'https://one.example:8443/b', '//two.example/b'])(
    'takes the key and the credentials away on the way to %s',
    (location) => {
      expect(redirectTarget(redirect({ location }))).toEqual({
        kind: 'followed',
        url: new URL(location, 'https://one.example'),
        headers: { accept: '*/*' },
      });
    },
  );

  it('does not leave https', () => {
    expect(redirectTarget(redirect({ location: 'http://one.example/b' }))).toEqual({
      kind: 'refused',
      detail: 'status 302 redirects from https to an unprotected address',
    });
  });

  it.each([
    [301, 'refused'],
    [302, 'refused'],
    [303, 'refused'],
    [307, 'followed'],
    [308, 'followed'],
  ])('treats %i of a POST as %s', (status, kind) => {
    expect(redirectTarget(redirect({ method: 'POST', status }))).toMatchObject({ kind });
  });

  it.each([undefined, 'mailto:x@example.com', 'http://['])('refuses %j', (location) => {
    const target = redirectTarget(redirect({ location }));
    expect(target.kind).toBe('refused');
  });
});
