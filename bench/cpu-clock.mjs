// cspell:ignore schedstat
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * CPU time of the main thread. Node tells it from version 23.9 on; before, Linux does in `/proc`, where the figure of a
 * running thread is brought up to date only when the thread leaves the CPU: a moment's sleep before each reading makes
 * it exact to some microseconds.
 */
const clocks = [
  {
    name: 'CPU time of the main thread',
    isHere: () => typeof process.threadCpuUsage === 'function',
    readMs: () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    },
  },
  {
    name: 'CPU time of the main thread (schedstat)',
    isHere() {
      try {
        return readSchedstatMs() > 0;
      } catch {
        // No Linux, or a kernel without these statistics: the next clock is taken.
        return false;
      }
    },
    readMs: () => {
      Atomics.wait(sleepCell, 0, 0, 0.05);
      return readSchedstatMs();
    },
  },
  { name: 'wall clock', isHere: () => true, readMs: () => performance.now() },
];

const sleepCell = new Int32Array(new SharedArrayBuffer(4));

/** The first number is the thread's time on a CPU, in nanoseconds. */
const readSchedstatMs = () =>
  Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ', 1)[0]) / 1e6;

const clock = clocks.find(({ isHere }) => isHere());

/** Which clock `mainThreadMs` reads here. */
export const clockName = clock.name;

/** The main thread's CPU time so far, in milliseconds; wall clock time where the platform cannot tell. */
export const mainThreadMs = clock.readMs;

/** CPU time of all threads so far, in milliseconds. */
export function allThreadsMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
