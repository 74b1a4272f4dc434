import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { memberKey } from '../../lib/evaluation/operators/segment-lists.js';
import { IdLists } from '../../lib/id-lists/id-lists.js';
import { type Metrics, silentMetrics } from '../../lib/observability/metrics.js';
import { IdListReporter } from '../../lib/sync/id-list-reporter.js';
import { IdListSource, type IdListSourceSettings } from '../../lib/sync/id-list-source.js';
import { IdListSync, type IdListSyncOutcome } from '../../lib/sync/id-list-sync.js';
import { type Answer, respond, startHttpServer } from '../support/http-server.js';
import { answerRange, type IdListServer, type ServedList, startIdListServer } from '../support/id-list-server.js';
import { makeNetworkClient, networkKey } from '../support/network-client.js';
import { createRecordingLogger } from '../support/recording-logger.js';

const letters = 'abcdefgh'.split('');

/** Lines of a list file: `+a`, `-b`, with the member keys of these letters. */
const lines = (...changes: string[]): string =>
  changes.map((change) => `${change.charAt(0)}${memberKey(change.slice(1))}\n`).join('');

interface Synced {
  readonly run: (signal?: AbortSignal) => Promise<IdListSyncOutcome>;
  /** Which letters are on a list; undefined when there is no such list. */
  readonly members: (name: string) => string | undefined;
  readonly changeCount: () => number;
  readonly lines: readonly string[];
  readonly measured: readonly unknown[];
}

/** All that follows ID lists, but for the client: over real requests to a server. */
function follow(
  { idListsUrl }: Pick<IdListServer, 'idListsUrl'>,
  settings: Partial<IdListSourceSettings> = {},
): Synced {
  const client = makeNetworkClient();
  const lists = new IdLists();
  const logger = createRecordingLogger();
  const measured: unknown[] = [];
  const metrics: Metrics = {
    ...silentMetrics,
    increment: (name) => void measured.push(name),
    dist: (name, value, tags) => void measured.push([name, typeof value, tags]),
  };
  let changeCount = 0;
  const source = new IdListSource({
    client,
    idListsUrl,
    downloadIdListFileApi: undefined,
    fallbackToStatsigApi: false,
    configuredUrls: [],
    timeoutMs: 10_000,
    ...settings,
  });
  const reporter = new IdListReporter(logger);
  const sync = new IdListSync({ source, lists, onChange: () => (changeCount += 1), reporter, metrics });
  return {
    run: (signal = new AbortController().signal) => sync.run(signal),
    members: (name) => {
      const list = lists.get(name);
      return list && letters.filter((letter) => list.has(memberKey(letter))).join('');
    },
    changeCount: () => changeCount,
    lines: logger.lines,
    measured,
  };
}

const serve = (list: ServedList): Promise<IdListServer> => startIdListServer({ beta: list });

/** Answers with the whole file and status 200, as a server that knows no ranges. */
const answerWhole =
  (content: string): Answer =>
  (response) =>
    respond(response, 200, content);

/** Promises more than it sends, then breaks the connection. */
const breakAfter =
  (content: string, start = 0): Answer =>
  (response) => {
    response.writeHead(206, { 'content-length': content.length + 1000, 'content-range': `bytes ${start}-` });
    // Two timers, so that what was sent has been read before.
    response.write(content, () => setTimeout(() => setTimeout(() => response.destroy(), 20), 20));
  };

const answerStatus =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    respond(response, status, '', headers);

describe('following an ID list', () => {
  it('asks for what is new, and for nothing when nothing is', async () => {
    const server = await serve({ content: lines('+a', '+b'), fileID: 'f1' });
    const { run, members, changeCount } = follow(server);
    const outcome = { hasManifest: true, isComplete: true, retryAfterMs: undefined };
    await expect(run()).resolves.toEqual(outcome);
    expect([members('beta'), server.takeRanges(), changeCount()]).toEqual(['ab', ['beta 0-'], 1]);
    server.lists = { beta: { content: lines('+a', '+b', '-a'), fileID: 'f1' } };
    await run();
    expect([members('beta'), server.takeRanges(), changeCount()]).toEqual(['b', ['beta 20-'], 2]);
    await run();
    expect([members('beta'), server.takeRanges(), changeCount()]).toEqual(['b', [], 2]);
  });

  it('ends in the documented state after each overview of a row', async () => {
    const server = await serve({ content: '' });
    const { run, members } = follow(server);
    const seen: unknown[] = [];
    const row: readonly (ServedList | undefined)[] = [
      { content: lines('+a', '+b'), creationTime: 1, fileID: 'f1' },
      { content: lines('+a', '+b', '-a'), creationTime: 1, fileID: 'f1' },
      { content: lines('+a', '+b', '-a'), creationTime: 1, fileID: 'f1' },
      { content: lines('+c'), creationTime: 5, fileID: 'f2' },
      { content: lines('+d', '-c'), creationTime: 2, fileID: 'f3' },
      { content: lines('+e'), creationTime: 9, fileID: 'f2' },
      { content: '', creationTime: 10, fileID: 'f4' },
      undefined,
    ];
    for (const list of row) {
      server.lists = list === undefined ? {} : { beta: list };
      // oxlint-disable-next-line no-await-in-loop -- one overview after the other
      await run();
      seen.push([members('beta'), ...server.takeRanges()]);
    }
    expect(seen).toEqual([
      ['ab', 'beta 0-'],
      ['b', 'beta 20-'],
      ['b'],
      ['c', 'beta 0-'],
      // The official core applies the older file on top, and then the newer one on top of that.
      ['c'],
      ['e', 'beta 0-'],
      [''],
      [undefined],
    ]);
  });

  it('takes the whole file for what it is when the server knows no ranges', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members } = follow(server);
    await run();
    server.lists = {
      beta: { content: lines('+a', '+b', '-b', '+c'), answer: answerWhole(lines('+a', '-b', '+b', '-b', '+c')) },
    };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['ac', ['beta 0-', 'beta 20-']]);
    server.lists = { beta: { content: lines('+a', '-b', '+b', '-b', '+c', '-c') } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['a', ['beta 50-']]);
  });

  it('goes on at the last whole line when a file ends in the middle of one', async () => {
    const whole = lines('+a', '+b');
    const server = await serve({ content: whole.slice(0, 14) });
    const { run, members } = follow(server);
    await run();
    expect(members('beta')).toBe('a');
    await run();
    expect(server.takeRanges()).toEqual(['beta 0-']);
    server.lists = { beta: { content: whole } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['ab', ['beta 10-']]);
  });

  it('holds the member of a last line without its newline', async () => {
    const server = await serve({ content: lines('+a', '+b').trimEnd() });
    const { run, members } = follow(server);
    await run();
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['ab', ['beta 0-']]);
  });

  it('takes 416 for the news that there are none', async () => {
    const server = await serve({ content: lines('+a'), size: 10 });
    const { run, members, lines: logged } = follow(server);
    await run();
    server.lists = { beta: { content: lines('+a'), size: 30 } };
    await expect(run()).resolves.toMatchObject({ isComplete: true });
    expect([members('beta'), server.takeRanges(), logged]).toEqual(['a', ['beta 0-', 'beta 10-'], []]);
  });

  it('reads a file again that goes on otherwise than it was left', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members, lines: logged } = follow(server);
    await run();
    // Written anew in place: what was held no longer ends with a line.
    const rewritten = `+xyz\n${lines('+c', '+d')}`;
    server.lists = { beta: { content: rewritten } };
    await expect(run()).resolves.toMatchObject({ hasManifest: true, isComplete: false });
    expect(members('beta')).toBe('ab');
    await expect(run()).resolves.toMatchObject({ isComplete: true });
    expect([members('beta'), server.takeRanges()]).toEqual(['cd', ['beta 0-', 'beta 20-', 'beta 0-']]);
    expect(logged).toEqual([
      expect.stringContaining(
        'warn IdLists: 1 of 1 ID lists is not refreshed: "beta". The file of the ID list "beta" cannot be used: expected lines ' +
          'that begin with + or -, found another beginning.',
      ),
      'info IdLists: ID lists are refreshed again.',
    ]);
  });

  it('refuses a page in place of a file, and keeps what it has', async () => {
    const server = await serve({ content: lines('+a'), creationTime: 1 });
    const { run, members } = follow(server);
    await run();
    server.lists = { beta: { content: lines('+b'), creationTime: 2, answer: answerWhole('<html>+b\n</html>') } };
    await expect(run()).resolves.toMatchObject({ isComplete: false });
    expect(members('beta')).toBe('a');
    server.lists = { beta: { content: lines('+b'), creationTime: 2 } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['b', ['beta 0-', 'beta 0-', 'beta 0-']]);
  });

  it('refuses a range that was not asked for', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members, lines: logged } = follow(server);
    await run();
    const answer: Answer = (response) => respond(response, 206, lines('+c'), { 'content-range': 'bytes 40-49/50' });
    server.lists = { beta: { content: lines('+a', '+b', '+c', '+d'), answer } };
    await run();
    expect(members('beta')).toBe('ab');
    expect(logged[0]).toContain('expected its bytes from 20 on, found bytes from 40 on');
  });

  it('keeps the lines that came before the connection broke, and goes on there', async () => {
    const server = await serve({ content: lines('+a') });
    const { run, members, changeCount } = follow(server);
    await run();
    const content = lines('+a', '+b', '-a', '+c');
    server.lists = { beta: { content, answer: breakAfter(content.slice(10, 34), 10) } };
    await expect(run()).resolves.toMatchObject({ isComplete: false });
    expect([members('beta'), changeCount()]).toEqual(['b', 2]);
    server.lists = { beta: { content } };
    await run();
    expect([members('beta'), changeCount()]).toEqual(['bc', 3]);
    expect(server.takeRanges()).toEqual(['beta 0-', 'beta 10-', 'beta 30-']);
  });

  it('goes on with a new file that broke off, and does not use it before it is complete', async () => {
    const server = await serve({ content: lines('+a', '+b'), creationTime: 1 });
    const { run, members, changeCount } = follow(server);
    await run();
    const content = lines('+c', '+d', '+e');
    server.lists = { beta: { content, creationTime: 2, answer: breakAfter(content.slice(0, 25)) } };
    await run();
    expect([members('beta'), changeCount()]).toEqual(['ab', 1]);
    server.lists = { beta: { content, creationTime: 2 } };
    await run();
    expect([members('beta'), changeCount()]).toEqual(['cde', 2]);
    expect(server.takeRanges()).toEqual(['beta 0-', 'beta 0-', 'beta 20-']);
  });

  it('begins anew when yet another file comes after one that broke off', async () => {
    const server = await serve({ content: lines('+a', '+b', '+c'), answer: breakAfter(lines('+a')) });
    const { run, members } = follow(server);
    await run();
    server.lists = { beta: { content: lines('+d'), creationTime: 2 } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['d', ['beta 0-', 'beta 0-']]);
  });

  it('does not use a new file that is shorter than the overview says, until there is no more of it', async () => {
    const server = await serve({ content: lines('+a'), creationTime: 1 });
    const { run, members } = follow(server);
    await run();
    server.lists = { beta: { content: lines('+b'), creationTime: 2, size: 30 } };
    await run();
    expect(members('beta')).toBe('a');
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['b', ['beta 0-', 'beta 0-', 'beta 10-']]);
  });

  it('uses a new file that broke off when it turns out that there is no more of it', async () => {
    const server = await serve({ content: lines('+a'), creationTime: 1 });
    const { run, members } = follow(server);
    await run();
    server.lists = { beta: { content: lines('+b'), creationTime: 2, size: 30, answer: breakAfter(lines('+b')) } };
    await run();
    expect(members('beta')).toBe('a');
    server.lists = { beta: { content: lines('+b'), creationTime: 2, size: 30 } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['b', ['beta 0-', 'beta 0-', 'beta 10-']]);
  });

  it('uses a whole file that is sent for a part of it, also when it is shorter than the overview says', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members } = follow(server);
    await run();
    server.lists = {
      beta: { content: lines('+a', '+b', '+c'), size: 90, answer: answerWhole(lines('+a', '+b', '+c')) },
    };
    await run();
    expect(members('beta')).toBe('abc');
  });

  it('reads a file again when a part of it may have been the whole', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members } = follow(server);
    await run();
    const content = lines('+a', '+b', '-a');
    // No Content-Range, so nothing says that this begins at the first byte.
    server.lists = { beta: { content, answer: (response) => respond(response, 206, content) } };
    await run();
    expect(members('beta')).toBe('b');
    server.lists = { beta: { content } };
    await run();
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['b', ['beta 0-', 'beta 20-', 'beta 0-']]);
  });

  it('keeps what it has when a new file is not there yet', async () => {
    const server = await serve({ content: lines('+a'), creationTime: 1 });
    const { run, members } = follow(server);
    await run();
    server.lists = { beta: { content: '', creationTime: 2, size: 30 } };
    await run();
    expect(members('beta')).toBe('a');
  });

  it('gives up a file that does not come within the limit', async () => {
    const server = await serve({ content: lines('+a', '+b') });
    const { run, members } = follow(server, { timeoutMs: 3000 });
    await run();
    const content = lines('+a', '+b', '+c', '+d');
    const answer: Answer = (response) => {
      response.writeHead(206, { 'content-range': 'bytes 20-39/40', 'content-length': 20 });
      response.write(content.slice(20, 30));
    };
    server.lists = { beta: { content, answer } };
    await expect(run()).resolves.toMatchObject({ isComplete: false });
    expect(members('beta')).toBe('abc');
    server.lists = { beta: { content } };
    await run();
    expect([members('beta'), server.takeRanges().at(-1)]).toEqual(['abcd', 'beta 30-']);
  });

  it('reads a file again from its beginning when compression was damaged', async () => {
    const server = await serve({ content: lines('+a') });
    const { run, members } = follow(server);
    await run();
    const content = lines('+a', '+b', '+c');
    const cut = gzipSync(content.slice(10)).subarray(0, -6);
    const answer: Answer = (response) =>
      respond(response, 206, cut, { 'content-encoding': 'gzip', 'content-range': 'bytes 10-29/30' });
    server.lists = { beta: { content, answer } };
    await expect(run()).resolves.toMatchObject({ isComplete: false });
    server.lists = { beta: { content } };
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['abc', ['beta 0-', 'beta 10-', 'beta 0-']]);
  });

  it('does not ask for a file that is too long', async () => {
    const server = await serve({ content: lines('+a'), size: 2 ** 29 });
    const { run, members, lines: logged } = follow(server);
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual([undefined, []]);
    expect(logged[0]).toContain('expected a file of at most 268435456 bytes, found one of 536870912');
  });

  it('leaves a list alone for as long as its server asks', async () => {
    const server = await startIdListServer({
      beta: { content: lines('+a'), answer: answerStatus(503, { 'retry-after': '300' }) },
      staff: { content: lines('+b') },
    });
    const { run, members, lines: logged } = follow(server);
    await run();
    server.lists['staff'] = { content: lines('+b', '+c') };
    await expect(run()).resolves.toMatchObject({ isComplete: false });
    expect(server.takeRanges().toSorted()).toEqual(['beta 0-', 'staff 0-', 'staff 10-']);
    expect([members('beta'), members('staff'), logged.length]).toEqual([undefined, 'bc', 1]);
  });
});

describe('following many ID lists', () => {
  const tenLists = (answer?: Answer): Record<string, ServedList> =>
    Object.fromEntries(
      '0123456789'
        .split('')
        .map((digit) => [
          `list ${digit}`,
          { content: lines('+a', `+${letters[Number(digit) % 8] ?? ''}`), ...(digit === '4' && { answer }) },
        ]),
    );

  it('refreshes nine when the tenth fails, and says so once', async () => {
    const server = await startIdListServer(tenLists(answerStatus(500)));
    const { run, members, lines: logged } = follow(server);
    await run();
    await run();
    expect(Object.keys(server.lists).map(members)).toEqual([
      'a',
      'ab',
      'ac',
      'ad',
      undefined,
      'af',
      'ag',
      'ah',
      'a',
      'ab',
    ]);
    server.lists = tenLists();
    await run();
    await run();
    expect(members('list 4')).toBe('ae');
    expect(logged).toEqual([
      expect.stringContaining(
        'warn IdLists: 1 of 10 ID lists is not refreshed: "list 4". The id_list_file request failed: status 500 Internal ' +
          'Server Error.',
      ),
      'info IdLists: ID lists are refreshed again.',
    ]);
  });

  it('downloads four files at a time', async () => {
    let waiting: (() => void)[] = [];
    let mostWaiting = 0;
    const inFours: Answer = (response) => {
      waiting.push(() => respond(response, 206, lines('+a', '+b')));
      mostWaiting = Math.max(mostWaiting, waiting.length);
      if (waiting.length !== 4) return;
      // Time for a fifth.
      setTimeout(() => {
        const answers = waiting;
        waiting = [];
        for (const answer of answers) answer();
      }, 100);
    };
    const names = Array.from({ length: 12 }, (_, index) => `list ${index}`);
    const server = await startIdListServer(
      Object.fromEntries(names.map((name) => [name, { content: lines('+a', '+b'), answer: inFours }])),
    );
    const { run, members } = follow(server);
    await run();
    expect(names.every((name) => members(name) === 'ab')).toBe(true);
    expect(mostWaiting).toBe(4);
  });

  it('keeps a list whose entry is malformed, forgets one that is gone, and names the malformed once', async () => {
    const server = await startIdListServer({
      beta: { content: lines('+a') },
      staff: { content: lines('+b') },
      __proto__hidden: { content: lines('+c') },
    });
    const { run, members, lines: logged } = follow(server);
    await run();
    server.manifestAnswer = (response) => respond(response, 200, { beta: { url: 5 } });
    await expect(run()).resolves.toMatchObject({ hasManifest: true, isComplete: false });
    await run();
    expect([members('beta'), members('staff'), members('__proto__hidden')]).toEqual(['a', undefined, undefined]);
    expect(logged).toEqual([
      'warn IdLists: 1 malformed entries in the overview of ID lists were passed over; what is held of these lists is kept: ' +
        '"beta". An entry has url, size and creationTime, and fileID if it has one.',
    ]);
  });

  it('follows a list of any name', async () => {
    const name = '__proto__';
    const server = await startIdListServer();
    server.manifestAnswer = (response) =>
      respond(response, 200, `{"${name}":{"url":"${server.url}/files/constructor","size":10,"creationTime":1}}`);
    server.lists = { constructor: { content: lines('+a') } };
    const { run, members } = follow(server);
    await run();
    expect(members(name)).toBe('a');
  });

  it('changes nothing when there is no overview, and says so once', async () => {
    const server = await startIdListServer({ beta: { content: lines('+a') } });
    const { run, members, lines: logged } = follow(server);
    await run();
    server.manifestAnswer = answerStatus(503, { 'retry-after': '7' });
    await expect(run()).resolves.toEqual({ hasManifest: false, isComplete: false, retryAfterMs: 7000 });
    await run();
    server.manifestAnswer = answerWhole('<html>Please log in</html>');
    await run();
    server.manifestAnswer = undefined;
    await run();
    expect([members('beta'), server.takeRanges()]).toEqual(['a', ['beta 0-']]);
    expect(logged).toEqual([
      expect.stringContaining('warn IdLists: ID lists are not refreshed. The id_lists request failed: status 503'),
      expect.stringContaining('warn IdLists: ID lists are not refreshed. The overview of ID lists cannot be used'),
      'info IdLists: ID lists are refreshed again.',
    ]);
  });

  it('changes nothing when it is given up', async () => {
    const server = await startIdListServer({ beta: { content: lines('+a'), answer: () => undefined } });
    const { run, members, changeCount, lines: logged, measured } = follow(server);
    const controller = new AbortController();
    const running = run(controller.signal);
    await vi.waitFor(() => expect(server.takeRanges()).toEqual(['beta 0-']), { timeout: 10_000 });
    controller.abort();
    await running;
    expect([members('beta'), changeCount(), logged, measured]).toEqual([undefined, 0, [], []]);
  });

  it('measures each look', async () => {
    const server = await startIdListServer({ beta: { content: lines('+a') }, staff: { content: lines('+b') } });
    const { run, measured } = follow(server);
    await run();
    server.manifestAnswer = answerStatus(500);
    await run();
    const latency = (isSuccess: boolean, count: number): unknown => [
      'id_lists_sync_overall.latency',
      'number',
      { id_list_manifest_success: isSuccess, succeed_single_id_list_number: count },
    ];
    expect(measured).toEqual([
      'id_list_manifest_download_success',
      latency(true, 2),
      'id_list_manifest_download_failure',
      latency(false, 0),
    ]);
  });
});

describe('the addresses of ID lists', () => {
  it('are the service’s own, asked with GET and the key, when there is no custom one', async () => {
    const server = await startIdListServer({ beta: { content: lines('+a') } });
    const { run, members } = follow(server, { idListsUrl: undefined, serviceUrl: server.idListsUrl });
    await run();
    expect(members('beta')).toBe('a');
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: `/v1/get_id_lists/${networkKey}.json`,
    });
  });

  it('are a custom one as it is given, asked with POST', async () => {
    const server = await startIdListServer({ beta: { content: lines('+a') } });
    await follow(server).run();
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/get_id_lists' });
  });

  it('fall back on the service when the custom one fails, if that is asked for', async () => {
    const service = await startIdListServer({ beta: { content: lines('+a') } });
    const custom = await startHttpServer(answerStatus(500));
    const settings = { serviceUrl: service.idListsUrl, idListsUrl: `${custom.url}/lists` };
    const off = follow(service, settings);
    await expect(off.run()).resolves.toMatchObject({ hasManifest: false });
    expect(service.requests).toHaveLength(0);
    const on = follow(service, { ...settings, fallbackToStatsigApi: true });
    await expect(on.run()).resolves.toMatchObject({ isComplete: true });
    expect([on.members('beta'), custom.requests.length, service.requests[0]?.method]).toEqual(['a', 2, 'GET']);
  });

  it('do not fall back after a status that is final', async () => {
    const service = await startIdListServer();
    const custom = await startHttpServer(answerStatus(403));
    const { run } = follow(service, {
      serviceUrl: service.idListsUrl,
      idListsUrl: `${custom.url}/lists`,
      fallbackToStatsigApi: true,
    });
    await expect(run()).resolves.toMatchObject({ hasManifest: false });
    expect(service.requests).toHaveLength(0);
  });

  it.each(['', '/', '/mirror', '/mirror/'])(
    'of files are on the host of downloadIdListFileApi (with %j behind it)',
    async (path) => {
      const files = await startHttpServer(answerRange(lines('+a')));
      const server = await startIdListServer({ beta: { content: lines('+a') } });
      const { run, members } = follow(server, { downloadIdListFileApi: `${files.url}${path}` });
      await run();
      expect([members('beta'), server.takeRanges()]).toEqual(['a', []]);
      expect(files.requests[0]?.path).toBe(`${path.replace(/\/$/, '')}/files/beta`);
      expect(files.requests[0]?.query.get('sig')).toBe('1');
      expect(files.requests[0]?.headers['statsig-api-key']).toBe(networkKey);
    },
  );
});
