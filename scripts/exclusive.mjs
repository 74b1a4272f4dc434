// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Runs `action` while no other process holds the lock file, waiting for one that does. A lock whose process has ended
 * is taken over. Locking again inside `action` would wait for ever; nothing here does.
 * @template T
 * @param {string} lockPath
 * @param {() => T | Promise<T>} action
 * @param {{ report?: (line: string) => void, pollMs?: number, timeoutMs?: number }} [options]
 * @returns {Promise<T>} What `action` returned.
 * @throws when the lock is still held after `timeoutMs` (default ten minutes).
 */
export async function exclusively(lockPath, action, { report = () => {}, pollMs = 200, timeoutMs = 600_000 } = {}) {
  mkdirSync(dirname(lockPath), { recursive: true });
  const waitingSince = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(lockPath, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(lockPath);
    if (holder !== undefined && !isRunning(holder)) {
      rmSync(lockPath, { force: true });
      continue;
    }
    if (Date.now() - waitingSince > timeoutMs) {
      throw new Error(
        `Process ${holder ?? '(unknown)'} has held ${lockPath} for too long. If it is stuck, end it or delete that file.`,
      );
    }
    if (attempt === 0) report(`Waiting for process ${holder ?? '(starting)'}, which is setting up this clone …`);
    await sleep(pollMs);
  }
  try {
    return await action();
  } finally {
    rmSync(lockPath, { force: true });
  }
}

/** @param {string} lockPath */
function readHolder(lockPath) {
  try {
    const pid = Number(readFileSync(lockPath, 'utf8'));
    // An empty file belongs to a process between creating and writing it.
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    // The holder released it between our two looks; the next attempt will tell.
    return undefined;
  }
}
