import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { vi } from 'vitest';

import type { StatsigOptions } from 'statsig-nodekit';
import type { RedisDataStoreDetails, RedisDataStoreOptions, StoredVersion } from 'statsig-nodekit/redis';

import type { CompiledLibrary } from '../../support/compile-library.js';
import { respond, startHttpServer, type TestServer } from '../../support/http-server.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

/** Far beyond what anything here takes, because the machine may be busy. */
export const patiently = { timeout: 40_000, interval: 20 };

/** Specs of a time, with one gate that is open. */
export const specsOf = (time: number): string =>
  JSON.stringify(
    buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } }, top: { time, checksum: `checksum-${time}` } }),
  );

/** How a process reaches Redis. */
export interface Way {
  readonly library: 'address' | 'ioredis' | 'redis';
  readonly url: string;
}

/** What a process is started with. */
export interface MemberPlan {
  readonly sdkKey: string;
  readonly way: Way;
  readonly store?: Partial<RedisDataStoreOptions>;
  readonly options: StatsigOptions;
}

/** What a process says of its specs and its store. */
export interface MemberState extends RedisDataStoreDetails {
  readonly lcut: number | null;
  readonly source: string;
}

interface Answers {
  readonly state: MemberState;
  readonly check: boolean;
  readonly versions: readonly StoredVersion[];
  readonly rollBack: boolean;
  readonly endRollback: boolean;
  readonly shutdown: { readonly isSuccess: boolean; readonly isClientUsable: boolean | null };
}

/** What a process says by itself, and what it answers. */
type FromMember =
  | { readonly kind: 'ready'; readonly isSuccess: boolean; readonly lcut: number | null; readonly source: string }
  | { readonly kind: 'specs'; readonly lcut: number; readonly atMs: number }
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown };

/** A process of a fleet. */
export interface Member {
  /** What `initialize()` came to. */
  readonly ready: Promise<{ readonly isSuccess: boolean; readonly lcut: number | null; readonly source: string }>;
  /** When specs were taken into use, by their time. Unit: milliseconds since the Unix epoch. */
  readonly seenAtMs: ReadonlyMap<number, number>;
  /** Rejections that nobody has handled. */
  readonly faults: readonly string[];
  readonly ask: <Question extends keyof Answers>(question: Question, argument?: unknown) => Promise<Answers[Question]>;
  /** Ends it without a warning. */
  readonly kill: () => Promise<void>;
  /** Lets it stand still, as a host does that is put to sleep, and go on. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** How it ended; resolves when it has. */
  readonly ended: Promise<number | null>;
}

/** Starts a process. The caller ends it. */
export function startMember(library: CompiledLibrary, plan: MemberPlan): Member {
  const argument = {
    ...plan,
    core: library.addressOf('lib/index.js'),
    integration: library.addressOf('integrations/redis/index.js'),
  };
  const child: ChildProcess = fork(new URL('fleet-member.mjs', import.meta.url), [JSON.stringify(argument)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const seenAtMs = new Map<number, number>();
  const faults: string[] = [];
  const waiting = new Map<number, (answer: unknown) => void>();
  let count = 0;
  const ready = new Promise<{ isSuccess: boolean; lcut: number | null; source: string }>((resolve, reject) => {
    child.on('exit', () => reject(new Error('the process ended before it was ready')));
    child.on('message', (message: FromMember) => {
      if (message.kind === 'specs') seenAtMs.set(message.lcut, message.atMs);
      else if (message.kind === 'fault') faults.push(message.text);
      else if (message.kind === 'ready') resolve(message);
      else waiting.get(message.id)?.(message.answer);
    });
  });
  ready.catch(() => undefined);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  return {
    ready,
    seenAtMs,
    faults,
    ended,
    ask: (question, value) =>
      new Promise((resolve) => {
        const id = count++;
        waiting.set(id, resolve as (answer: unknown) => void);
        child.send({ id, question, argument: value });
      }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** The service: it has specs of one time, and may be out of order. */
export interface SpecsService {
  readonly server: TestServer;
  /** Options that lead clients to it. */
  readonly options: StatsigOptions;
  /** Has newer specs from now on; returns when that was. Unit: milliseconds since the Unix epoch. */
  readonly publish: (time: number) => number;
  /** How often specs of a time were handed out. */
  readonly handedOut: (time: number) => number;
  /** Who has asked for specs since a moment. */
  readonly askers: (sinceMs: number) => ReadonlySet<string>;
  isBroken: boolean;
}

/** Starts the service; it ends with the test. */
export async function startService(time: number): Promise<SpecsService> {
  const counts = new Map<number, number>();
  let current = time;
  const server = await startHttpServer((response, { path, query }) => {
    if (!path.startsWith('/v2/')) return respond(response, 200, { success: true });
    if (service.isBroken) return respond(response, 500, 'boom');
    if (query.get('sinceTime') === String(current)) return respond(response, 200, { has_updates: false });
    counts.set(current, (counts.get(current) ?? 0) + 1);
    return respond(response, 200, specsOf(current));
  });
  const service: SpecsService = {
    server,
    options: {
      specsUrl: `${server.url}/v2/download_config_specs`,
      logEventUrl: `${server.url}/v1/log_event`,
      specsSyncIntervalMs: 300,
    },
    publish: (next) => {
      current = next;
      return Date.now();
    },
    handedOut: (wanted) => counts.get(wanted) ?? 0,
    askers: (sinceMs) =>
      new Set(
        server.requests
          .filter(({ path, receivedAtMs }) => path.startsWith('/v2/') && receivedAtMs >= sinceMs)
          .map(({ headers }) => String(headers['statsig-server-session-id'])),
      ),
    isBroken: false,
  };
  return service;
}

/** Waits until all have taken specs of a time into use, and returns how long that took the last. Unit: milliseconds. */
export async function untilSeen(members: readonly Member[], time: number, publishedAtMs: number): Promise<number> {
  await vi.waitFor(() => {
    if (!members.every(({ seenAtMs }) => seenAtMs.has(time))) throw new Error(`not all have seen ${time}`);
  }, patiently);
  return Math.max(...members.map(({ seenAtMs }) => (seenAtMs.get(time) ?? Infinity) - publishedAtMs));
}
