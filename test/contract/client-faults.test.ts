import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { describe, expect, it, onTestFinished } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { respond, startHttpServer, type Answer, type TestServer } from '../support/http-server.js';
import { writeTestFile } from '../support/network-client.js';
import { startProxyServer } from '../support/proxy-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/*
 * What an application sees of each fault of the network: what its calls return, what is logged, what is tried again. The faults
 * of single requests are in request-failures.test.ts.
 */

const sdkKey = 'secret-faults-key-0123456789';
const specs = buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } } });
const waitLimit = { timeout: 25_000, interval: 10 };

interface Running {
  readonly client: Statsig;
  /** Warnings and errors, and that something works again; without those on short intervals. */
  readonly lines: string[];
}

function start(options: StatsigOptions): Running {
  const lines: string[] = [];
  const keep = (level: string) => (tag: string, message: string) => {
    if (tag !== 'Options' && (level !== 'info' || message.includes('again'))) lines.push(`${level} ${tag}: ${message}`);
  };
  const client = new Statsig(sdkKey, {
    specsSyncIntervalMs: 50,
    eventLoggingFlushIntervalMs: 60_000,
    outputLogLevel: 'info',
    outputLoggerProvider: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    ...options,
  });
  onTestFinished(async () => void (await client.shutdown(100)));
  return { client, lines };
}

/** A service that can be made to show a fault, and to recover. */
interface FaultyService {
  readonly server: TestServer;
  fault: Answer | undefined;
  readonly options: Pick<StatsigOptions, 'specsUrl' | 'logEventUrl' | 'disableDiagnostics'>;
}

async function startService(fault: Answer | undefined): Promise<FaultyService> {
  const server = await startHttpServer((response, request) => {
    if (service.fault !== undefined) service.fault(response, request);
    else respond(response, 200, request.method === 'GET' ? specs : { success: true });
  });
  const options = {
    specsUrl: `${server.url}/v2/download_config_specs`,
    logEventUrl: `${server.url}/v1/log_event`,
    // The events that are counted are those of the application.
    disableDiagnostics: true,
  };
  const service: FaultyService = { server, fault, options };
  return service;
}

interface Fault {
  readonly name: string;
  readonly answer: Answer;
  /** Part of the error and of the line that is logged. */
  readonly says: string;
  /** How often a look for newer specs asks before it gives up. */
  readonly attempts: number;
  /** What becomes of events. */
  readonly events: 'kept' | 'lost' | 'delivered';
}

const cutShort = gzipSync(randomBytes(5000)).subarray(0, 3000);

const status = (code: number, words: string, attempts: number, events: Fault['events']): Fault => ({
  name: `status ${code}`,
  answer: (response) => respond(response, code, 'no'),
  says: `status ${code} ${words}`,
  attempts,
  events,
});

const faults: readonly Fault[] = [
  status(401, 'Unauthorized', 4, 'kept'),
  status(403, 'Forbidden', 1, 'lost'),
  status(404, 'Not Found', 4, 'kept'),
  status(413, 'Payload Too Large', 1, 'lost'),
  status(429, 'Too Many Requests', 1, 'kept'),
  status(500, 'Internal Server Error', 4, 'kept'),
  status(503, 'Service Unavailable', 4, 'kept'),
  {
    name: 'status 503 with Retry-After',
    answer: (response) => respond(response, 503, '', { 'retry-after': '1' }),
    says: 'status 503 Service Unavailable',
    attempts: 1,
    events: 'kept',
  },
  {
    name: 'a reset',
    answer: (response) => response.socket?.resetAndDestroy(),
    says: 'the connection was reset (ECONNRESET)',
    attempts: 4,
    events: 'kept',
  },
  {
    name: 'a reset in the middle of the body',
    answer: (response) => {
      // A while later, so that the head has been read.
      const reset = (): void => void setTimeout(() => response.socket?.resetAndDestroy(), 50);
      response.writeHead(200, { 'content-length': '1000' }).write('{', reset);
    },
    says: 'the connection was ',
    attempts: 4,
    events: 'delivered',
  },
  {
    name: 'compression that is cut short',
    answer: (response) => respond(response, 200, cutShort, { 'content-encoding': 'gzip' }),
    says: 'its compressed body is damaged or cut short',
    attempts: 4,
    events: 'delivered',
  },
  {
    name: 'a page',
    answer: (response) => respond(response, 200, '<html>Sign in</html>', { 'content-type': 'text/html' }),
    says: 'expected JSON, found a text of 20 characters that begins "<html>',
    attempts: 1,
    events: 'kept',
  },
  {
    name: 'JSON that is cut short',
    answer: (response) => respond(response, 200, JSON.stringify(specs).slice(0, -10)),
    says: 'The specs cannot be used: ',
    attempts: 1,
    events: 'delivered',
  },
  {
    name: 'a redirect in a circle',
    answer: (response) => respond(response, 307, '', { location: '/again' }),
    says: 'more than 5 redirects',
    attempts: 4,
    events: 'kept',
  },
];

describe.each(faults)('$name', ({ answer, says, attempts, events }) => {
  it('at the start leaves gates closed, is logged once, and is got over', async () => {
    const service = await startService(answer);
    const { client, lines } = start(service.options);

    const result = await client.initialize();

    expect(result).toMatchObject({ isSuccess: false, source: 'NoValues' });
    expect(result.error).toContain(says);
    expect(client.checkGate({ userID: 'a' }, 'open', { disableExposureLogging: true })).toBe(false);
    expect(lines).toEqual([expect.stringContaining(says)]);
    expect(lines[0]).toMatch(/^error Client: /);

    service.fault = undefined;
    await expect.poll(() => client.getFeatureGate({ userID: 'a' }, 'open').value, waitLimit).toBe(true);
  });

  it('while specs are in use changes nothing for them, is logged once, and is got over', async () => {
    const service = await startService(undefined);
    const { client, lines } = start(service.options);
    await client.initialize();

    service.fault = answer;
    await expect.poll(() => lines.length, waitLimit).toBeGreaterThan(0);
    const sent = service.server.requests.length;
    await expect.poll(() => service.server.requests.length, waitLimit).toBeGreaterThan(sent + 1);
    expect(client.checkGate({ userID: 'a' }, 'open', { disableExposureLogging: true })).toBe(true);
    expect(lines).toEqual([expect.stringContaining(says)]);
    expect(lines[0]).toMatch(/^warn SpecSync: /);
    if (attempts > 1) expect(lines[0]).toContain(`after ${attempts} attempts`);
    else expect(lines[0]).not.toContain('attempts');

    service.fault = undefined;
    await expect.poll(() => lines.length, waitLimit).toBe(2);
    expect(lines[1]).toMatch(/^info SpecSync: .*again/);
  });

  it(`leaves events ${events}, and says so`, async () => {
    const service = await startService(undefined);
    const { client, lines } = start({ ...service.options, specsSyncIntervalMs: 60_000 });
    await client.initialize();
    service.fault = answer;
    client.logEvent({ userID: 'a' }, 'bought');

    const result = await client.flushEvents();

    const counts = { delivered: 0, pending: 0, dropped: 0 };
    if (events === 'delivered') {
      expect(result).toEqual({ isSuccess: true, ...counts, delivered: 1 });
      expect(lines).toEqual([]);
      return;
    }
    const expected = events === 'kept' ? { ...counts, pending: 1 } : { ...counts, dropped: 1 };
    expect(result).toMatchObject({ isSuccess: false, ...expected });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(events === 'kept' ? /^warn Events: .* are kept / : /^warn Events: .* (is|are) lost/);

    const before = service.server.requests.length;
    service.fault = undefined;
    client.logEvent({ userID: 'a' }, 'sold');
    await expect.poll(async () => (await client.flushEvents()).pending, waitLimit).toBe(0);
    const accepted = service.server.requests.slice(before).map(({ headers }) => headers['statsig-event-count']);
    expect(accepted).toEqual(events === 'kept' ? ['1', '1'] : ['1']);
  });
});

describe('a service that cannot be reached', () => {
  const authority = createCertificateAuthority();

  it.each<[name: string, options: () => Promise<StatsigOptions>, says: string]>([
    [
      'because its name is unknown',
      () => Promise.resolve({ specsUrl: 'http://no-such-host.invalid/v2' }),
      'The specs request failed: the host name ',
    ],
    [
      'because the proxy wants other credentials',
      async () => {
        const { host, port } = await startProxyServer({ credentials: 'right:word' });
        const proxyConfig = { proxyHost: host, proxyPort: port, proxyAuth: 'wrong:hidden-word' };
        return { specsUrl: 'https://statsig.invalid/v2', proxyConfig };
      },
      'The specs request failed: the proxy refused: status 407 Proxy Authentication Required. Check the option proxyConfig',
    ],
    [
      'because its certificate is not trusted',
      async () => ({ specsUrl: (await startHttpServer(() => undefined, authority.issue('127.0.0.1'))).url }),
      'The specs request failed: the certificate comes from an authority that is not trusted',
    ],
  ])('%s leaves gates closed and is logged without secrets', async (_name, options, says) => {
    const { client, lines } = start({ ...(await options()), disableAllLogging: true });
    const result = await client.initialize();
    expect(result).toMatchObject({ isSuccess: false, source: 'NoValues' });
    expect(result.error).toContain(says);
    expect(client.checkGate({ userID: 'a' }, 'open')).toBe(false);
    expect(lines).toEqual([expect.stringContaining(says)]);
    expect(JSON.stringify([lines, result])).not.toMatch(/hidden-word|secret-faults/);
  });

  it('is reached with the right proxy and the right authority', async () => {
    const server = await startHttpServer(
      (response, { method }) => respond(response, 200, method === 'GET' ? specs : { success: true }),
      authority.issue('127.0.0.1'),
    );
    const proxy = await startProxyServer({ credentials: 'right:word', certificate: authority.issue('127.0.0.1') });
    const { client, lines } = start({
      specsUrl: `${server.url}/v2`,
      logEventUrl: `${server.url}/v1/log_event`,
      disableDiagnostics: true,
      proxyConfig: {
        proxyHost: proxy.host,
        proxyPort: proxy.port,
        proxyProtocol: 'https',
        proxyAuth: 'right:word',
        caCertPath: writeTestFile(authority.certificate),
      },
    });
    await expect(client.initialize()).resolves.toMatchObject({ isSuccess: true, source: 'Network' });
    client.logEvent({ userID: 'a' }, 'bought');
    await expect(client.flushEvents()).resolves.toMatchObject({ isSuccess: true, delivered: 1 });
    expect(lines).toEqual([]);
    expect(proxy.requests.every(({ method }) => method === 'CONNECT')).toBe(true);
  });
});
