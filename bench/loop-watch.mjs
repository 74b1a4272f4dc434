import { mainThreadMs } from './cpu-clock.mjs';

/**
 * Watches the event loop, from turn to turn: how much CPU time of the main thread the longest turn took. Nothing else runs in that
 * time. CPU time rather than the clock, because on a busy machine the clock tells how long other programs ran.
 */
export function watchLoop() {
  let [longestMs, turnStartedAt, isWatching] = [0, mainThreadMs(), true];
  const endTurn = () => {
    const now = mainThreadMs();
    longestMs = Math.max(longestMs, now - turnStartedAt);
    turnStartedAt = now;
  };
  const turn = () => {
    if (!isWatching) return;
    endTurn();
    setImmediate(turn);
  };
  setImmediate(turn);
  return {
    /** The longest turn since the last call. Unit: milliseconds. */
    takeLongestMs() {
      endTurn();
      const taken = longestMs;
      longestMs = 0;
      return taken;
    },
    stop() {
      isWatching = false;
    },
  };
}
