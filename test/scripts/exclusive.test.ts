import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exclusively } from '../../scripts/exclusive.mjs';

let folder = '';
const lock = (): string => join(folder, 'nested', 'one.lock');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exclusive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('runs one action at a time, releases the lock and gives back the result', async () => {
  let running = 0;
  let most = 0;
  const action = async (): Promise<string> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    running -= 1;
    return 'done';
  };
  const options = { pollMs: 1 };
  await expect(Promise.all([1, 2, 3].map(() => exclusively(lock(), action, options)))).resolves.toEqual(
    Array(3).fill('done'),
  );
  expect(most).toBe(1);
  expect(existsSync(lock())).toBe(false);
});

it('releases the lock when the action fails', async () => {
  const failing = exclusively(lock(), () => {
    throw new Error('out of disk');
  });
  await expect(failing).rejects.toThrow('out of disk');
  expect(existsSync(lock())).toBe(false);
});

it('takes over the lock of a process that has ended', async () => {
  await exclusively(lock(), () => undefined);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock(), String(pid));
  await expect(exclusively(lock(), () => 'ours')).resolves.toBe('ours');
});

it('says who it waits for, and gives up with what to do', async () => {
  await exclusively(lock(), () => undefined);
  writeFileSync(lock(), String(process.pid));
  const lines: string[] = [];
  const waiting = exclusively(lock(), () => undefined, { report: (line) => lines.push(line), pollMs: 1, timeoutMs: 5 });
  await expect(waiting).rejects.toThrow(
    `Process ${process.pid} has held ${lock()} for too long. If it is stuck, end it or delete that file.`,
  );
  expect(lines).toEqual([`Waiting for process ${process.pid}, which is setting up this clone …`]);
});
