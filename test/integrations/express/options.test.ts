import { Statsig } from 'statsig-nodekit';
import { clientProxyRouter, requireGate, statsig, variantRoute } from 'statsig-nodekit/express';
import { describe, expect, it } from 'vitest';

const client = new Statsig('secret-options-test', { disableNetwork: true, outputLogLevel: 'none' });
const handler = (): void => {};

/** What a program without types may write. */
const untyped = (make: unknown, ...args: unknown[]): (() => unknown) => {
  return () => (make as (...given: unknown[]) => unknown)(...args);
};

describe('wrong options are refused while the program starts', () => {
  it.each<[string, () => unknown, string]>([
    [
      'none',
      untyped(statsig),
      'statsig() got wrong options: they are undefined; expected an object, for example { client }.',
    ],
    [
      'neither a client nor a key',
      untyped(statsig, {}),
      'statsig() got wrong options: neither `client` nor `sdkKey` is given; expected one of them.',
    ],
    [
      'a client and a key',
      untyped(statsig, { client, sdkKey: 'secret-other' }),
      'statsig() got wrong options: `client` and `sdkKey` are both given; expected one of them.',
    ],
    [
      'a client and options',
      untyped(statsig, { client, options: {} }),
      'statsig() got wrong options: `options` are given beside `client`, which has options of its own.',
    ],
    [
      'what is no client',
      untyped(statsig, { client: {} }),
      'statsig() got wrong options: `client` is an object; expected a client, new Statsig(…).',
    ],
    [
      'a misspelt option',
      untyped(statsig, { client, usr: handler }),
      'statsig() got wrong options: `usr` is unknown (did you mean `user`?).',
    ],
    [
      'options of wrong forms',
      untyped(statsig, { client, user: 'ann', userTimeoutMs: -1, notFound: 404, stableId: { cookies: true } }),
      'statsig() got wrong options: `user` is "ann"; expected a function; `userTimeoutMs` is -1; expected a number of ' +
        'milliseconds from 0 to 2147483647; `stableId` is not in order: `cookies` is unknown (did you mean `cookie`?); ' +
        '`notFound` is 404; expected a function.',
    ],
    [
      'a cookie that cannot be written',
      untyped(statsig, { client, stableId: { cookie: true, clientSdkKey: 'client-x', path: 'shop' } }),
      'statsig() got wrong options: `stableId` cannot be used: The path of a cookie begins with "/" and holds no ";" and no ' +
        'spaces; it was "shop".',
    ],
    [
      'an unknown way out',
      untyped(requireGate, 'g', { otherwise: 'notfound' }),
      "requireGate() got wrong options: `otherwise` is \"notfound\"; expected 'not-found', 'forbidden', 'next-route', a " +
        'handler or { redirect, status }, with a status of 301, 302, 303, 307 or 308.',
    ],
    [
      'a redirect with the status of something else',
      untyped(requireGate, 'g', { otherwise: { redirect: '/', status: 200 } }),
      "requireGate() got wrong options: `otherwise` is an object; expected 'not-found', 'forbidden', 'next-route', a handler " +
        'or { redirect, status }, with a status of 301, 302, 303, 307 or 308.',
    ],
    [
      'an experiment without a fallback',
      untyped(variantRoute, 'e', { treatment: handler }),
      'variantRoute() got wrong options: there is no handler for users in no group; give `control` or `default`.',
    ],
    [
      'what is no handler',
      untyped(variantRoute, '', { control: 'page.html' }, { parm: 'x' }),
      'variantRoute() got wrong options: the experiment is ""; expected a text that is not empty; `parm` is unknown (did you ' +
        'mean `param`?); the handler of `control` is "page.html"; expected (req, res, next) => …; there is no handler for users ' +
        'in no group; give `control` or `default`.',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'express_options_invalid', message }));
  });

  it('a gate expression', () => {
    expect(untyped(requireGate, [])).toThrow(expect.objectContaining({ code: 'gate_expression_invalid' }));
  });

  it('those of the client proxy', () => {
    expect(untyped(clientProxyRouter, { client })).toThrow(
      expect.objectContaining({ code: 'client_proxy_options_invalid' }),
    );
  });

  it('but not a key that is missing, with which the application serves closed gates', async () => {
    const middleware = statsig({ sdkKey: undefined, options: { outputLogLevel: 'none' } });
    expect(middleware.client.checkGate({ userID: 'ann' }, 'open')).toBe(false);
    await middleware.client.shutdown();
  });
});
