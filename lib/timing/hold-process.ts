/** The longest delay of Node's timers; it only has to be longer than any work. */
const longestTimerMs = 2_147_483_647;

/**
 * Runs the work and keeps the process alive until it has settled. Timers and sockets of this SDK do not do that by
 * themselves, so this goes around work that somebody waits for: initialisation, a flush, the shutdown.
 */
export async function holdProcess<Result>(work: () => Promise<Result>): Promise<Result> {
  const hold = setInterval(() => undefined, longestTimerMs);
  try {
    return await work();
  } finally {
    clearInterval(hold);
  }
}
