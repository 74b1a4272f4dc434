import { onBeforeExit } from './before-exit.js';

/** How long calls wait that come right after others, so that calls which cause each other do not fill the event loop. */
const echoDelayMs = 1;

/**
 * Makes calls in a later turn of the event loop, one turn for all that were asked for until then.
 *
 * Calls may ask for further ones: those come a little later, and do not keep the process alive, or a call that asks for itself would
 * keep it alive for ever. Where nothing else is left to do they are made before the process ends, once.
 */
export class LaterTurn {
  #calls: (() => void)[] = [];
  #isScheduled = false;
  /** From a turn of calls until the promises have settled that they began: what is asked for meanwhile is asked for by them. */
  #isEcho = false;
  #forgetExit: (() => void) | undefined;

  /** @param call must not throw. */
  add(call: () => void): void {
    this.#calls.push(call);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (!this.#isEcho) {
      setImmediate(() => this.run());
      return;
    }
    setTimeout(() => this.run(), echoDelayMs).unref();
    this.#forgetExit ??= onBeforeExit(() => this.run());
  }

  /** Makes the calls now that wait for their turn; not those that they ask for. */
  run(): void {
    this.#forgetExit?.();
    this.#forgetExit = undefined;
    this.#isScheduled = false;
    const calls = this.#calls;
    if (calls.length === 0) return;
    this.#calls = [];
    this.#isEcho = true;
    for (const call of calls) call();
    // Node runs ticks when no microtask is left.
    queueMicrotask(() => process.nextTick(() => (this.#isEcho = false)));
  }
}
