/** One listener stands for all clients: Node warns of a leak when there are more than ten. */
const callbacks = new Set<() => void>();

function callAll(): void {
  const waiting = [...callbacks];
  callbacks.clear();
  for (const callback of waiting) callback();
}

/**
 * Calls back once if this process is the primary of a cluster: at once when it has workers, otherwise when it forks the first.
 * Never in workers, nor in processes that have no cluster.
 *
 * @returns takes the callback away
 */
export function onceWithWorkers(callback: () => void): () => void {
  // Loaded here, and not imported: few processes need it, and it takes as long as a piece of this SDK.
  const cluster = process.getBuiltinModule('node:cluster');
  if (!cluster.isPrimary) return () => undefined;
  if (Object.keys(cluster.workers ?? {}).length > 0) {
    callback();
    return () => undefined;
  }
  if (callbacks.size === 0) cluster.once('fork', callAll);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) cluster.off('fork', callAll);
  };
}
