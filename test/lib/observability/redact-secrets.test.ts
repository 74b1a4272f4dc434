import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRedactor } from '../../../lib/observability/redact-secrets.js';

describe('the redactor', () => {
  const redact = createRedactor(['my-odd-key', 'user:p@ss/word', 'abc']);

  it.each([
    ['a given secret', 'key my-odd-key.', 'key *****.'],
    ['its form in an address', 'user%3Ap%40ss%2Fword', '*****'],
    ['its form in a header', `Basic ${btoa('user:p@ss/word')}`, 'Basic *****'],
    ['any server key', 'secret-ABC-def_9.json', 'secret-*****.json'],
    [
      'user and password of any address',
      'http://me:you@host/path and socks5://x@host',
      'http://*****@host/path and socks5://*****@host',
    ],
    ['a password with an at sign', 'http://me:y@u@host/', 'http://*****@host/'],
    [
      'quoted headers',
      "{ 'proxy-authorization': 'Basic abcd==', Authorization: Bearer a.b-c }",
      "{ 'proxy-authorization': 'Basic *****', Authorization: Bearer ***** }",
    ],
  ])('removes %s', (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each(['abc', 'https://host/path?q=a@b', 'mail me@host.example', 'basic support', 'authorization is needed'])(
    'leaves %j alone',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it('leaves nothing of a secret that contains another', () => {
    expect(createRedactor(['inner', 'an inner secret'])('x an inner secret y inner')).toBe('x ***** y *****');
  });

  it('leaves no secret in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'*****'.includes(secret) && !'secret-*****'.includes(secret));
        const clean = createRedactor(secret)(before + secret + after);
        // What is left and right of the mark may happen to make up the same text.
        expect(clean.split('*****').some((part) => part.includes(secret))).toBe(false);
      }),
    );
  });

  it('takes no longer for a text that nearly looks like a secret over and over', () => {
    const startedAt = performance.now();
    createRedactor('secret-key')('://a'.repeat(50_000) + 'secret-'.repeat(50_000) + 'authorization '.repeat(50_000));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
