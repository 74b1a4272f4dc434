import { Statsig, StatsigUser, type StatsigOptions } from 'statsig-nodekit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { memberKey } from '../../lib/evaluation/operators/segment-lists.js';
import { respond, startHttpServer, type TestServer } from '../support/http-server.js';
import { type IdListServer, startIdListServer } from '../support/id-list-server.js';
import { buildSpecs, condition, rule } from '../support/specs-builder.js';

const lines = (...changes: string[]): string =>
  changes.map((change) => `${change.charAt(0)}${memberKey(change.slice(1))}\n`).join('');

const specs = buildSpecs({
  gates: {
    for_beta: {
      rules: [rule('r', [condition({ type: 'unit_id', operator: 'in_segment_list', targetValue: 'beta' })])],
    },
  },
});

const patience = { timeout: 20_000 };

interface Setup {
  readonly client: Statsig;
  readonly lists: IdListServer;
  readonly specsServer: TestServer;
  /** Warnings about ID lists. */
  readonly logged: string[];
}

/** A client whose list `beta` has the member `a`, unless the test changes that. */
async function setUp(options: StatsigOptions = {}, isSpecsServiceUp = true): Promise<Setup> {
  const lists = await startIdListServer({ beta: { content: lines('+a') } });
  const specsServer = await startHttpServer((response, { path }) => {
    if (path.startsWith('/specs')) respond(response, isSpecsServiceUp ? 200 : 500, JSON.stringify(specs));
    else respond(response, 202, { success: true });
  });
  const logged: string[] = [];
  const client = new Statsig('secret-lists-of-client-0123456789', {
    specsUrl: `${specsServer.url}/specs`,
    logEventUrl: `${specsServer.url}/log_event`,
    // Specs that come again would renew what is remembered of users.
    specsSyncIntervalMs: 3_600_000,
    enableIdLists: true,
    idListsUrl: lists.idListsUrl,
    idListsSyncIntervalMs: 30,
    initTimeoutMs: 10_000,
    outputLoggerProvider: { warn: (tag, message) => void (tag === 'IdLists' && logged.push(message)) },
    ...options,
  });
  onTestFinished(async () => {
    await client.shutdown();
  });
  return { client, lists, specsServer, logged };
}

const isOn = (client: Statsig, userID: string): boolean => client.checkGate({ userID }, 'for_beta');

describe('a client with enableIdLists', () => {
  it('knows the members of lists when it is initialised, and follows changes', async () => {
    const { client, lists } = await setUp();
    await expect(client.initialize()).resolves.toMatchObject({ isSuccess: true });
    expect([isOn(client, 'a'), isOn(client, 'b')]).toEqual([true, false]);
    lists.lists = { beta: { content: lines('+a', '+b', '-a') } };
    await vi.waitFor(() => expect([isOn(client, 'a'), isOn(client, 'b')]).toEqual([false, true]), patience);
  });

  it('does not answer from what it remembers of a user when a list has changed', async () => {
    const { client, lists } = await setUp();
    await client.initialize();
    const ann = new StatsigUser({ userID: 'ann' });
    expect([client.checkGate(ann, 'for_beta'), client.checkGate(ann, 'for_beta')]).toEqual([false, false]);
    lists.lists = { beta: { content: lines('+a', '+ann') } };
    await vi.waitFor(() => expect(client.checkGate(ann, 'for_beta')).toBe(true), patience);
    lists.lists = {};
    await vi.waitFor(() => expect(client.checkGate(ann, 'for_beta')).toBe(false), patience);
  });

  it('does not either when nothing but a last line without its newline has come', async () => {
    const { client, lists } = await setUp();
    await client.initialize();
    expect(isOn(client, 'ann')).toBe(false);
    lists.lists = { beta: { content: lines('+a', '+ann').trimEnd() } };
    await vi.waitFor(() => expect(isOn(client, 'ann')).toBe(true), patience);
  });

  it('tells how it stands with its lists', async () => {
    const { client, lists } = await setUp();
    expect(client.getIdListsDetails()).toEqual({
      isEnabled: true,
      listCount: 0,
      memberCount: 0,
      memoryBytes: 0,
      checkedAt: null,
      isComplete: false,
    });
    const before = Date.now();
    await client.initialize();
    const details = client.getIdListsDetails();
    expect(details).toMatchObject({ isEnabled: true, listCount: 1, memberCount: 1, isComplete: true });
    expect(details.checkedAt).toBeGreaterThanOrEqual(before);
    expect(details.memoryBytes).toBeGreaterThan(0);
    lists.lists['gone'] = { content: lines('+a'), answer: (response) => respond(response, 404) };
    await vi.waitFor(() => expect(client.getIdListsDetails().isComplete).toBe(false), patience);
  });

  it('is initialised without lists when they cannot be had, says so, and gets them later', async () => {
    const { client, lists, logged } = await setUp();
    lists.manifestAnswer = (response) => respond(response, 500);
    await expect(client.initialize()).resolves.toMatchObject({ isSuccess: true });
    expect(isOn(client, 'a')).toBe(false);
    expect(logged).toEqual([expect.stringContaining('ID lists are not refreshed. The id_lists request failed')]);
    lists.manifestAnswer = undefined;
    await vi.waitFor(() => expect(isOn(client, 'a')).toBe(true), patience);
  });

  it('waits no longer than initTimeoutMs for them, and uses what comes later', async () => {
    const { client, lists } = await setUp({ initTimeoutMs: 300 });
    let answer: (() => void) | undefined;
    lists.lists = {
      beta: { content: lines('+a'), answer: (response) => void (answer = () => respond(response, 206, lines('+a'))) },
    };
    const result = await client.initialize();
    expect(result.durationMs).toBeGreaterThanOrEqual(290);
    await vi.waitFor(() => expect(answer).toBeDefined(), patience);
    expect(isOn(client, 'a')).toBe(false);
    answer?.();
    await vi.waitFor(() => expect(client.getIdListsDetails().memberCount).toBe(1), patience);
  });

  it('fetches lists also when there are no specs', async () => {
    const { client } = await setUp({}, false);
    await expect(client.initialize()).resolves.toMatchObject({ isSuccess: false });
    expect(client.getIdListsDetails()).toMatchObject({ memberCount: 1 });
  });

  it('answers from memory after its shutdown, and asks no more', async () => {
    const { client, lists } = await setUp();
    await client.initialize();
    await client.shutdown();
    const asked = lists.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([isOn(client, 'a'), lists.requests.length]).toEqual([true, asked]);
  });

  it('can be shut down while the first lists are on their way', async () => {
    const { client, lists } = await setUp();
    lists.manifestAnswer = () => undefined;
    const initializing = client.initialize();
    await vi.waitFor(() => expect(lists.requests).toHaveLength(1), patience);
    await client.shutdown();
    await initializing;
    expect(client.getIdListsDetails().checkedAt).toBeNull();
  });

  it('asks for nothing while the network is disabled', async () => {
    const { client, lists } = await setUp({ disableNetwork: true });
    await client.initialize();
    expect([lists.requests.length, client.getIdListsDetails().isEnabled]).toEqual([0, false]);
  });
});

describe('a client without enableIdLists', () => {
  it('asks for no lists', async () => {
    const { client, lists } = await setUp({ enableIdLists: false });
    await client.initialize();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([lists.requests.length, isOn(client, 'a'), client.getIdListsDetails().isEnabled]).toEqual([0, false, false]);
  });
});
