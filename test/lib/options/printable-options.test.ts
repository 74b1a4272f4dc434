import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { maskUrl } from '../../../lib/options/mask-url.js';
import { printableOptions } from '../../../lib/options/printable-options.js';
import { resolveOptions } from '../../../lib/options/resolve-options.js';

const printed = (input: object, redact: (text: string) => string = (text) => text): object =>
  printableOptions(resolveOptions(input).options, redact);

describe('printableOptions', () => {
  it('leaves out specs and the objects of the application', () => {
    const dataStore = { password: 'hunter2', get: async () => ({}) };
    const options = printed({
      bootstrapSpecs: { time: 1 },
      consoleCaptureOptions: { enabled: true, user: { userID: 'u', email: 'hunter2@example.com' } },
      dataStore,
      eventSinks: [{ name: 'warehouse', send: () => undefined, password: 'hunter2' }],
      persistentStorage: { load: () => null, save: () => undefined, delete: () => undefined },
      observabilityClient: { increment: () => undefined },
      outputLoggerProvider: { warn: () => undefined },
    });
    expect(options).toEqual(printed({}));
    expect(Object.keys(options)).toEqual(
      Object.keys(resolveOptions({}).options).filter(
        (name) =>
          ![
            'bootstrapSpecs',
            'consoleCaptureOptions',
            'dataStore',
            'eventSinks',
            'persistentStorage',
            'observabilityClient',
            'outputLoggerProvider',
          ].includes(name),
      ),
    );
  });

  it('holds no credentials, wherever they were given', () => {
    const secrets = /admin|hunter2|abc|my-key/;
    const url = 'https://admin:hunter2@host/path/my-key?token=abc';
    const options = printed(
      {
        specsUrl: url,
        specsFile: '/specs/my-key.json',
        specsCacheDirectory: '/specs/my-key',
        environment: 'my-key',
        serviceName: 'my-key',
        logEventUrl: url,
        idListsUrl: url,
        downloadIdListFileApi: url,
        specAdaptersConfig: [{ adapterType: 'network_http', specsUrl: url }],
        proxyConfig: { proxyHost: 'proxy', proxyPort: 1, proxyAuth: 'admin:hunter2' },
      },
      (text) => text.replaceAll('my-key', '*****'),
    );
    expect(inspect(options, { depth: null })).not.toMatch(secrets);
    expect(JSON.stringify(options)).not.toMatch(secrets);
    expect(options).toMatchObject({
      specsUrl: 'https://*****@host/path/*****?*****',
      specAdaptersConfig: [{ adapterType: 'network_http', specsUrl: 'https://*****@host/path/*****?*****' }],
      proxyConfig: { proxyHost: 'proxy', proxyPort: 1, proxyProtocol: 'http', proxyAuth: '*****' },
    });
  });

  it('leaves what holds no secret as it is', () => {
    const given = {
      specsUrl: 'https://host/specs',
      proxyConfig: { proxyHost: 'proxy', proxyPort: 1, proxyProtocol: 'http' },
      specAdaptersConfig: [{ adapterType: 'network_http' }],
      environment: 'staging',
    };
    expect(printed(given)).toMatchObject(given);
    expect(Object.isFrozen(printed(given))).toBe(true);
  });
});

describe('maskUrl', () => {
  it.each([
    ['https://user:word@host/a?b=c#d', 'https://*****@host/a?*****#d'],
    ['https://user@host/', 'https://*****@host/'],
    ['https:user:word@host/a', 'https://*****@host/a'],
    ['https://:word@host/a', 'https://*****@host/a'],
    ['ws://user:word@host', 'ws://*****@host/'],
    ['user:word@host/a', '*****@host/a'],
    ['//user:word@host/a?b', '*****@host/a?*****'],
    ['https://host/a', 'https://host/a'],
    ['not a url', 'not a url'],
    ['plain', 'plain'],
  ])('makes of %s: %s', (given, masked) => {
    expect(maskUrl(given)).toBe(masked);
  });
});
