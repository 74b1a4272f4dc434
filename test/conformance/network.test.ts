import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type TestServer, respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { type ProxyServer, startProxyServer } from '../support/proxy-server.js';
import { startSocksServer } from '../support/socks-server.js';
import { buildSpecs } from '../support/specs-builder.js';

/** Options that both packages understand, so that each gets the same. */
type SharedOptions = Pick<StatsigOptions, 'specsUrl' | 'logEventUrl' | 'proxyConfig' | 'idListsUrl' | 'enableIdLists'>;

type Environment = Readonly<Record<string, string>>;

const sdkKey = 'secret-network-conformance';
const withOracle = test.runIf(isOracleInstalled());

/** Starts one client, lets it fetch its specs, and ends it. */
type RunClient = (options: SharedOptions, environment?: Environment) => Promise<void>;

/** In a process of its own, as the variables of proxies are read from the environment. */
const runOfficial: RunClient = async (options, environment = {}) => {
  const program = `
    import { Statsig } from '@statsig/statsig-node-core';
    const options = { ...${JSON.stringify(options)}, disableAllLogging: true, outputLogLevel: 'none' };
    const client = new Statsig('${sdkKey}', options);
    await client.initialize();
    process.exit(0);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'exit');
};

const runOurs: RunClient = async (options, environment = {}) => {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    const client = new Statsig(sdkKey, { ...options, disableAllLogging: true, outputLogLevel: 'none' });
    await client.initialize();
    await client.shutdown();
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
    Object.assign(process.env, before);
  }
};

const serveSpecs = (): Promise<TestServer> =>
  startHttpServer((response) => respond(response, 200, JSON.stringify(buildSpecs({}))));

/** What a proxy was asked for specs; the queries are of the two packages' own formats. */
function askedFor({ requests }: ProxyServer): string[] {
  const asked = requests.map(({ method, target, authorization }) => `${method} ${target} ${authorization ?? ''}`);
  return asked
    .filter((line) => !line.includes('statsigapi.net'))
    .map((line) => line.replace('?supports_proto=true', ''));
}

describe('proxies', () => {
  withOracle.each([
    ['for an http target', 'http://statsig.invalid'],
    ['for an https target', 'https://statsig.invalid:8443'],
  ])('are asked for the same by both %s', async (_name, host) => {
    const asked = await Promise.all(
      [runOurs, runOfficial].map(async (run) => {
        const proxy = await startProxyServer({ credentials: 'other:password' });
        const proxyConfig = { proxyHost: proxy.host, proxyPort: proxy.port, proxyAuth: 'user:pass:word' };
        await run({ specsUrl: `${host}/v2/download_config_specs`, logEventUrl: `${host}/v1/log_event`, proxyConfig });
        return askedFor(proxy);
      }),
    );
    expect(asked[0]).toHaveLength(1);
    expect(asked[0]).toEqual(asked[1]);
  });

  withOracle.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('of the variable %s are used by both', async (name) => {
    const asked: string[][] = [];
    for (const run of [runOurs, runOfficial]) {
      const proxy = await startProxyServer({ credentials: 'other:password' });
      const address = `http://user:pass%20word@127.0.0.1:${proxy.port}`;
      await run({ specsUrl: 'http://statsig.invalid/v2/download_config_specs' }, { [name]: address });
      asked.push(askedFor(proxy));
    }
    expect(asked[0]).toHaveLength(1);
    expect(asked[0]).toEqual(asked[1]);
  });
});

describe('credentials in an address', () => {
  withOracle('are sent in the same way by both', async () => {
    const server = await serveSpecs();
    const specsUrl = server.url.replace('http://', 'http://ann:pass%20word@');
    await runOurs({ specsUrl });
    await runOfficial({ specsUrl });
    const [ours, theirs] = server.requests.map(({ headers }) => headers.authorization);
    expect(ours).toBe(`Basic ${Buffer.from('ann:pass word').toString('base64')}`);
    expect(theirs).toBe(ours);
  });
});

describe('key-stays-with-its-hosts', () => {
  /** The keys that arrive at hosts which nobody configured: as the target of a redirect, and as the place of a file. */
  async function keysSentElsewhere(run: RunClient): Promise<unknown[]> {
    const elsewhere = await serveSpecs();
    const server = await startHttpServer((response, { path }) => {
      if (path.startsWith('/specs')) return respond(response, 302, '', { location: `${elsewhere.url}/specs` });
      const list = { name: 'a', url: `${elsewhere.url}/files/a`, size: 10, creationTime: 1, fileID: 'f' };
      return respond(response, 200, { a: list });
    });
    await run({ specsUrl: `${server.url}/specs`, enableIdLists: true, idListsUrl: `${server.url}/lists` });
    expect(server.requests.map(({ headers }) => headers['statsig-api-key'])).toEqual([sdkKey, sdkKey]);
    return elsewhere.requests.map(({ headers }) => headers['statsig-api-key']);
  }

  test('ours sends the key to the hosts that are configured', async () => {
    await expect(keysSentElsewhere(runOurs)).resolves.toEqual([undefined, undefined]);
  });

  withOracle('the official core sends it to any host that it is sent to', async () => {
    await expect(keysSentElsewhere(runOfficial)).resolves.toEqual([sdkKey, sdkKey]);
  });
});

describe('socks-proxies-are-used', () => {
  /** How many requests for specs arrive through the proxy, and how many in all. */
  async function requestsOf(run: RunClient): Promise<{ readonly throughProxy: number; readonly inAll: number }> {
    const [server, proxy] = [await serveSpecs(), await startSocksServer()];
    const proxyConfig = { proxyHost: proxy.host, proxyPort: proxy.port, proxyProtocol: 'socks5' } as const;
    await run({ specsUrl: server.url, proxyConfig });
    return { throughProxy: proxy.requests.length, inAll: server.requests.length };
  }

  test('ours goes through the proxy', async () => {
    await expect(requestsOf(runOurs)).resolves.toEqual({ throughProxy: 1, inAll: 1 });
  });

  withOracle('the official core goes around it', async () => {
    await expect(requestsOf(runOfficial)).resolves.toEqual({ throughProxy: 0, inAll: 1 });
  });
});

describe('own-machine-needs-no-proxy', () => {
  async function isProxyAsked(run: RunClient): Promise<boolean> {
    const [server, proxy] = [await serveSpecs(), await startProxyServer()];
    await run({ specsUrl: server.url }, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '' });
    expect(server.requests).toHaveLength(1);
    return proxy.requests.length > 0;
  }

  test('ours goes to the emulator directly', async () => {
    await expect(isProxyAsked(runOurs)).resolves.toBe(false);
  });

  withOracle('the official core asks the proxy', async () => {
    await expect(isProxyAsked(runOfficial)).resolves.toBe(true);
  });
});
