import { describe, expect, it } from 'vitest';

import type { HttpClientSettings } from '../../lib/network/http-client.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { respond, startHttpServer, type Answer } from '../support/http-server.js';
import { everyRequest, makeNetworkClient, networkFailureOf, writeTestFile } from '../support/network-client.js';
import { createRecordingLogger } from '../support/recording-logger.js';

const authority = createCertificateAuthority();
const certificate = authority.issue('127.0.0.1');
const accept: Answer = (response) => respond(response, 200, {});
const [specs] = everyRequest;
if (specs === undefined) throw new Error('there is a request for specs');

/** Ways to have an authority trusted. */
const ways: readonly { readonly name: string; readonly settings: (path: string) => Partial<HttpClientSettings> }[] = [
  { name: 'the option caCertPath', settings: (caCertPath) => ({ proxyConfig: { caCertPath } }) },
  { name: 'the variable SSL_CERT_FILE', settings: (path) => ({ environment: { SSL_CERT_FILE: path } }) },
];

describe.each(everyRequest)('a request for $name', ({ path, send }) => {
  it('reaches a host whose authority is trusted by caCertPath', async () => {
    const server = await startHttpServer(accept, certificate);
    const client = makeNetworkClient({ proxyConfig: { caCertPath: writeTestFile(authority.certificate) } });
    await send(client, server.url);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
  });

  it('fails before anything is sent when the authority is not trusted', async () => {
    const server = await startHttpServer(accept, certificate);
    const error = await networkFailureOf(send(makeNetworkClient(), server.url));
    expect(error).toMatchObject({ reason: 'certificate', retryable: true, status: undefined });
    expect(error.detail).toMatch(/^the certificate comes from an authority that is not trusted \([A-Z_]+\)$/);
    expect(error.message).toContain('name the file of its certificate in proxyConfig.caCertPath');
    expect(server.requests).toHaveLength(0);
  });
});

describe('an authority', () => {
  it.each(ways)('is trusted by $name', async ({ settings }) => {
    const server = await startHttpServer(accept, certificate);
    const logger = createRecordingLogger();
    await specs.send(makeNetworkClient({ logger, ...settings(writeTestFile(authority.certificate)) }), server.url);
    expect(server.requests).toHaveLength(1);
    expect(logger.lines.filter((line) => !line.startsWith('debug '))).toEqual([]);
  });

  it('is one of several in a file with text between them', async () => {
    const server = await startHttpServer(accept, certificate);
    const others = ['A', 'B'].map((name) => createCertificateAuthority(name).certificate);
    const file = writeTestFile(['# Roots', others[0], authority.certificate, 'and', others[1]].join('\n'));
    await specs.send(makeNetworkClient({ proxyConfig: { caCertPath: file } }), server.url);
    expect(server.requests).toHaveLength(1);
  });

  it('of one client is not trusted by another', async () => {
    const server = await startHttpServer(accept, certificate);
    await specs.send(
      makeNetworkClient({ proxyConfig: { caCertPath: writeTestFile(authority.certificate) } }),
      server.url,
    );
    await expect(networkFailureOf(specs.send(makeNetworkClient(), server.url))).resolves.toMatchObject({
      reason: 'certificate',
    });
  });

  it.each<[name: string, host: string, isExpired: boolean, detail: string]>([
    ['for another host', 'other.invalid', false, 'the certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['that has expired', '127.0.0.1', true, 'the certificate has expired (CERT_HAS_EXPIRED)'],
  ])('cannot vouch with a certificate %s', async (_name, host, isExpired, detail) => {
    const server = await startHttpServer(accept, authority.issue(host, { isExpired }));
    const client = makeNetworkClient({ proxyConfig: { caCertPath: writeTestFile(authority.certificate) } });
    await expect(networkFailureOf(specs.send(client, server.url))).resolves.toMatchObject({
      reason: 'certificate',
      detail,
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a file of certificates', () => {
  const warningsOf = async (settings: Partial<HttpClientSettings>): Promise<string[]> => {
    const server = await startHttpServer(accept);
    const secure = await startHttpServer(accept, certificate);
    const logger = createRecordingLogger();
    const client = makeNetworkClient({ logger, ...settings });
    await specs.send(client, server.url);
    // Twice, so that a second warning would be seen.
    await networkFailureOf(specs.send(client, secure.url));
    await networkFailureOf(specs.send(client, secure.url));
    return logger.lines.filter((line) => line.startsWith('warn '));
  };

  it('that is missing is reported once and ignored', async () => {
    await expect(warningsOf({ proxyConfig: { caCertPath: '/no/such/file.pem' } })).resolves.toEqual([
      'warn Network: The file "/no/such/file.pem" of proxyConfig.caCertPath is ignored: it cannot be read (ENOENT).',
    ]);
  });

  it('that holds something else is reported and ignored', async () => {
    const path = writeTestFile('not a certificate');
    await expect(warningsOf({ environment: { SSL_CERT_FILE: path } })).resolves.toEqual([
      `warn Network: The file "${path}" of the environment variable SSL_CERT_FILE is ignored: it holds no certificate in PEM form.`,
    ]);
  });

  it('that is damaged in parts is used without them', async () => {
    const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const path = writeTestFile(damaged + authority.certificate);
    const server = await startHttpServer(accept, certificate);
    const logger = createRecordingLogger();
    await specs.send(makeNetworkClient({ logger, proxyConfig: { caCertPath: path } }), server.url);
    expect(server.requests).toHaveLength(1);
    expect(logger.lines.filter((line) => line.startsWith('warn '))).toEqual([
      `warn Network: The file "${path}" of proxyConfig.caCertPath holds 1 damaged certificates.`,
    ]);
  });
});
