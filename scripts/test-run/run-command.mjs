// @ts-check
import { spawn } from 'node:child_process';
import { projectRoot } from '../project-root.mjs';

/**
 * Runs a Node program on the terminal, with everything it started ended when the limit passes.
 * @param {readonly string[]} args
 * @param {{ limitMs: number }} options
 * @returns {Promise<{ status: number | null, timedOut: boolean, durationMs: number }>}
 */
export function runNode(args, { limitMs }) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    // A process group of its own, so that servers and browsers started by a stuck test go with it.
    const child = spawn(process.execPath, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const endGroup = (/** @type {NodeJS.Signals} */ signal) => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group has ended already, which is what was wanted.
      }
    };
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      endGroup('SIGKILL');
    }, limitMs);
    // Detached, the group no longer hears Ctrl-C from the terminal.
    const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
      endGroup(signal);
      process.exit(1);
    };
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    const settle = () => {
      clearTimeout(limit);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (status) => {
      settle();
      resolve({ status, timedOut, durationMs: performance.now() - startedAt });
    });
  });
}
