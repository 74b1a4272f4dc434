import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { onTestFinished } from 'vitest';

import { respond } from './http-server.js';

const decompress = promisify(gunzip);

/** How a batch is treated. The first takes it; of `vanished` the client does not learn whether it was taken. */
export type Treatment = 'accepted' | 'vanished' | 'reset' | 'status 500' | 'status 429';

/** A batch that arrived. */
export interface ArrivedBatch {
  /** The `userID` of each event. */
  readonly ids: readonly string[];
  readonly treatment: Treatment;
  /** Whether it was accepted, and the connection ended before the client was heard of again. */
  isAnswerUnknown: boolean;
}

/** How a {@link FaultyEventService} behaves. */
export interface FaultySettings {
  readonly specs: object;
  /** The share of requests with events that meet each fault. */
  readonly faults: Readonly<Partial<Record<Exclude<Treatment, 'accepted'>, number>>>;
  /** When it has taken so many events it breaks all connections, and is away for a moment. @default never */
  readonly restartsAt?: readonly number[];
  /** Decides on faults: a number from 0 up to 1. */
  readonly random: () => number;
}

/** A service for specs and events that fails as services do; what it has taken is known for each event. */
export interface FaultyEventService {
  readonly url: string;
  readonly batches: readonly ArrivedBatch[];
  readonly restartCount: () => number;
}

/** How long a restart takes. Unit: milliseconds. */
const awayMs = 700;

/** Starts the service on a port of its own; it ends with the test. */
export async function startFaultyEventService(settings: FaultySettings): Promise<FaultyEventService> {
  const { specs, restartsAt = [], random } = settings;
  const batches: ArrivedBatch[] = [];
  /** Of each connection the batch that was accepted last: the client may not have read that. */
  const lastAccepted = new Map<Socket, ArrivedBatch>();
  const sockets = new Set<Socket>();
  let server: Server;
  let restartCount = 0;
  let takenCount = 0;
  let isEnding = false;

  const receive: RequestListener = (request, response) => {
    void buffer(request)
      .then(async (body) => {
        if (request.method !== 'POST') return respond(response, 200, JSON.stringify(specs));
        const text = (await decompress(body)).toString();
        const ids = [...text.matchAll(/"userID":"([^"]+)"/g)].map(([, id = '']) => id);
        if (ids.length !== Number(request.headers['statsig-event-count'])) throw new Error('a batch without its count');
        const batch: ArrivedBatch = { ids, treatment: treatmentFor(settings, random()), isAnswerUnknown: false };
        batches.push(batch);
        answer(request.socket, response, batch);
      })
      .catch(() => request.socket.destroy());
  };

  const answer = (socket: Socket, response: ServerResponse, batch: ArrivedBatch): void => {
    const { treatment, ids } = batch;
    if (treatment === 'reset' || treatment === 'vanished') return void socket.resetAndDestroy();
    if (treatment !== 'accepted') return respond(response, Number(treatment.slice(-3)));
    takenCount += ids.length;
    batch.isAnswerUnknown = socket.destroyed;
    lastAccepted.set(socket, batch);
    respond(response, 202, { success: true });
    if (takenCount >= (restartsAt[restartCount] ?? Infinity)) restart();
  };

  const listen = async (port: number): Promise<number> => {
    server = createServer(receive);
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        const last = lastAccepted.get(socket);
        if (last !== undefined) last.isAnswerUnknown = true;
        lastAccepted.delete(socket);
      });
    });
    await new Promise<void>((resolve) => {
      // Somebody else may have the port for a moment.
      server.on('error', () => setTimeout(() => server.listen(port, '127.0.0.1'), 50));
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  const restart = (): void => {
    restartCount++;
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    setTimeout(() => {
      if (!isEnding) void listen(port);
    }, awayMs);
  };

  const port = await listen(0);
  onTestFinished(() => {
    isEnding = true;
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}`, batches, restartCount: () => restartCount };
}

function treatmentFor({ faults }: FaultySettings, chance: number): Treatment {
  let bound = 0;
  for (const fault of ['vanished', 'reset', 'status 500', 'status 429'] as const) {
    bound += faults[fault] ?? 0;
    if (chance < bound) return fault;
  }
  return 'accepted';
}
