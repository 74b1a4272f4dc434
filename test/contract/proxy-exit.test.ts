import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { createCertificateAuthority } from '../support/certificates.js';
import { compileLibrary, type CompiledLibrary } from '../support/compile-library.js';
import { respond, startHttpServer, type Answer } from '../support/http-server.js';
import { writeTestFile } from '../support/network-client.js';
import { startProxyServer } from '../support/proxy-server.js';
import { startSocksServer } from '../support/socks-server.js';

const authority = createCertificateAuthority();
const certificate = authority.issue('127.0.0.1');
const module = 'lib/network/http-client.js';

/** A proxy is given up after this time anyway; what only ends then was held by its connection. Unit: milliseconds. */
const handshakeMs = 9000;

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary([module.replace(/js$/, 'ts')]);
});
afterAll(() => library.remove());

interface Ending {
  /** How long the process lived on when nothing kept it any more. Unit: milliseconds. */
  readonly lingeredMs: number;
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Program {
  readonly proxyConfig: object;
  /** Where specs are asked for. */
  readonly url: string;
  /** What goes on beside, with `request` in flight; `released` is resolved when it is far enough. */
  readonly program: string;
  /** Whether the request is as far as the test wants it. */
  readonly isReady: () => boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program until it ends by itself; one that does not is killed, and its code is null. */
async function run({ proxyConfig, url, program, isReady, environment }: Program): Promise<Ending> {
  const settings = { sdkKey: 'secret-exit', sessionID: 'session', proxyConfig };
  const prelude = `
    // The channel to the test keeps the process alive until it is closed, as an application's own work does.
    const released = new Promise((resolve) => process.once('disconnect', resolve));
    const { HttpClient } = await import(${JSON.stringify(library.addressOf(module))});
    const client = new HttpClient(${JSON.stringify(settings)});
    const answer = client.fetchSpecs({ specsUrl: '${url}', sinceTime: 0, timeoutMs: 60_000 });
    const request = answer.then(({ text }) => text, (error) => error.reason);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: 25_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...environment },
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the output is piped');
  const ending = Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  child.disconnect();
  const releasedAt = performance.now();
  const [output, errors] = await ending;
  return { code: child.exitCode, output: output.trim(), errors, lingeredMs: performance.now() - releasedAt };
}

/** A host that takes connections and never says anything. */
async function startSilentServer(): Promise<{ readonly port: number; readonly connectionCount: () => number }> {
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount++;
    socket.on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connectionCount: () => connectionCount };
}

const setUps = ['http', 'https', 'socks5'].flatMap((proxyProtocol) =>
  ['http', 'https'].map((target) => ({ proxyProtocol, target })),
);

describe('a process', () => {
  it.each(setUps)('ends by itself while a $target request through a proxy ($proxyProtocol) waits', async (setUp) => {
    const hang: Answer = () => undefined;
    const server = await startHttpServer(hang, setUp.target === 'https' ? certificate : undefined);
    const proxy =
      setUp.proxyProtocol === 'socks5'
        ? await startSocksServer()
        : await startProxyServer(setUp.proxyProtocol === 'https' ? { certificate } : {});
    const proxyConfig = {
      proxyHost: proxy.host,
      proxyPort: proxy.port,
      proxyProtocol: setUp.proxyProtocol,
      caCertPath: writeTestFile(authority.certificate),
    };
    const ending = await run({
      proxyConfig,
      url: server.url,
      program: `await released; console.log('done');`,
      isReady: () => server.requests.length > 0,
    });
    expect(ending).toMatchObject({ code: 0, output: 'done', errors: '' });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['http', 'https', 'socks5'])('ends by itself while a proxy (%s) says nothing', async (proxyProtocol) => {
    const silent = await startSilentServer();
    const proxyConfig = { proxyHost: '127.0.0.1', proxyPort: silent.port, proxyProtocol };
    const url = 'https://127.0.0.1:9';
    const isReady = (): boolean => silent.connectionCount() > 0;
    const ending = await run({ proxyConfig, url, isReady, program: `await released; console.log('done');` });
    expect(ending).toMatchObject({ code: 0, output: 'done', errors: '' });
    expect(silent.connectionCount()).toBe(1);
    expect(ending.lingeredMs).toBeLessThan(handshakeMs);
  });

  it('ends at once when the client is closed while a proxy says nothing', async () => {
    const silent = await startSilentServer();
    const proxyConfig = { proxyHost: '127.0.0.1', proxyPort: silent.port };
    const program = `await released; await client.close(); console.log(await request);`;
    const isReady = (): boolean => silent.connectionCount() > 0;
    const ending = await run({ proxyConfig, url: 'https://127.0.0.1:9', isReady, program });
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(['proxy', 'transport']).toContain(ending.output);
    expect(ending.lingeredMs).toBeLessThan(handshakeMs);
  });

  it('goes on trusting NODE_EXTRA_CA_CERTS when another file is added', async () => {
    const server = await startHttpServer((response) => respond(response, 200, 'specs'), certificate);
    const ending = await run({
      proxyConfig: { caCertPath: writeTestFile(createCertificateAuthority('Another').certificate) },
      url: server.url,
      program: `console.log(await request);`,
      isReady: () => server.requests.length > 0,
      environment: { NODE_EXTRA_CA_CERTS: writeTestFile(authority.certificate) },
    });
    expect(ending).toMatchObject({ code: 0, output: 'specs', errors: '' });
  });
});
