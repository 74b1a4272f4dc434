/** Signals that end a server, with the status that shells know them by. */
const endings = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const;

/** Marks a process that has been told: hot reloads and further copies of this module find it. */
const installedKey = Symbol.for('statsig-nodekit.next.deliver-before-exit');

/**
 * Has this process deliver its events when a signal ends it. `next start` answers the requests that are under way, and then calls
 * `process.exit()` a few milliseconds later, for which no listener can make it wait. So the exit is held from the signal on:
 * requests are answered first, then `deliver` runs, and then the process ends with the status that Next gave.
 *
 * Where nobody else listens to the signal (`NEXT_MANUAL_SIG_HANDLE`), the process is ended here. Does nothing the second time.
 *
 * @param deliver is waited for; it must settle by itself, and must not reject
 */
export function deliverBeforeExit(deliver: () => Promise<unknown>): void {
  if (Reflect.get(globalThis, installedKey) === true) return;
  Reflect.set(globalThis, installedKey, true);
  let isEnding = false;
  for (const [signal, status] of endings) {
    process.on(signal, () => {
      // A terminal and the `npm` above both send it: the second one changes nothing.
      if (isEnding) return;
      isEnding = true;
      holdExit(deliver);
      if (process.listenerCount(signal) === 1) process.exit(status);
    });
  }
}

function holdExit(deliver: () => Promise<unknown>): void {
  const exit = process.exit.bind(process);
  let isAsked = false;
  const heldExit = (status?: number | string | null): void => {
    if (isAsked) return;
    isAsked = true;
    void deliver().finally(() => exit(status));
  };
  Reflect.set(process, 'exit', heldExit);
}
