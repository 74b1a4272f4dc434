/** One listener stands for all: Node warns of a leak when there are more than ten, and a process may have many clients. */
const callbacks = new Set<() => void>();

function callAll(): void {
  // A copy: a callback that asks to be called again is called at the next end, and not now.
  const due = [...callbacks];
  for (const callback of due) callback();
}

/**
 * Calls back when the process is about to end because nothing is left to do (Node's event `beforeExit`): work begun then still
 * gets done. It may happen several times. Not called when the process is ended, by a signal, `process.exit()` or an error that
 * nobody caught.
 *
 * @returns takes the callback away
 */
export function onBeforeExit(callback: () => void): () => void {
  if (callbacks.size === 0) process.on('beforeExit', callAll);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) process.off('beforeExit', callAll);
  };
}
