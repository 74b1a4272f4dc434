import { describe, expect, it, onTestFinished } from 'vitest';

import { HttpClient } from '../../lib/network/http-client.js';
import type { IdListFileRequest } from '../../lib/network/id-list-file-request.js';
import { respond, startHttpServer, type TestServer } from '../support/http-server.js';

const sdkKey = 'secret-lists-key-0123456789';

function makeClient(): HttpClient {
  const client = new HttpClient({ sdkKey, sessionID: 'session-1', serviceName: undefined });
  onTestFinished(() => client.close());
  return client;
}

/** A request for a part of `/files/list`, and what was received of it. */
function fileRequest(
  server: TestServer,
  request: Partial<IdListFileRequest> = {},
): { readonly request: IdListFileRequest; readonly received: { start: number; text: string }[] } {
  const received: { start: number; text: string }[] = [];
  return {
    received,
    request: {
      url: `${server.url}/files/list?sas=1`,
      from: 0,
      manifestSize: 20,
      configuredUrls: [],
      timeoutMs: 5000,
      receive: (bytes, start) => void received.push({ start, text: Buffer.from(bytes).toString() }),
      ...request,
    },
  };
}

describe('a request for the manifest', () => {
  it('is a POST without a body to a custom address', async () => {
    const server = await startHttpServer((response) => respond(response, 200, { a: {} }));
    const url = `${server.url}/v1/get_id_lists?team=a`;
    await expect(makeClient().fetchIdListManifest({ url, method: 'POST', timeoutMs: 5000 })).resolves.toBe('{"a":{}}');
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/get_id_lists', body: Buffer.alloc(0) });
    expect(request?.query.get('team')).toBe('a');
    expect(request?.headers).toMatchObject({ 'content-length': '0', 'statsig-api-key': sdkKey });
    expect(request?.headers['accept-encoding']).toBe('gzip, br');
  });

  it('is a GET with the key in the path to the service', async () => {
    const server = await startHttpServer((response) => respond(response, 200, {}));
    const url = `${server.url}/v1/get_id_lists`;
    await makeClient().fetchIdListManifest({ url, method: 'GET', timeoutMs: 5000 });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', path: `/v1/get_id_lists/${sdkKey}.json` });
    expect(request?.headers['statsig-api-key']).toBe(sdkKey);
    expect(request?.headers['content-length']).toBeUndefined();
  });
});

describe('a request for a file of an ID list', () => {
  it('asks for the range in a header, uncompressed, and hands over what comes', async () => {
    const server = await startHttpServer((response) =>
      respond(response, 206, '-ypeBEsob\n', { 'content-range': 'bytes 20-29/30' }),
    );
    const { request, received } = fileRequest(server, { from: 20, manifestSize: 30 });
    await expect(makeClient().fetchIdListFile(request)).resolves.toEqual({
      status: 'received',
      start: 20,
      byteLength: 10,
    });
    expect(received).toEqual([{ start: 20, text: '-ypeBEsob\n' }]);
    const [sent] = server.requests;
    expect(sent).toMatchObject({ method: 'GET', path: '/files/list' });
    expect(sent?.query.get('sas')).toBe('1');
    expect(sent?.headers).toMatchObject({ range: 'bytes=20-', 'statsig-id-list-file-size': '30' });
    expect(sent?.headers['accept-encoding']).toBeUndefined();
  });

  it('takes a key to the hosts that are configured, and to no other', async () => {
    const server = await startHttpServer((response) => respond(response, 200, '+ypeBEsob\n'));
    const client = makeClient();
    await client.fetchIdListFile(fileRequest(server).request);
    await client.fetchIdListFile(fileRequest(server, { configuredUrls: [`${server.url}/v1/get_id_lists`] }).request);
    expect(server.requests.map(({ headers }) => headers['statsig-api-key'])).toEqual([undefined, sdkKey]);
  });

  it('tells that the whole file came although a part was asked for', async () => {
    const server = await startHttpServer((response) => {
      response.writeHead(200).write('+ypeBEsob\n');
      setTimeout(() => response.end('+PiPoFgA5\n'), 20);
    });
    const { request, received } = fileRequest(server, { from: 10 });
    await expect(makeClient().fetchIdListFile(request)).resolves.toEqual({
      status: 'received',
      start: 0,
      byteLength: 20,
    });
    expect(received.map(({ text }) => text).join('')).toBe('+ypeBEsob\n+PiPoFgA5\n');
    expect(received[0]?.start).toBe(0);
  });

  it('tells that there is nothing new', async () => {
    const server = await startHttpServer((response) => respond(response, 416));
    await expect(makeClient().fetchIdListFile(fileRequest(server, { from: 20 }).request)).resolves.toEqual({
      status: 'nothing-new',
    });
  });

  it('ends with what the receiver throws', async () => {
    const server = await startHttpServer((response) => response.writeHead(200).write('garbage'));
    const error = new Error('not a list');
    const receive = (): Promise<never> => Promise.reject(error);
    await expect(makeClient().fetchIdListFile(fileRequest(server, { receive }).request)).rejects.toBe(error);
  });

  it('keeps what came before the connection broke', async () => {
    const server = await startHttpServer((response) => {
      response.writeHead(206, { 'content-length': '100' }).write('+ypeBEsob\n');
    });
    const { request, received } = fileRequest(server);
    const download = makeClient().fetchIdListFile({
      ...request,
      receive: (bytes, start) => {
        void request.receive(bytes, start);
        void server.close();
      },
    });
    await expect(download).rejects.toMatchObject({ endpoint: 'id_list_file', reason: 'transport', retryable: true });
    expect(received).toEqual([{ start: 0, text: '+ypeBEsob\n' }]);
  });
});
