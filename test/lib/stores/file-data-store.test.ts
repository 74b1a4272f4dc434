import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { FileDataStore } from '../../../lib/stores/file-data-store.js';

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'file-data-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const key = 'statsig|/v2/download_config_specs|plain_text|secret-1234567890abc';

describe('FileDataStore', () => {
  it('gives back what was written, also to another store of the directory', async () => {
    const folder = join(await makeFolder(), 'not', 'there', 'yet');
    const store = new FileDataStore(folder);
    await store.initialize();
    expect(await store.get(key)).toEqual({});
    await store.set(key, 'first ä');
    await store.set(key, 'second ä');
    await store.set(`${key}-other`, 'other');
    expect(await store.get(key)).toEqual({ result: 'second ä' });
    expect(await new FileDataStore(folder).get(key)).toEqual({ result: 'second ä' });
  });

  it('shows no part of the key, and leaves nothing but the files', async () => {
    const folder = await makeFolder();
    await new FileDataStore(folder).set(key, 'specs');
    const names = await readdir(folder);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.json$/)]);
  });

  it.runIf(process.platform !== 'win32')('lets only the own user read, whatever directory is made', async () => {
    const folder = join(await makeFolder(), 'made');
    await new FileDataStore(folder).set(key, 'specs');
    const [name = ''] = await readdir(folder);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is never seen half written, however many write and read', async () => {
    const folder = await makeFolder();
    const values = Array.from({ length: 8 }, (_, index) => String(index).repeat(200_000));
    await new FileDataStore(folder).set(key, values[0] ?? '');
    const writing = values.map((value) => new FileDataStore(folder).set(key, value));
    const reading = Array.from({ length: 30 }, () => new FileDataStore(folder).get(key));
    const seen = await Promise.all(reading);
    await Promise.all(writing);
    for (const { result } of seen) expect(values.includes(result ?? '')).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('keeps the old value when a write fails, and leaves no rest', async () => {
    const folder = await makeFolder();
    const store = new FileDataStore(folder);
    await store.set(key, 'old');
    const [name = ''] = await readdir(folder);
    // A directory in the place of the file cannot be replaced by one.
    await rm(join(folder, name));
    await mkdir(join(folder, name, 'full'), { recursive: true });
    await expect(store.set(key, 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual([name]);
  });

  it('rejects when the directory cannot be used', async () => {
    const file = join(await makeFolder(), 'file');
    await writeFile(file, 'no directory');
    const store = new FileDataStore(file);
    await expect(store.initialize()).resolves.toBeUndefined();
    await expect(store.get(key)).rejects.toThrow();
    await expect(store.set(key, 'value')).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe('no directory');
  });

  it('removes what processes have left that ended while they wrote, once it is old, and nothing else', async () => {
    const folder = await makeFolder();
    await new FileDataStore(folder).set(key, 'specs');
    const [file = ''] = await readdir(folder);
    const [old, fresh] = [`${file}.${randomUUID()}.tmp`, `${file}.${randomUUID()}.tmp`];
    const others = ['mine.txt', 'mine.tmp', 'upload.json.1.tmp'];
    await Promise.all([old, fresh, ...others].map((name) => writeFile(join(folder, name), '')));
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await Promise.all([file, old, ...others].map((name) => utimes(join(folder, name), twoHoursAgo, twoHoursAgo)));
    await new FileDataStore(folder).initialize();
    expect((await readdir(folder)).toSorted()).toEqual([file, fresh, ...others].toSorted());
  });
});
