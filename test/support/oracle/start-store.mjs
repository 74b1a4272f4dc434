/**
 * A data store in memory, the same for the official package and for ours; plain JavaScript, because a process of its own loads
 * it without a compiler. Methods are arrow functions, as the official package calls them without their object.
 */
export function makeStartStore({
  held,
  get,
  polls = false,
  withoutGet = false,
  bytes = false,
  slowToStart = false,
  recordsQuestions = false,
}) {
  const calls = [];
  let value = held;
  let isReady = !slowToStart;
  const read = () => {
    calls.push('get');
    if (get === 'throws') throw new Error('connection lost');
    if (get === 'rejects') return Promise.reject(new Error('connection lost'));
    if (get === 'hangs') return new Promise(() => undefined);
    if (!isReady) return Promise.reject(new Error('not ready'));
    if (value === undefined) return Promise.resolve({});
    return Promise.resolve({ result: bytes ? new TextEncoder().encode(value) : value });
  };
  return {
    calls,
    store: {
      initialize: async () => {
        calls.push('initialize');
        if (slowToStart) await new Promise((resolve) => setTimeout(resolve, 100));
        isReady = true;
      },
      shutdown: async () => void calls.push('shutdown'),
      ...(withoutGet
        ? {}
        : bytes
          ? { getBytes: async (key) => (key.includes('plain_text') ? read() : {}) }
          : { get: read }),
      set: async (_key, text) => {
        calls.push('set');
        value = text;
      },
      supportPollingUpdatesFor: async () => {
        if (recordsQuestions) calls.push('question');
        return polls;
      },
    },
  };
}
