import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';

import { onTestFinished } from 'vitest';

import { NetworkRequestError } from '../../lib/errors/network-request-error.js';
import { HttpClient, type HttpClientSettings } from '../../lib/network/http-client.js';

/** The key that {@link makeNetworkClient} sends. */
export const networkKey = 'secret-network-key-0123456789';

/** A client that is closed when the test ends, and that the proxies of this machine's environment do not change. */
export function makeNetworkClient(settings: Partial<HttpClientSettings> = {}): HttpClient {
  const client = new HttpClient({
    sdkKey: networkKey,
    sessionID: 'session-1',
    serviceName: undefined,
    environment: {},
    ...settings,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Every kind of request that the SDK sends, to the same place, and the path under which it arrives there. */
export const everyRequest: readonly {
  readonly name: string;
  readonly path: string;
  readonly send: (client: HttpClient, url: string, limits?: RequestLimits) => Promise<unknown>;
}[] = [
  {
    name: 'specs',
    path: `/v2/download_config_specs/${networkKey}.json`,
    send: (client, url, limits) =>
      client.fetchSpecs({
        specsUrl: `${url}/v2/download_config_specs`,
        sinceTime: 0,
        checksum: undefined,
        ...withDefaults(limits),
      }),
  },
  {
    name: 'log_event',
    path: '/v1/log_event',
    send: (client, url, limits) =>
      client.postEvents({
        url: `${url}/v1/log_event`,
        body: gzipSync('{}'),
        eventCount: 1,
        retryCount: 0,
        ...withDefaults(limits),
      }),
  },
  {
    name: 'id_lists',
    path: '/v1/get_id_lists',
    send: (client, url, limits) =>
      client.fetchIdListManifest({ url: `${url}/v1/get_id_lists`, method: 'POST', ...withDefaults(limits) }),
  },
  {
    name: 'id_list_file',
    path: '/files/list',
    send: (client, url, limits) =>
      client.fetchIdListFile({
        url: `${url}/files/list`,
        from: 0,
        manifestSize: 10,
        configuredUrls: [],
        receive: () => undefined,
        ...withDefaults(limits),
      }),
  },
];

interface RequestLimits {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function withDefaults({ timeoutMs = 20_000, signal }: RequestLimits = {}): { timeoutMs: number; signal?: AbortSignal } {
  return signal === undefined ? { timeoutMs } : { timeoutMs, signal };
}

/** The error that a request ends with. */
export async function networkFailureOf(answer: Promise<unknown>): Promise<NetworkRequestError> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NetworkRequestError)) throw new Error('expected a NetworkRequestError', { cause: error });
  return error;
}

/** All that can be seen of an error: message, stack, fields and causes. */
export function everythingIn(error: Error): string {
  return inspect(error, { depth: 20, showHidden: true });
}

/** Writes a file that is removed when the test ends, and returns its path. */
export function writeTestFile(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'statsig-nodekit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'file.pem');
  writeFileSync(path, text);
  return path;
}
