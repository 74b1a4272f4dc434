import { readFileSync } from 'node:fs';
import process from 'node:process';

/** How the main thread's CPU time is read here, best first; named in the benchmark's output. */
export const clockName =
  typeof process.threadCpuUsage === 'function'
    ? 'thread CPU time'
    : hasSchedstat()
      ? 'thread CPU time (schedstat)'
      : 'wall clock';

/** CPU time that the main thread has used so far, in milliseconds; the wall clock where the platform cannot tell. */
export const mainThreadMs =
  typeof process.threadCpuUsage === 'function'
    ? () => {
        const { user, system } = process.threadCpuUsage();
        return (user + system) / 1000;
      }
    : hasSchedstat()
      ? () => Number(readFileSync(schedstatPath(), 'latin1').split(' ', 1)[0]) / 1e6
      : () => performance.now();

/** CPU time of all threads, in milliseconds. */
export function allThreadsMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The main thread's own statistics; its first number is the time on a CPU in nanoseconds. */
function schedstatPath() {
  return `/proc/self/task/${process.pid}/schedstat`;
}

function hasSchedstat() {
  try {
    return Number(readFileSync(schedstatPath(), 'latin1').split(' ', 1)[0]) > 0;
  } catch {
    return false;
  }
}
