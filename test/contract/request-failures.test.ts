import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { NetworkRequestError } from '../../lib/errors/network-request-error.js';
import { silentMetrics, type Metrics } from '../../lib/observability/metrics.js';
import { respond, startHttpServer, type Answer } from '../support/http-server.js';
import {
  everyRequest,
  everythingIn,
  makeNetworkClient,
  networkFailureOf,
  networkKey,
} from '../support/network-client.js';

type Endpoint = NetworkRequestError['endpoint'];

/** What a request ends with; `accepted` where the status alone decides. */
type Ending = Partial<NetworkRequestError> | 'accepted';

interface Fault {
  readonly name: string;
  readonly answer: Answer;
  readonly ending: Ending;
  /** Where it differs. */
  readonly except?: Partial<Record<Endpoint, Ending>>;
  /** Sent in all, redirects included. @default 1 */
  readonly requests?: number;
  /** @default 20 000 */
  readonly timeoutMs?: number;
}

const compressed = gzipSync(randomBytes(5000));

const withStatus = (status: number, retryable: boolean, except: Fault['except'] = {}): Fault => ({
  name: `status ${status}`,
  answer: (response) => respond(response, status, `about ${networkKey}`),
  ending: { reason: 'status', status, retryable, retryAfterMs: undefined },
  except,
});

const withRetryAfter = (status: number, header: string, retryAfterMs: number | undefined): Fault => ({
  name: `status ${status} with Retry-After: ${header}`,
  answer: (response) => respond(response, status, '', { 'retry-after': header }),
  ending: { reason: 'status', status, retryAfterMs },
});

/** Each fault that a server can show, and how every kind of request ends then. */
const faults: readonly Fault[] = [
  withStatus(400, false),
  // Like 404, it may be the answer of a service that has not learnt of a new key yet.
  withStatus(401, true),
  withStatus(403, false),
  withStatus(404, true),
  withStatus(405, false),
  withStatus(408, true),
  withStatus(413, false),
  // Events that are too many now are welcome later; what is asked for regularly is asked for again anyway.
  withStatus(429, false, { log_event: { reason: 'status', status: 429, retryable: true } }),
  withStatus(500, true),
  withStatus(501, false),
  withStatus(502, true),
  withStatus(503, true),
  withStatus(504, true),
  withRetryAfter(429, '3', 3000),
  withRetryAfter(503, '120', 120_000),
  withRetryAfter(503, '100000', 600_000),
  withRetryAfter(503, 'soon', undefined),
  {
    name: 'slow headers',
    answer: () => undefined,
    timeoutMs: 150,
    ending: { reason: 'timeout', retryable: true, status: undefined, detail: 'no complete answer within 150 ms' },
  },
  {
    name: 'a slow body, of which each byte comes soon',
    answer: (response) => {
      response.writeHead(200).write('+');
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    },
    timeoutMs: 150,
    ending: { reason: 'timeout', retryable: true, status: undefined, detail: 'no complete answer within 150 ms' },
    // Here and below: the batch was taken, and must not be sent twice.
    except: { log_event: 'accepted' },
  },
  {
    name: 'a slow body of an error',
    answer: (response) => void response.writeHead(503, { 'retry-after': '2' }).write('x'),
    timeoutMs: 150,
    // Its status is known.
    ending: { reason: 'status', status: 503, retryable: true, retryAfterMs: 2000 },
  },
  {
    name: 'a reset before the answer',
    answer: (response) => response.socket?.resetAndDestroy(),
    ending: { reason: 'transport', retryable: true, status: undefined },
  },
  {
    name: 'a reset in the middle of the body',
    answer: (response) => {
      // A while later, so that the head has been read.
      const reset = (): void => void setTimeout(() => response.socket?.resetAndDestroy(), 50);
      response.writeHead(200, { 'content-length': '1000' }).write('+', reset);
    },
    ending: { reason: 'transport', retryable: true },
    except: { log_event: 'accepted' },
  },
  {
    name: 'an end before the announced length',
    answer: (response) => {
      const end = (): void => void setTimeout(() => response.socket?.end(), 50);
      response.writeHead(200, { 'content-length': '1000' }).write('+', end);
    },
    ending: { reason: 'transport', retryable: true },
    except: { log_event: 'accepted' },
  },
  {
    name: 'something other than HTTP',
    answer: (response) => response.socket?.end('SSH-2.0-OpenSSH_9.0\r\n\r\n'),
    ending: { reason: 'transport', retryable: true },
  },
  {
    name: 'compression that is cut short',
    answer: (response) => respond(response, 200, compressed.subarray(0, 3000), { 'content-encoding': 'gzip' }),
    ending: { reason: 'undecodable', status: 200, retryable: true },
    except: { log_event: 'accepted' },
  },
  {
    name: 'the binary form that was not asked for',
    answer: (response) =>
      respond(response, 200, 'x', {
        'content-type': 'application/octet-stream',
        'content-encoding': 'statsig-br',
      }),
    ending: {
      reason: 'undecodable',
      status: 200,
      detail: 'it came in the binary form (statsig-br), although JSON was asked for',
    },
    except: { log_event: 'accepted' },
  },
  {
    name: 'a body beyond the limit',
    answer: (response) => respond(response, 200, 'x'.repeat(2_000_000)),
    ending: { reason: 'too_large', status: 200, retryable: false },
    except: { log_event: 'accepted' },
  },
  {
    name: 'a body without end',
    answer: (response) => {
      const chunk = Buffer.alloc(65_536, '+');
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200).on('drain', pour);
      pour();
    },
    ending: { reason: 'too_large', status: 200, retryable: false },
    except: { log_event: 'accepted' },
  },
  {
    name: 'another content type',
    answer: (response) => respond(response, 200, '{}', { 'content-type': 'text/html' }),
    ending: 'accepted',
  },
  {
    name: 'a page',
    answer: (response) => respond(response, 200, '\n<!doctype html><p>Sign in', { 'content-type': 'text/html' }),
    // Whoever reads the document finds out what it is. Of events nobody would, and they would be lost.
    ending: 'accepted',
    except: {
      log_event: {
        reason: 'refused',
        status: 200,
        retryable: true,
        detail: 'status 200, but the body is a page, perhaps of a proxy that wants a login',
      },
    },
  },
  {
    name: 'text that is not JSON',
    answer: (response) => respond(response, 200, '{"has_updates":'),
    ending: 'accepted',
  },
  {
    name: 'an empty body',
    answer: (response) => respond(response, 204),
    ending: 'accepted',
  },
  {
    name: 'a redirect in a circle',
    answer: (response) => respond(response, 307, '', { location: '/again' }),
    ending: { reason: 'redirect', status: 307, retryable: true, detail: 'more than 5 redirects' },
    requests: 6,
  },
  {
    name: 'a redirect without an address',
    answer: (response) => respond(response, 308),
    ending: { reason: 'redirect', status: 308, detail: 'status 308 redirects to an unusable address' },
  },
  {
    name: 'a redirect that would lose a body',
    answer: (response, { path }) =>
      path === '/other' ? respond(response, 200, {}) : respond(response, 302, '', { location: '/other' }),
    ending: 'accepted',
    except: {
      log_event: { reason: 'redirect', status: 302 },
      id_lists: { reason: 'redirect', status: 302 },
    },
  },
];

describe.each(everyRequest)('a request for $name that meets', ({ name: endpoint, send }) => {
  it.each(faults)('$name', async ({ answer, ending, except, requests, timeoutMs }) => {
    const server = await startHttpServer(answer);
    const client = makeNetworkClient({ maxBodyBytes: 1_000_000 });
    const sent = send(client, server.url, timeoutMs === undefined ? {} : { timeoutMs });
    const expected = except?.[endpoint as Endpoint] ?? ending;
    if (expected === 'accepted') {
      await sent;
      return;
    }
    const error = await networkFailureOf(sent);
    expect(error).toMatchObject({ endpoint, attempts: 1, ...expected });
    expect(everythingIn(error)).not.toContain(networkKey);
    // It is the caller who tries again, by a rule of its own.
    expect(server.requests).toHaveLength(requests ?? 1);
  });

  it('a host name that does not exist', async () => {
    const error = await networkFailureOf(send(makeNetworkClient(), 'http://no-such-host.invalid'));
    expect(error).toMatchObject({ endpoint, reason: 'transport', retryable: true, status: undefined });
    expect(error.detail).toMatch(/the host name (was not found|could not be looked up) \((ENOTFOUND|EAI_AGAIN)\)/);
  });

  it('a port where nobody listens', async () => {
    const { url, close } = await startHttpServer(() => undefined);
    await close();
    const error = await networkFailureOf(send(makeNetworkClient(), url));
    expect(error).toMatchObject({ endpoint, reason: 'transport', retryable: true });
    expect(error.detail).toBe('the connection was refused (ECONNREFUSED)');
  });

  it('a host that accepts connections and says nothing', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const startedAt = performance.now();
    // The handshake of TLS waits, so there is no connection yet when the time is over.
    const error = await networkFailureOf(send(makeNetworkClient(), `https://127.0.0.1:${port}`, { timeoutMs: 150 }));
    expect(error).toMatchObject({ endpoint, reason: 'timeout', retryable: true });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('a shutdown', async () => {
    const server = await startHttpServer(() => undefined);
    const client = makeNetworkClient();
    const failure = networkFailureOf(send(client, server.url));
    await expect.poll(() => server.requests.length).toBe(1);
    await client.close();
    await expect(failure).resolves.toMatchObject({ endpoint, reason: 'transport', retryable: true });
    await expect(networkFailureOf(send(client, server.url))).resolves.toMatchObject({ reason: 'transport' });
    expect(server.requests).toHaveLength(1);
  });

  it('a redirect to another host, which does not get the key or the credentials of the address', async () => {
    const other = await startHttpServer((response) => respond(response, 200, {}));
    const server = await startHttpServer((response) => respond(response, 307, '', { location: `${other.url}/b?c=1` }));
    await send(makeNetworkClient(), server.url.replace('http://', 'http://ann:pass%20word@'));
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:pass word').toString('base64')}`);
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.headers['statsig-api-key']).toBeUndefined();
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    expect(other.requests[0]?.body).toEqual(server.requests[0]?.body);
  });

  it('a redirect within the host, which gets both', async () => {
    const server = await startHttpServer((response, { path }) =>
      path === '/b' ? respond(response, 200, {}) : respond(response, 308, '', { location: '/b' }),
    );
    await send(makeNetworkClient(), server.url.replace('http://', 'http://ann:word@'));
    const [first, second] = server.requests;
    expect(second?.headers['statsig-api-key']).toBe(first?.headers['statsig-api-key']);
    expect(second?.headers.authorization).toBe(`Basic ${Buffer.from('ann:word').toString('base64')}`);
  });
});

describe('credentials in an address', () => {
  it.each(everyRequest)('are in no error of a request for $name', async ({ send }) => {
    const server = await startHttpServer((response) => respond(response, 500));
    const url = server.url.replace('http://', 'http://ann:hidden-word@');
    const error = await networkFailureOf(send(makeNetworkClient(), url));
    expect(everythingIn(error)).not.toMatch(/hidden-word|aGlkZGVuLXdvcmQ/);
    expect(everythingIn(error)).not.toContain(Buffer.from('ann:hidden-word').toString('base64'));
  });

  it('are not part of where specs are said to come from', async () => {
    const server = await startHttpServer((response) => respond(response, 200, {}));
    const answer = await makeNetworkClient().fetchSpecs({
      specsUrl: `${server.url.replace('http://', 'http://ann:word@')}/v2`,
      sinceTime: 0,
      checksum: undefined,
      timeoutMs: 20_000,
    });
    expect(answer.sourceApi).toBe(`${server.url}/v2`);
  });
});

describe('the time of requests', () => {
  it('is measured for each attempt, with its outcome, but for events', async () => {
    const statuses = [200, 503];
    const measured: string[] = [];
    const metrics: Metrics = {
      ...silentMetrics,
      dist: (name, value, tags) => {
        expect(value).toBeGreaterThanOrEqual(0);
        measured.push(`${name} ${tags?.['request_path']} ${tags?.['status_code']} ${tags?.['is_success']}`);
      },
    };
    const client = makeNetworkClient({ metrics });
    for (const status of statuses) {
      const server = await startHttpServer((response) => respond(response, status, {}));
      for (const { send } of everyRequest) await send(client, server.url).catch(() => undefined);
    }
    const gone = await startHttpServer(() => undefined);
    await gone.close();
    for (const { send } of everyRequest) await send(client, gone.url).catch(() => undefined);
    const paths = ['/v2/download_config_specs', '/v1/get_id_lists', '/v1/download_id_list_file'];
    expect(measured).toEqual(
      ['200 true', '503 false', 'none false'].flatMap((outcome) =>
        paths.map((path) => `network_request.latency ${path} ${outcome}`),
      ),
    );
  });
});
