import type { Emulator } from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';
import { emulatorForTest } from './emulator-for-test.js';

interface Manifest {
  readonly [name: string]: {
    readonly name: string;
    readonly url: string;
    readonly size: number;
    readonly creationTime: number;
    readonly fileID: string;
  };
}

const listOf = (...ids: string[]) => ({ segments: { 'my list': { idList: ids } } });

async function manifestOf(emulator: Emulator): Promise<Manifest> {
  const response = await fetch(emulator.idListsUrl, { method: 'POST' });
  return (await response.json()) as Manifest;
}

describe('ID lists', () => {
  test('stand in the manifest, asked by POST or GET', async () => {
    const emulator = await emulatorForTest({ project: listOf('a', 'b') });
    const manifest = await manifestOf(emulator);
    expect(manifest).toEqual({
      'my list': {
        name: 'my list',
        url: `${emulator.url}/v1/id_list_file/my%20list`,
        size: 20,
        creationTime: expect.any(Number),
        fileID: expect.stringMatching(/^\d+$/),
      },
    });
    expect(await (await fetch(`${emulator.idListsUrl}/secret-key.json`)).json()).toEqual(manifest);
  });

  test('are served whole or from a byte on', async () => {
    const emulator = await emulatorForTest({ project: listOf('a', 'b') });
    const url = (await manifestOf(emulator))['my list']?.url ?? '';
    const get = async (range?: string): Promise<[number, string, string | null]> => {
      const response = await fetch(url, range === undefined ? {} : { headers: { range } });
      return [response.status, await response.text(), response.headers.get('content-range')];
    };
    expect(await get()).toEqual([200, '+ypeBEsob\n+PiPoFgA5\n', null]);
    expect(await get('bytes=0-')).toEqual([206, '+ypeBEsob\n+PiPoFgA5\n', 'bytes 0-19/20']);
    expect(await get('bytes=10-')).toEqual([206, '+PiPoFgA5\n', 'bytes 10-19/20']);
    expect(await get('bytes=0-9')).toEqual([206, '+ypeBEsob\n', 'bytes 0-9/20']);
    expect(await get('bytes=20-')).toEqual([416, '', 'bytes */20']);
    const missing = await fetch(`${emulator.url}/v1/id_list_file/nope`);
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { success: false, error: 'there is no id list `nope`' },
    ]);
  });

  test('are new files when their content changes, and only then', async () => {
    const emulator = await emulatorForTest({ project: listOf('a') });
    const before = (await manifestOf(emulator))['my list'];
    await emulator.update({ ...listOf('a'), gates: { g: {} } });
    expect((await manifestOf(emulator))['my list']).toEqual(before);
    await emulator.update({ ...listOf('a', 'b'), gates: { g: {} } });
    const after = (await manifestOf(emulator))['my list'];
    expect(after?.fileID).not.toBe(before?.fileID);
    expect(after?.creationTime).toBeGreaterThan(before?.creationTime ?? Infinity);
  });
});
