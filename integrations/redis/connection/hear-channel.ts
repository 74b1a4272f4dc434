import type { RedisListener } from './redis-connection.js';

/** The first pause after the connection of a channel has ended, and the longest. Unit: milliseconds. */
const firstPauseMs = 200;
const longestPauseMs = 5000;

/** So many doublings lead beyond the longest pause. */
const mostDoublings = 8;

/** A channel that is heard. */
export interface HeardChannel {
  /** Ends it. Must not throw. */
  readonly end: () => void;
}

/**
 * Opens a channel. Resolves when it is heard; rejects when it cannot be. Calls `onEnd` once, when a channel that was heard
 * no longer is.
 */
export type OpenChannel = (onMessage: (message: Uint8Array) => void, onEnd: () => void) => Promise<HeardChannel>;

/**
 * Hears a channel until the returned function is called: opens it, and opens it again after each failure, with pauses that grow up
 * to five seconds and differ from process to process. Never throws, and keeps no process alive.
 */
export function hearChannel(open: OpenChannel, { onMessage, onListening }: RedisListener): () => void {
  let isEnded = false;
  let failureCount = 0;
  let channel: HeardChannel | undefined;
  let timer: NodeJS.Timeout | undefined;

  const tryAgain = (): void => {
    channel = undefined;
    if (isEnded) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(failureCount, mostDoublings), longestPauseMs);
    failureCount += 1;
    timer = setTimeout(() => void begin(), pauseMs * (0.5 + Math.random() / 2)).unref();
  };
  const begin = async (): Promise<void> => {
    let hasEnded = false;
    try {
      const opened = await open(
        (message) => {
          if (!isEnded) onMessage(message);
        },
        () => {
          hasEnded = true;
          if (channel !== undefined) tryAgain();
        },
      );
      if (isEnded) return opened.end();
      if (hasEnded) return tryAgain();
      channel = opened;
      failureCount = 0;
      onListening?.();
    } catch {
      // Commands tell what is wrong with the connection; a channel is only what makes news come sooner.
      tryAgain();
    }
  };
  void begin();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    channel?.end();
    channel = undefined;
  };
}
