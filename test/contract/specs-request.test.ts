import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { describe, expect, it, onTestFinished } from 'vitest';

import { NetworkRequestError, type NetworkFailureReason } from '../../lib/errors/network-request-error.js';
import { HttpClient, type SpecsAnswer, type SpecsRequest } from '../../lib/network/http-client.js';
import { sdkType, sdkVersion } from '../../lib/version.js';
import { respond, startHttpServer, type TestServer } from '../support/http-server.js';

const sdkKey = 'secret-contract-key-0123456789';
const specs = { has_updates: true, time: 1, feature_gates: {} };

function makeClient(settings: { maxBodyBytes?: number; serviceName?: string } = {}): HttpClient {
  const client = new HttpClient({
    sdkKey,
    sessionID: 'session-1',
    serviceName: undefined,
    environment: {},
    ...settings,
  });
  onTestFinished(() => client.close());
  return client;
}

function specsRequest(server: Pick<TestServer, 'url'>, request: Partial<SpecsRequest> = {}): SpecsRequest {
  return { specsUrl: `${server.url}/v2/specs`, sinceTime: 0, checksum: undefined, timeoutMs: 5000, ...request };
}

async function failureOf(answer: Promise<SpecsAnswer>): Promise<NetworkRequestError> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NetworkRequestError)) throw new Error('expected a NetworkRequestError', { cause: error });
  return error;
}

describe('a specs request', () => {
  it('asks for /<key>.json with the common headers and no flag of the binary form', async () => {
    const server = await startHttpServer((response) => respond(response, 200, specs));
    const startedAtMs = Date.now();

    const answer = await makeClient({ serviceName: 'shop' }).fetchSpecs(specsRequest(server));

    expect(answer).toEqual({ status: 'payload', text: JSON.stringify(specs), sourceApi: `${server.url}/v2/specs` });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', path: `/v2/specs/${sdkKey}.json` });
    expect([...(request?.query ?? [])]).toEqual([]);
    expect(request?.headers).toEqual({
      host: server.url.replace('http://', ''),
      connection: 'keep-alive',
      'statsig-api-key': sdkKey,
      'statsig-sdk-type': sdkType,
      'statsig-sdk-version': sdkVersion,
      'statsig-server-session-id': 'session-1',
      'statsig-client-time': expect.stringMatching(/^\d{13}$/) as string,
      'x-request-service': 'shop',
      accept: '*/*',
      'accept-encoding': 'gzip, br',
    });
    expect(Number(request?.headers['statsig-client-time'])).toBeGreaterThanOrEqual(startedAtMs);
  });

  it('says what is held already, and names the service unknown without the option', async () => {
    const server = await startHttpServer((response) => respond(response, 200, specs));
    await makeClient().fetchSpecs(specsRequest(server, { sinceTime: 1718000000000, checksum: 'ab/+=c 1' }));
    const [request] = server.requests;
    expect(request?.query.get('sinceTime')).toBe('1718000000000');
    expect(request?.query.get('checksum')).toBe('ab/+=c 1');
    expect(request?.headers['x-request-service']).toBe('unknown');
  });

  it('keeps its connection for the next request', async () => {
    const server = await startHttpServer((response) => respond(response, 200, specs));
    const client = makeClient();
    for (let count = 0; count < 3; count++) {
      await client.fetchSpecs(specsRequest(server));
      // A connection is free again one turn after its answer is complete; polls are further apart than that.
      await setTimeout(5);
    }
    expect(server.requests).toHaveLength(3);
    expect(server.connectionCount()).toBe(1);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('decodes %s', async (coding, compress) => {
    const body = compress(JSON.stringify(specs));
    const server = await startHttpServer((response) => respond(response, 200, body, { 'content-encoding': coding }));
    const answer = await makeClient().fetchSpecs(specsRequest(server));
    expect(answer).toMatchObject({ status: 'payload', text: JSON.stringify(specs) });
  });

  it('puts characters together that arrive in two pieces, and shows where there is half of one', async () => {
    const [start, rest] = [Buffer.from('{"a":"é'), Buffer.from('😀"}\u20ac')];
    const server = await startHttpServer((response) => {
      response.write(Buffer.concat([start, rest.subarray(0, 2)]));
      void setTimeout(50).then(() => response.end(rest.subarray(2, -1)));
    });
    await expect(makeClient().fetchSpecs(specsRequest(server))).resolves.toMatchObject({ text: '{"a":"é😀"}\uFFFD' });
  });

  it('does not look at the content type', async () => {
    const server = await startHttpServer((response) =>
      respond(response, 200, JSON.stringify(specs), { 'content-type': 'text/plain' }),
    );
    await expect(makeClient().fetchSpecs(specsRequest(server))).resolves.toMatchObject({ status: 'payload' });
  });

  it('takes 304 for “nothing newer”', async () => {
    const server = await startHttpServer((response) => respond(response, 304));
    await expect(makeClient().fetchSpecs(specsRequest(server))).resolves.toEqual({
      status: 'not-modified',
      sourceApi: `${server.url}/v2/specs`,
    });
  });

  it('ends when the caller gives up', async () => {
    const server = await startHttpServer(() => undefined);
    const signal = AbortSignal.timeout(50);
    const error = await failureOf(makeClient().fetchSpecs(specsRequest(server, { signal })));
    expect(error).toMatchObject({ reason: 'aborted', retryable: true });
  });

  it('fails with a sentence that says what to check', async () => {
    const { url, close } = await startHttpServer(() => undefined);
    await close();
    const error = await failureOf(makeClient().fetchSpecs(specsRequest({ url })));
    expect(error.message).toBe(
      'The specs request failed: the connection was refused (ECONNREFUSED). Check that the host of the option specsUrl can ' +
        'be reached from here.',
    );
  });
});

describe('a specs body that cannot be used', () => {
  it.each<[name: string, coding: string, body: () => Uint8Array]>([
    ['gzip that is cut short', 'gzip', () => gzipSync(randomBytes(5000)).subarray(0, 3000)],
    ['brotli that is cut short', 'br', () => brotliCompressSync(randomBytes(5000)).subarray(0, 3000)],
    ['a body that is not gzip at all', 'gzip', () => Buffer.from('{"has_updates":false}')],
    ['a compression of another client', 'statsig-br', () => Buffer.from('x')],
  ])('is refused: %s', async (_name, coding, body) => {
    const server = await startHttpServer((response) => respond(response, 200, body(), { 'content-encoding': coding }));
    const error = await failureOf(makeClient().fetchSpecs(specsRequest(server)));
    expect(error).toMatchObject({ reason: 'undecodable' satisfies NetworkFailureReason, status: 200, retryable: true });
  });

  it('is not read to its end when it is larger than the limit', async () => {
    const server = await startHttpServer((response) => respond(response, 200, 'x'.repeat(2001)));
    const error = await failureOf(makeClient({ maxBodyBytes: 2000 }).fetchSpecs(specsRequest(server)));
    expect(error).toMatchObject({ reason: 'too_large', retryable: false });
    expect(error.message).toContain('larger than the limit of 2000 bytes');
  });

  it('is measured when it is decompressed, so that a small answer cannot fill the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    expect(bomb.byteLength).toBeLessThan(20_000);
    const server = await startHttpServer((response) => respond(response, 200, bomb, { 'content-encoding': 'gzip' }));
    const error = await failureOf(makeClient({ maxBodyBytes: 1_000_000 }).fetchSpecs(specsRequest(server)));
    expect(error).toMatchObject({ reason: 'too_large' });
  });

  it('may have exactly the size of the limit', async () => {
    const server = await startHttpServer((response) => respond(response, 200, 'x'.repeat(2000)));
    await expect(makeClient({ maxBodyBytes: 2000 }).fetchSpecs(specsRequest(server))).resolves.toMatchObject({
      text: 'x'.repeat(2000),
    });
  });
});

describe('a redirect', () => {
  it('is followed, with the key on the same host', async () => {
    const server = await startHttpServer((response, { path }) => {
      if (path === '/moved') respond(response, 200, specs);
      else respond(response, 302, '', { location: '/moved' });
    });
    await expect(makeClient().fetchSpecs(specsRequest(server))).resolves.toMatchObject({ status: 'payload' });
    expect(server.requests[1]?.headers['statsig-api-key']).toBe(sdkKey);
  });

  it('does not take the key to another host', async () => {
    const other = await startHttpServer((response) => respond(response, 200, specs));
    const server = await startHttpServer((response) => respond(response, 302, '', { location: `${other.url}/specs` }));
    await expect(makeClient().fetchSpecs(specsRequest(server))).resolves.toMatchObject({ status: 'payload' });
    expect(other.requests[0]?.headers['statsig-api-key']).toBeUndefined();
    expect(other.requests[0]?.headers['statsig-sdk-type']).toBe(sdkType);
  });

  it.each(['', 'ftp://127.0.0.1/specs', 'http://['])('is refused when it leads to %j', async (location) => {
    const server = await startHttpServer((response) => respond(response, 302, '', location === '' ? {} : { location }));
    const error = await failureOf(makeClient().fetchSpecs(specsRequest(server)));
    expect(error).toMatchObject({ reason: 'redirect' });
    expect(error.message).toContain('Point the option specsUrl at the final address');
  });
});
