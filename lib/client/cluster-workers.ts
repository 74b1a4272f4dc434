/** One listener stands for all clients: Node warns of a leak when there are more than ten. */
const callbacks = new Set<() => void>();

function callAll(): void {
  const waiting = [...callbacks];
  callbacks.clear();
  for (const callback of waiting) callback();
}

/**
 * Calls back once if this process is the primary of a cluster: soon when it has workers, otherwise when it forks the first.
 * Never in workers, nor in processes that have no cluster.
 *
 * @returns takes the callback away
 */
export function onceWithWorkers(callback: () => void): () => void {
  callbacks.add(callback);
  void lookForWorkers();
  return () => void callbacks.delete(callback);
}

/** Never rejects. */
async function lookForWorkers(): Promise<void> {
  try {
    // Loaded here, and not with the package: few processes need it, and no start should wait for it.
    const { default: cluster } = await import('node:cluster');
    if (!cluster.isPrimary) callbacks.clear();
    else if (Object.keys(cluster.workers ?? {}).length > 0) callAll();
    else if (!cluster.listeners('fork').includes(callAll)) cluster.once('fork', callAll);
  } catch {
    // Some test runners load no modules at this point. Nobody is warned then, and all else goes on.
    callbacks.clear();
  }
}
