import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';

/** What is used of a socket of the package `ws`, which has no types of its own. */
interface Socket {
  on(event: 'open' | 'message' | 'error', listener: (data: unknown) => void): void;
  send(text: string): void;
  terminate(): void;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const { WebSocket } = createRequire(import.meta.url)('ws') as {
  readonly WebSocket: new (url: string, options: { headers: Record<string, string> }) => Socket;
};

/** An answer of a gateway: `event` is `exception` for one that refuses. */
export interface SocketAnswer {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A visitor's socket. */
export interface OpenSocket {
  /** Sends a message and waits for the next answer. */
  ask(event: string, data?: unknown): Promise<SocketAnswer>;
  /** Sends messages in one go and waits for as many answers, in the order in which they come. */
  askAll(messages: readonly (readonly [event: string, data: unknown])[]): Promise<SocketAnswer[]>;
}

/** Opens a socket to an application that listens at `url`, until the test is over. */
export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<OpenSocket> {
  const socket = new WebSocket(url.replace('http:', 'ws:'), { headers });
  onTestFinished(() => socket.terminate());
  const answers: SocketAnswer[] = [];
  let arrived = (): void => {};
  socket.on('message', (data) => {
    answers.push(JSON.parse(String(data)) as SocketAnswer);
    arrived();
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const askAll: OpenSocket['askAll'] = (messages) =>
    new Promise((resolve) => {
      answers.length = 0;
      arrived = (): void => {
        if (answers.length === messages.length) resolve([...answers]);
      };
      for (const [event, data] of messages) socket.send(JSON.stringify({ event, data }));
    });
  const ask: OpenSocket['ask'] = async (event, data) => {
    const [answer] = await askAll([[event, data]]);
    if (answer === undefined) throw new Error('There was no answer.');
    return answer;
  };
  return { ask, askAll };
}
