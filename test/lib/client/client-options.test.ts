// cspell:ignore enviroment -- misspelt on purpose

import { inspect } from 'node:util';

import { describe, expect, it, onTestFinished } from 'vitest';

import { Statsig } from '../../../lib/client/statsig.js';

/** A client that needs no server, and what it said, as `warn Options: message`. */
function localClient(options: Record<string, unknown>, sdkKey = 'secret-client-options'): [Statsig, string[]] {
  const lines: string[] = [];
  const keep = (level: string) => (tag: string, message: string) => void lines.push(`${level} ${tag}: ${message}`);
  const client = new Statsig(sdkKey, {
    disableNetwork: true,
    outputLogLevel: 'debug',
    outputLoggerProvider: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    ...options,
  });
  onTestFinished(async () => {
    await client.shutdown();
  });
  return [client, lines];
}

describe('options of a client', () => {
  it('are reported as warnings where they are wrong, and at level info where they have another name', () => {
    const [, lines] = localClient({ loggingMaxBufferSize: 1, rulesetsSyncIntervalMs: 5000, enviroment: 'x' });
    expect(lines).toEqual([
      'info Options: Option rulesetsSyncIntervalMs: the present form is specsSyncIntervalMs.',
      'info Options: Option loggingMaxBufferSize: the present form is eventLoggingMaxQueueSize.',
      'warn Options: Option loggingMaxBufferSize (now eventLoggingMaxQueueSize): expected a whole number from 10 to 2000, received 1; 10 is used.',
      'warn Options: Option enviroment: unknown; did you mean environment? It has no effect.',
    ]);
  });

  it('are those in force, and hold no secret', () => {
    const [client] = localClient(
      {
        specsUrl: 'https://admin:hunter2@host/my-very-own-key/specs',
        logEventUrl: 'https://host/log?key=my-very-own-key',
        proxyConfig: { proxyHost: 'proxy', proxyPort: 3128, proxyAuth: 'admin:hunter2' },
        dataStore: { url: 'redis://admin:hunter2@redis', get: async () => ({}) },
        environment: 'staging',
      },
      'my-very-own-key',
    );
    for (const text of [inspect(client.options, { depth: null }), JSON.stringify(client.options), inspect(client)]) {
      expect(text).not.toMatch(/hunter2|admin|my-very-own-key/);
    }
    expect(client.options).toMatchObject({
      environment: 'staging',
      specsUrl: 'https://*****@host/*****/specs',
      proxyConfig: { proxyHost: 'proxy', proxyAuth: '*****' },
    });
    expect(Object.isFrozen(client.options)).toBe(true);
  });
});
