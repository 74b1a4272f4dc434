/** Resolves when the event loop has looked at everything else once: goes between two slices of long work. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
