import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Statsig } from '../../../lib/client/statsig.js';
import type { StatsigOptions } from '../../../lib/options/statsig-options.js';
import { startHttpServer } from '../../support/http-server.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

const user = { userID: 'u' };
const bootstrapSpecs = buildSpecs({ gates: { open: { rules: [rule('open-rule', [everyone])] } } });
const local: StatsigOptions = { bootstrapSpecs, disableNetwork: true };

/** What was written to standard error. */
let written: string[] = [];

beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  if (Statsig.hasShared()) await Statsig.shared().shutdown();
  Statsig.removeSharedInstance();
});

describe('newShared', () => {
  it('makes the client that shared() returns', async () => {
    const client = Statsig.newShared('secret-one-key', local);
    expect(client).toBeInstanceOf(Statsig);
    expect(Statsig.shared()).toBe(client);
    await client.initialize();
    expect(Statsig.shared().checkGate(user, 'open')).toBe(true);
    expect(written).toEqual([]);
  });

  it('returns the client that there is for the same key, with a warning', () => {
    const client = Statsig.newShared('secret-one-key', local);
    const again = Statsig.newShared('secret-one-key', { environment: 'staging' });
    expect(again).toBe(client);
    expect(again.options.environment).toBeUndefined();
    expect(written).toEqual([
      expect.stringMatching(
        /WARN {2}\[Statsig::Shared\] There is a shared client of this key, and newShared\(\) returned it as it is\. To replace it, call Statsig\.removeSharedInstance\(\) first\.\n$/,
      ),
    ]);
  });

  it('returns a client that is shut down for another key, and leaves the shared one alone', async () => {
    const client = Statsig.newShared('secret-one-key', local);
    await client.initialize();
    const other = Statsig.newShared('secret-two-key', local);
    expect(other).not.toBe(client);
    expect(other.status).toBe('shutdown');
    expect(other.checkGate(user, 'open')).toBe(false);
    expect(Statsig.shared()).toBe(client);
    expect(client.status).toBe('ready');
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(written.join('')).toContain('There is a shared client of another key, and it stays.');
    expect(written.join('')).not.toMatch(/one-key|two-key/);
  });

  it('warns through the logger of the options given', () => {
    Statsig.newShared('secret-one-key', local);
    const lines: string[] = [];
    const outputLoggerProvider = { warn: (tag: string, message: string) => void lines.push(`${tag}: ${message}`) };
    Statsig.newShared('secret-one-key', { outputLoggerProvider });
    Statsig.newShared('secret-one-key', { outputLogLevel: 'none' });
    expect(lines).toEqual([expect.stringMatching(/^Shared: There is a shared client of this key/)]);
    expect(written).toEqual([]);
  });

  it('takes the place of a client that was shut down', async () => {
    const first = Statsig.newShared('secret-one-key', local);
    await first.shutdown();
    const second = Statsig.newShared('secret-two-key', local);
    expect(second).not.toBe(first);
    expect(second.status).toBe('uninitialized');
    expect(Statsig.shared()).toBe(second);
    expect(written).toEqual([]);
  });

  it('takes wrong keys, as the constructor does', async () => {
    const client = Statsig.newShared(undefined as unknown as string, { outputLogLevel: 'none' });
    expect((await client.initialize()).isSuccess).toBe(false);
    expect(Statsig.newShared(7 as unknown as string, { outputLogLevel: 'none' })).toBe(client);
  });
});

describe('shared', () => {
  it('returns a client that serves defaults where there is none, and says so once', async () => {
    const client = Statsig.shared();
    expect(client.status).toBe('shutdown');
    expect(client.checkGate(user, 'open')).toBe(false);
    expect(client.getDynamicConfig(user, 'colors').get('main', 'red')).toBe('red');
    expect(client.getLayer(user, 'look').get('size', 3)).toBe(3);
    expect(await client.initialize()).toMatchObject({ isSuccess: false });
    expect(await client.flushEvents()).toMatchObject({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(Statsig.shared()).toBe(client);
    expect(written).toEqual([expect.stringContaining('There is no shared client.')]);
    expect(Statsig.hasShared()).toBe(false);
  });

  it('says so again after there has been one', () => {
    Statsig.shared();
    Statsig.newShared('secret-one-key', local);
    Statsig.shared();
    Statsig.removeSharedInstance();
    Statsig.shared();
    Statsig.shared();
    expect(written).toHaveLength(2);
  });

  it('sends nothing by the client that stands for none', async () => {
    const server = await startHttpServer((response) => void response.writeHead(500).end());
    Statsig.newShared('secret-one-key', { ...local, specsUrl: server.url });
    const closed = Statsig.newShared('secret-two-key', { specsUrl: server.url, logEventUrl: server.url });
    await closed.initialize();
    closed.logEvent(user, 'bought');
    closed.checkGate(user, 'open');
    await closed.flushEvents();
    await closed.shutdown();
    expect(server.requests).toEqual([]);
  });
});

describe('hasShared', () => {
  it('tells whether there is one, by both names', () => {
    const told = (): boolean[] => [Statsig.hasShared(), Statsig.hasSharedInstance()];
    expect(told()).toEqual([false, false]);
    Statsig.newShared('secret-one-key', local);
    expect(told()).toEqual([true, true]);
    Statsig.removeShared();
    expect(told()).toEqual([false, false]);
  });
});

describe('removeSharedInstance', () => {
  it('forgets the client without ending it', async () => {
    const client = Statsig.newShared('secret-one-key', local);
    await client.initialize();
    Statsig.removeSharedInstance();
    expect(client.status).toBe('ready');
    expect(client.checkGate(user, 'open')).toBe(true);
    const next = Statsig.newShared('secret-two-key', local);
    expect(next).not.toBe(client);
    expect(Statsig.shared()).toBe(next);
    await client.shutdown();
    expect(written).toEqual([]);
  });
});

describe('the registry', () => {
  it('holds no key', () => {
    Statsig.newShared('secret-one-key', local);
    const registry: unknown = Reflect.get(globalThis, Symbol.for('statsig-nodekit.registry'));
    expect(JSON.stringify(registry)).not.toContain('one-key');
    expect(Object.keys(globalThis)).not.toContain('statsig-nodekit.registry');
  });
});
