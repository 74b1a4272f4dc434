import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import { respond, startHttpServer } from '../support/http-server.js';
import { buildSpecs } from '../support/specs-builder.js';

/*
 * docs/production.md lists what is measured. A client that meets everything there is to measure shows that each of these names,
 * its kind and its tags are what the client emits, and that it emits nothing else.
 */

/** Name of a metric → its kind, and the tags that were ever on it. */
type Measured = Map<string, { readonly kinds: Set<string>; readonly tags: Set<string> }>;

/** What the table of the page says. */
function readPage(): Map<string, { kind: string; tags: string[] }> {
  const page = readFileSync(new URL('../../docs/production.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `\w+(?:\.\w+)?` +\| (?:dist|increment|gauge)/.test(line));
  return new Map(
    rows.map((row) => {
      const [, name = '', kind = '', tags = ''] = row.split('|').map((cell) => cell.trim());
      const words = [...tags.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
      return [name.replaceAll('`', ''), { kind: kind.replace(', ms', ''), tags: words.toSorted() }];
    }),
  );
}

/** A service whose answers can be changed. */
async function startService(): Promise<{ url: string; is: { failing: boolean; time: number; refusing: boolean } }> {
  const is = { failing: false, time: 1000, refusing: false };
  const server = await startHttpServer((response, { path, headers, query }) => {
    if (is.failing) respond(response, 500);
    else if (path === '/log_event') respond(response, is.refusing ? 400 : 202, { success: true });
    else if (path === '/lists') {
      const file = { url: `http://${headers.host}/file`, size: 9, creationTime: 1, fileID: 'f' };
      respond(response, 200, { list: { name: 'list', ...file } });
    } else if (path === '/file') respond(response, 200, '+abcdefgh\n');
    else if (query.get('sinceTime') === String(is.time)) respond(response, 200, { has_updates: false });
    else respond(response, 200, buildSpecs({ top: { time: is.time } }));
  });
  return { url: server.url, is };
}

const user = { userID: 'u' };

/** Runs a client through everything that is measured, until each name of the page has been seen or the time is over. */
async function measureEverything(expected: readonly string[]): Promise<Measured> {
  const seen: Measured = new Map();
  const note = (kind: string) => (fullName: string, _value: number, tags: Record<string, string>) => {
    expect(fullName).toMatch(/^statsig\.sdk\./);
    const name = fullName.replace('statsig.sdk.', '');
    const entry = seen.get(name) ?? { kinds: new Set(), tags: new Set() };
    seen.set(name, entry);
    entry.kinds.add(kind);
    for (const [tag, value] of Object.entries(tags)) {
      expect(typeof value).toBe('string');
      entry.tags.add(tag);
    }
  };
  const { url, is } = await startService();
  const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const client = new Statsig('secret-metrics-key-0123456789', {
    specsUrl: `${url}/specs`,
    logEventUrl: `${url}/log_event`,
    idListsUrl: `${url}/lists`,
    enableIdLists: true,
    specsSyncIntervalMs: 20,
    idListsSyncIntervalMs: 20,
    eventLoggingFlushIntervalMs: 20,
    eventLoggingMaxQueueSize: 10,
    specsCacheDirectory: folder,
    dataStore: {
      get: async () => ({}),
      set: async () => {
        throw new Error('full');
      },
    },
    persistentStorage: {
      load: () => ({}),
      save: () => undefined,
      delete: () => undefined,
    },
    eventSinks: [
      {
        name: 'warehouse',
        send: (events) => {
          const isRefused = events.some(({ eventName }) => eventName === 'refused');
          if (isRefused) throw Object.assign(new Error('refused'), { retryable: false });
        },
      },
    ],
    observabilityClient: {
      increment: note('increment'),
      gauge: note('gauge'),
      dist: note('dist'),
      shouldEnableHighCardinalityForThisTag: () => true,
    },
    outputLogLevel: 'none',
  });
  await client.initialize();
  client.checkGate(user, 'none');
  client.logEvent(user, 'bought');
  const ofBrowser = { clientSdkKey: 'client-key', events: [{ eventName: 'seen' }], statsigMetadata: {} };
  expect(client.forwardClientEvents(ofBrowser)).toBe('accepted');
  await client.flushEvents();
  await vi.waitFor(() => expect(seen.has('config_no_update')).toBe(true), { timeout: 20_000, interval: 10 });
  is.time = 2000;
  await vi.waitFor(() => expect(client.getSpecsDetails().lcut).toBe(2000), { timeout: 20_000, interval: 10 });
  is.refusing = true;
  client.logEvent(user, 'refused');
  client.forwardClientEvents(ofBrowser);
  await client.flushEvents();
  is.failing = true;
  client.logEvent(user, 'kept');
  await vi.waitFor(() => expect([...seen.keys()]).toEqual(expect.arrayContaining([...expected])), {
    timeout: 20_000,
    interval: 10,
  });
  await client.shutdown(100);
  return seen;
}

describe('the table of metrics', () => {
  const page = readPage();

  it('names what a client measures, with kinds and tags, and nothing else', async () => {
    const seen = await measureEverything([...page.keys()]);
    const emitted = [...seen].map(([name, { kinds, tags }]) => [name, [...kinds].join(), [...tags].toSorted()]);
    const listed = [...page].map(([name, { kind, tags }]) => [name, kind, tags]);
    expect(new Set(emitted)).toEqual(new Set(listed));
    expect(page.size).toBeGreaterThan(10);
  });
});
