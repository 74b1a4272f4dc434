import { describe, expect, it } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import { NetworkRequestError } from '../../lib/errors/network-request-error.js';
import { privateMark, takeHits, watchSecret } from '../support/secret-watch/secret-watch.js';

/*
 * The watch over secrets must see what it is there to see. Each test shows it a text that it takes for a secret, and that
 * the SDK has no reason to hide.
 */

const options = { disableNetwork: true, bootstrapSpecs: { has_updates: true, time: 1 } } as const;

describe('the watch over secrets', () => {
  it('sees log lines of a provider', () => {
    watchSecret('test secret', 'a-watched-name');
    const seen: string[] = [];
    const client = new Statsig('secret-watch', {
      ...options,
      ...({ 'a-watched-name': 1 } as object),
      outputLoggerProvider: { warn: (_tag, message) => void seen.push(message) },
    });
    expect(seen).toHaveLength(1);
    expect(takeHits()).toEqual([
      expect.stringContaining('test secret in outputLoggerProvider warn(): Options Option <test'),
    ]);
    expect(client.status).toBe('uninitialized');
  });

  it('sees lines on standard error', () => {
    watchSecret('test secret', 'a-watched-name');
    const client = new Statsig('secret-watch', { ...options, ...({ 'a-watched-name': 1 } as object) });
    expect(takeHits()).toEqual([expect.stringContaining('test secret in a standard stream: ')]);
    expect(client.status).toBe('uninitialized');
  });

  it('sees measurements', async () => {
    watchSecret('test secret', 'a-watched-tag');
    const { createMetrics } = await import('../../lib/observability/create-metrics.js');
    const logger = { debug() {}, info() {}, warn() {}, error() {}, warnOnce() {} };
    const metrics = createMetrics({ client: { increment() {} }, logger, sdkKey: '' });
    metrics.increment('a', 1, { tag: 'a-watched-tag' });
    await metrics.shutdown();
    expect(takeHits()).toEqual([
      'test secret in observabilityClient increment(): statsig.sdk.a 1 {"tag":"<test secret>"}',
    ]);
  });

  it('sees messages of errors', () => {
    watchSecret('test secret', 'a-watched-detail');
    const facts = { endpoint: 'specs', reason: 'transport', detail: 'a-watched-detail', retryable: true } as const;
    expect(new NetworkRequestError(facts).message).toContain('a-watched-detail');
    expect(takeHits()).toEqual([
      expect.stringContaining('test secret in error: The specs request failed: <test secret>'),
    ]);
  });

  it('sees private attributes in explanations, and keys in results and printed clients', async () => {
    const client = new Statsig('secret-watch-0123', {
      ...options,
      outputLogLevel: 'none',
      environment: 'a-watched-tier',
    });
    client.explainGate({ userID: 'u', privateAttributes: { a: `${privateMark}-gate` } }, `${privateMark}-gate`);
    expect(takeHits()).toEqual([expect.stringContaining('private attribute in the result of explainGate(): ')]);
    client.explainGate({ userID: 'u', privateAttributes: { a: `${privateMark}-gate` } }, `${privateMark}-gate`, {
      showPrivateAttributes: true,
    });
    expect(takeHits()).toEqual([]);
    watchSecret('test secret', 'a-watched-tier');
    await client.initialize();
    await new Promise(setImmediate);
    expect(takeHits()).toEqual([expect.stringContaining('test secret in the printed client: ')]);
  });

  it('sees what is printed', () => {
    watchSecret('test secret', 'a-watched-line');
    console.log('a-watched-line');
    process.stdout.write('');
    expect(takeHits()).toContain('test secret in console.log(): <test secret>');
  });
});
