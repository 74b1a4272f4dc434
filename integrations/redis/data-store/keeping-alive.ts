/** The longest delay of Node's timers; it only has to be longer than any work. */
const longestTimerMs = 2_147_483_647;

/** Keeps the process alive until the work has settled. For work that somebody waits for, such as a script that does nothing else. */
export async function keepingAlive<Result>(work: () => Promise<Result>): Promise<Result> {
  const hold = setInterval(() => undefined, longestTimerMs);
  try {
    return await work();
  } finally {
    clearInterval(hold);
  }
}
