import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Emulator } from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';
import { emulatorForTest } from './emulator-for-test.js';

const event = (eventName: string, more: object = {}): object => ({
  eventName,
  value: 1,
  metadata: { a: 'b' },
  statsigMetadata: null,
  user: { userID: 'u' },
  time: 5,
  secondaryExposures: null,
  ...more,
});

const batch = (...names: string[]): string =>
  JSON.stringify({ events: names.map((name) => event(name)), statsigMetadata: { sdkType: 'sdk', sdkVersion: '1' } });

/** A zstd frame of one raw block, for texts shorter than 256 bytes. */
function zstdFrame(text: string): Uint8Array {
  const content = Buffer.from(text);
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length]);
  const block = Buffer.alloc(3);
  block.writeUIntLE(content.length * 8 + 1, 0, 3);
  return Buffer.concat([header, block, content]);
}

/** A zstd frame of 600 blocks, each one byte that stands for 128 KiB. */
function zstdBomb(): Uint8Array {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const blocks = Array.from({ length: 600 }, (_, index) => {
    const block = Buffer.alloc(4);
    block.writeUIntLE(128 * 1024 * 8 + 2 + (index === 599 ? 1 : 0), 0, 3);
    return block;
  });
  return Buffer.concat([header, ...blocks]);
}

async function post(emulator: Emulator, body: string | Uint8Array, coding?: string): Promise<Response> {
  const headers = coding === undefined ? {} : { 'content-encoding': coding };
  return fetch(emulator.logEventUrl, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers,
  });
}

describe('the events endpoint', () => {
  test.each([
    ['identity', Buffer.from(batch('e'))],
    ['gzip', gzipSync(batch('e'))],
    ['br', brotliCompressSync(batch('e'))],
    ['deflate', deflateSync(batch('e'))],
    ['zstd', zstdFrame(batch('e'))],
  ])('reads %s', async (coding, body) => {
    const emulator = await emulatorForTest();
    const response = await post(emulator, body, coding);
    expect([response.status, await response.json()]).toEqual([202, { success: true }]);
    expect(emulator.events()).toEqual([
      { ...event('e'), index: 0, receivedAt: expect.any(Number), sdkType: 'sdk', sdkVersion: '1' },
    ]);
  });

  test('takes the SDK from the headers where the body does not say', async () => {
    const emulator = await emulatorForTest();
    await fetch(emulator.logEventUrl, {
      method: 'POST',
      body: '{"events":[{"eventName":"e"}]}',
      headers: { 'statsig-sdk-type': 'js', 'statsig-sdk-version': '2' },
    });
    expect(emulator.events()).toMatchObject([{ sdkType: 'js', sdkVersion: '2' }]);
  });

  test.each<[string, string | Uint8Array, string | undefined, number, string]>([
    ['nothing', '', undefined, 400, 'the body is empty; expected {"events":[…]}'],
    ['what is not JSON', 'events', undefined, 400, 'the body is not JSON; expected {"events":[…]}'],
    ['a list', '[]', undefined, 400, 'expected an object with `events`, found an empty list'],
    ['no events', '{}', undefined, 400, 'expected `events` to be a list, found nothing'],
    ['an event that is none', '{"events":[1]}', undefined, 400, 'expected events[0] to be an object, found 1'],
    [
      'an event without a name',
      '{"events":[{"eventName":"a"},{}]}',
      undefined,
      400,
      'expected events[1].eventName to be a text, found nothing',
    ],
    ['what is not gzip', 'plain', 'gzip', 400, 'the body is not valid gzip'],
    ['what is not zstd', 'plain', 'zstd', 400, 'the body is not valid zstd'],
    [
      'an unknown coding',
      '{}',
      'lzma',
      415,
      'unknown content-encoding "lzma"; the emulator reads identity, gzip, br, deflate, zstd',
    ],
    ['a zstd bomb', zstdBomb(), 'zstd', 413, 'the body is larger than 64 MB'],
    ['a bomb', gzipSync(Buffer.alloc(65 * 1024 * 1024)), 'gzip', 413, 'the body is larger than 64 MB'],
  ])('refuses %s, and keeps none of it', async (_, body, coding, status, error) => {
    const emulator = await emulatorForTest();
    const response = await post(emulator, body, coding);
    expect([response.status, await response.json()]).toEqual([status, { success: false, error }]);
    expect(emulator.events()).toEqual([]);
  });
});

describe('the events kept', () => {
  test('are listed by name and index, and cleared', async () => {
    const emulator = await emulatorForTest();
    await post(emulator, batch('a', 'b', 'a'));
    const list = async (query: string): Promise<unknown> =>
      (await fetch(`${emulator.url}/__emulator/events${query}`)).json();
    expect(await list('')).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }]);
    expect(await list('?name=a')).toMatchObject([{ index: 0 }, { index: 2 }]);
    expect(await list('?name=a&since=1')).toMatchObject([{ index: 2, eventName: 'a' }]);
    expect(await list('?since=x')).toEqual({
      success: false,
      error: 'expected `since` to be the index of an event, found "x"',
    });

    const cleared = await fetch(`${emulator.url}/__emulator/events`, { method: 'DELETE' });
    expect(await cleared.json()).toEqual({ success: true, cleared: 3 });
    await post(emulator, batch('c'));
    expect(await list('')).toMatchObject([{ index: 3, eventName: 'c' }]);
  });

  test('are bounded: the oldest go, and are counted', async () => {
    const emulator = await emulatorForTest({ maxEvents: 3 });
    await post(emulator, batch('a', 'b'));
    await post(emulator, batch('c', 'd', 'e'));
    expect(emulator.events().map(({ eventName }) => eventName)).toEqual(['c', 'd', 'e']);
    const report: unknown = await (await fetch(`${emulator.url}/__emulator/project`)).json();
    expect(report).toMatchObject({ events: { received: 5, kept: 3, forgotten: 2 } });
  });
});

describe('waiting for events', () => {
  test('ends when there are enough', async () => {
    const emulator = await emulatorForTest();
    const waiting = emulator.waitForEvents(3);
    await post(emulator, batch('a'));
    await post(emulator, batch('b', 'c'));
    expect((await waiting).map(({ eventName }) => eventName)).toEqual(['a', 'b', 'c']);
    await expect(emulator.waitForEvents(2)).resolves.toHaveLength(3);
  });

  test('ends when the predicate holds', async () => {
    const emulator = await emulatorForTest();
    const waiting = emulator.waitForEvents((events) => events.some(({ eventName }) => eventName === 'b'));
    await post(emulator, batch('a'));
    await post(emulator, batch('b'));
    await expect(waiting).resolves.toHaveLength(2);
  });

  test('fails in time, and says what came instead', async () => {
    const emulator = await emulatorForTest();
    await post(emulator, batch('a', 'b', 'a'));
    await expect(emulator.waitForEvents(4, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'emulator_wait_timeout',
      message: 'Waited 20 ms for 4 events; events received: 3 (a, b). Was the client flushed?',
    });
    emulator.clearEvents();
    await expect(emulator.waitForEvents(() => false, { timeoutMs: 20 })).rejects.toThrow(
      'Waited 20 ms for events that satisfy the predicate; events received: none. Was the client flushed?',
    );
  });

  test('passes on what the predicate throws', async () => {
    const emulator = await emulatorForTest();
    const predicate = (): boolean => {
      throw new TypeError('no such field');
    };
    await expect(emulator.waitForEvents(predicate)).rejects.toThrow(new TypeError('no such field'));
  });
});
