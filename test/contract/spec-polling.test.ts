import { writeFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import { InvalidSpecsError } from '../../lib/errors/invalid-specs-error.js';
import { NetworkRequestError } from '../../lib/errors/network-request-error.js';
import { SpecsFileError } from '../../lib/errors/specs-file-error.js';
import { HttpClient } from '../../lib/network/http-client.js';
import { silentMetrics } from '../../lib/observability/metrics.js';
import { FileSpecSource } from '../../lib/sync/file-spec-source.js';
import { NetworkSpecSource } from '../../lib/sync/network-spec-source.js';
import { SpecPoller } from '../../lib/sync/spec-poller.js';
import type { SpecFetch, SpecSource, SpecsHolder } from '../../lib/sync/spec-source.js';
import { SpecSync } from '../../lib/sync/spec-sync.js';
import { systemTimers } from '../../lib/timing/timers.js';
import { respond, startHttpServer, type Answer, type TestServer } from '../support/http-server.js';
import { createRecordingLogger, type RecordingLogger } from '../support/recording-logger.js';

const sdkKey = 'secret-polling-key-0123456789';
const nothingHeld = { hasSpecs: false, time: 0, checksum: undefined };
const anyHeld = { hasSpecs: true, time: 0, checksum: undefined };
const initialLimits = { timeoutMs: 2000 };

function makeSource(server: TestServer): NetworkSpecSource {
  const client = new HttpClient({ sdkKey, sessionID: 'session-1', serviceName: undefined });
  onTestFinished(() => client.close());
  return new NetworkSpecSource({ client, specsUrl: `${server.url}/specs`, random: () => 0 });
}

function makePoller(source: SpecSource): { poller: SpecPoller; applied: unknown[]; logger: RecordingLogger } {
  const applied: unknown[] = [];
  const logger = createRecordingLogger();
  const holder: SpecsHolder = {
    hasSpecs: true,
    cursor: anyHeld,
    apply: async ({ document }) => {
      const payload = parse(document);
      if (payload['has_updates'] === false) return 'no-updates';
      if (Array.isArray(payload)) throw new InvalidSpecsError({ path: '', expected: 'an object', found: 'an array' });
      applied.push(payload);
      return 'applied';
    },
  };
  const sync = new SpecSync({ holder, metrics: silentMetrics, timers: systemTimers, onApplied: () => undefined });
  const poller = new SpecPoller({
    choose: async () => ({ source }),
    sync,
    hasSpecs: () => holder.hasSpecs,
    intervalMs: 20,
    logger,
  });
  onTestFinished(() => poller.stop());
  return { poller, applied, logger };
}

function parse(document: string | object): Record<string, unknown> {
  try {
    return JSON.parse(document as string) as Record<string, unknown>;
  } catch {
    throw new InvalidSpecsError({ path: '', expected: 'JSON', found: 'something else' });
  }
}

/** Answers requests one after the other; the last answer goes on for all later ones. */
function inTurn(...answers: Answer[]): Answer {
  let next = 0;
  return (response, request) => answers[Math.min(next++, answers.length - 1)]?.(response, request);
}

const answerSpecs =
  (specs: object | string): Answer =>
  (response) =>
    respond(response, 200, specs);
const answerStatus =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    respond(response, status, '', headers);

describe('the first fetch from the network', () => {
  it('gives the text of the specs and where they came from', async () => {
    const specs = '{ "has_updates": true, "time": 5 }';
    const server = await startHttpServer(answerSpecs(specs));
    await expect(makeSource(server).fetch(nothingHeld, initialLimits)).resolves.toEqual({
      kind: 'payload',
      document: specs,
      source: 'Network',
      sourceApi: `${server.url}/specs`,
    } satisfies SpecFetch);
  });

  it('gives “no updates” for status 304', async () => {
    const server = await startHttpServer(answerStatus(304));
    await expect(makeSource(server).fetch(nothingHeld, initialLimits)).resolves.toEqual({
      kind: 'no-updates',
      source: 'Network',
      sourceApi: `${server.url}/specs`,
    });
  });

  it('is not repeated when it fails', async () => {
    const server = await startHttpServer(answerStatus(500));
    await expect(makeSource(server).fetch(nothingHeld, initialLimits)).rejects.toBeInstanceOf(NetworkRequestError);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a poll of the network', () => {
  const pollLimits = { timeoutMs: 2000, purpose: 'poll' } as const;

  it('is repeated three times, after 200, 400 and 800 ms', async () => {
    const server = await startHttpServer(answerStatus(500));
    const error: unknown = await makeSource(server)
      .fetch(nothingHeld, pollLimits)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'network_request_failed', status: 500, attempts: 4 });
    const times = server.requests.map(({ receivedAtMs }) => receivedAtMs);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).toHaveLength(3);
    for (const [index, leastMs] of [200, 400, 800].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(leastMs - 5);
      expect(pauses[index]).toBeLessThan(leastMs + 190);
    }
  });

  it('ends with the first success', async () => {
    const server = await startHttpServer(inTurn(answerStatus(500), answerSpecs({ time: 9 })));
    await expect(makeSource(server).fetch(nothingHeld, pollLimits)).resolves.toMatchObject({ document: '{"time":9}' });
    expect(server.requests).toHaveLength(2);
  });

  it.each([400, 403, 429])('is not repeated after status %i', async (status) => {
    const server = await startHttpServer(answerStatus(status));
    await expect(makeSource(server).fetch(nothingHeld, pollLimits)).rejects.toMatchObject({ status, attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });

  it('is not repeated when the server asked for a pause', async () => {
    const server = await startHttpServer(answerStatus(503, { 'retry-after': '30' }));
    await expect(makeSource(server).fetch(nothingHeld, pollLimits)).rejects.toMatchObject({ retryAfterMs: 30_000 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('polling', () => {
  it('applies what is new, tells once that polls fail and once that they succeed again', async () => {
    const server = await startHttpServer(
      inTurn(
        answerSpecs({ time: 1 }),
        answerStatus(403),
        answerStatus(403),
        answerStatus(403),
        answerSpecs({ has_updates: false }),
        answerSpecs({ time: 2 }),
        answerSpecs({ has_updates: false }),
      ),
    );
    const { poller, applied, logger } = makePoller(makeSource(server));
    poller.start();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(8), { timeout: 5000 });
    await poller.stop();

    expect(applied).toEqual([{ time: 1 }, { time: 2 }]);
    expect(logger.lines).toEqual([
      'warn SpecSync: Specs are not refreshed (Network). The specs request failed: status 403 Forbidden. Check that the SDK ' +
        'key is a server secret key of this project.',
      'info SpecSync: Specs are refreshed again (Network).',
    ]);
  });

  it('goes on after specs that are refused, and after bodies that are not JSON', async () => {
    const server = await startHttpServer(
      inTurn(
        answerSpecs('[1]'),
        answerSpecs('{"broken'),
        answerSpecs({ time: 3 }),
        answerSpecs({ has_updates: false }),
      ),
    );
    const { poller, applied, logger } = makePoller(makeSource(server));
    poller.start();
    await vi.waitFor(() => expect(applied).toEqual([{ time: 3 }]), { timeout: 5000 });
    await poller.stop();
    expect(logger.lines).toEqual([
      expect.stringContaining('expected an object, found an array'),
      'info SpecSync: Specs are refreshed again (Network).',
    ]);
  });

  it('never has two requests at a time, however slow the answers are', async () => {
    let open = 0;
    let mostOpen = 0;
    const server = await startHttpServer((response) => {
      mostOpen = Math.max(mostOpen, ++open);
      setTimeout(() => {
        open--;
        respond(response, 200, { has_updates: false });
      }, 60);
    });
    const { poller } = makePoller(makeSource(server));
    poller.start();
    poller.start();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(3), { timeout: 5000 });
    await poller.stop();
    expect(mostOpen).toBe(1);
  });

  it('gives up its request when it is stopped, applies nothing afterwards, and says nothing', async () => {
    const server = await startHttpServer(() => undefined);
    const { poller, applied, logger } = makePoller(makeSource(server));
    poller.start();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5000 });
    const startedAt = performance.now();
    await poller.stop();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(server.requests).toHaveLength(1);
    expect(applied).toEqual([]);
    expect(logger.lines).toEqual([]);
  });
});

describe('specs from a file', () => {
  async function makeFile(content: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'specs-file-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'specs.json');
    await writeFile(file, content);
    return file;
  }

  it('are read again when the file changes, and only then', async () => {
    const file = await makeFile('{"time":1}');
    const source = new FileSpecSource(file);
    const from = { source: 'Adapter(FileBased)', sourceApi: undefined };
    await expect(source.fetch(nothingHeld, initialLimits)).resolves.toEqual({
      kind: 'payload',
      document: '{"time":1}',
      isAlwaysTaken: true,
      ...from,
    });
    await expect(source.fetch(anyHeld, initialLimits)).resolves.toEqual({ kind: 'no-updates', ...from });
    await writeFile(file, '{"time":23}');
    await expect(source.fetch(anyHeld, initialLimits)).resolves.toMatchObject({ document: '{"time":23}' });
  });

  it('come with the poll after an edit', async () => {
    const file = await makeFile('{"time":1}');
    const { poller, applied } = makePoller(new FileSpecSource(file));
    poller.start();
    await vi.waitFor(() => expect(applied).toEqual([{ time: 1 }]), { timeout: 5000 });
    await writeFile(file, '{"time":42}');
    // A poll in the middle of writing takes the same text twice.
    await vi.waitFor(() => expect(applied.at(-1)).toEqual({ time: 42 }), { timeout: 5000 });
  });

  it('stay reported as refused while the file stays the same', async () => {
    const file = await makeFile('[]');
    const { poller, applied, logger } = makePoller(new FileSpecSource(file));
    poller.start();
    await vi.waitFor(() => expect(logger.lines).toHaveLength(1), { timeout: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(logger.lines).toHaveLength(1);
    await writeFile(file, '{"time":7}');
    await vi.waitFor(() => expect(logger.lines).toHaveLength(2), { timeout: 5000 });
    expect(applied).toEqual([{ time: 7 }]);
    expect(logger.lines[1]).toBe('info SpecSync: Specs are refreshed again (Adapter(FileBased)).');
  });

  it('that were refused at the start are refused for the same reason at each poll', async () => {
    const file = await makeFile('{"time":1,,}');
    const lines: string[] = [];
    const note = (_tag: string, message: string): void => void lines.push(message);
    const client = new Statsig('secret-polling-key-0123456789', {
      specsFile: file,
      specsSyncIntervalMs: 20,
      disableAllLogging: true,
      outputLoggerProvider: { warn: note, error: note },
    });
    onTestFinished(async () => void (await client.shutdown()));
    const { error } = await client.initialize();
    expect(error).toContain('breaks at character 10');
    const startedAt = client.getSpecsDetails().lastSync?.at ?? Infinity;
    await vi.waitFor(() => expect(client.getSpecsDetails().lastSync?.at).toBeGreaterThan(startedAt), { timeout: 5000 });
    expect(client.getSpecsDetails().lastSync).toMatchObject({ outcome: 'failed', error });
    expect(lines.filter((line) => line.includes('has_updates'))).toEqual([]);
  });

  it('are complained about when the file cannot be read', async () => {
    const missing = `${await makeFile('')}.missing`;
    await expect(new FileSpecSource(missing).fetch(nothingHeld, initialLimits)).rejects.toThrow(
      `The specs file ${JSON.stringify(missing)} cannot be read: no such file. Check the option specsFile`,
    );
    await expect(new FileSpecSource(tmpdir()).fetch(nothingHeld, initialLimits)).rejects.toBeInstanceOf(SpecsFileError);
  });
});
