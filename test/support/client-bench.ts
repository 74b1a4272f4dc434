import { onTestFinished } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type Answer, type TestServer, readPostedBatch, respond, startHttpServer } from './http-server.js';

/** A key of the usual form, which must not appear in any output. */
export const benchKey = 'secret-bench-key-0123456789';

/** An event as it arrived at the server. */
export interface ArrivedEvent {
  readonly eventName: string;
  readonly value: unknown;
  readonly metadata: Record<string, unknown> | null;
  readonly statsigMetadata: Record<string, unknown> | null;
  readonly user: Record<string, unknown>;
  readonly secondaryExposures: unknown;
}

/** A client with a server of its own. */
export interface ClientBench {
  readonly client: Statsig;
  readonly server: TestServer;
  /** What the client said about itself, as `warn Client: message`; everything from level debug. */
  readonly lines: string[];
  /** Delivers what is queued, and gives all events that have arrived so far. */
  readonly events: () => Promise<ArrivedEvent[]>;
  /** How many requests for specs have arrived. */
  readonly specsRequests: () => number;
}

/** What a bench is made of. */
export interface BenchParts {
  /** How specs are asked for. By default with these specs, or a 404 without. */
  readonly specs?: unknown;
  readonly answerSpecs?: Answer;
  readonly sdkKey?: unknown;
  readonly options?: StatsigOptions;
}

/** Makes a client whose hosts are a real server on the loopback interface. Both are closed when the test ends. */
export async function startClientBench(parts: BenchParts = {}): Promise<ClientBench> {
  const { specs, answerSpecs, options } = parts;
  const server = await startHttpServer((response, request) => {
    if (request.path === '/v1/log_event') respond(response, 202, { success: true });
    else if (answerSpecs !== undefined) answerSpecs(response, request);
    else if (specs === undefined) respond(response, 404);
    else respond(response, 200, JSON.stringify(specs));
  });
  const lines: string[] = [];
  const keep = (level: string) => (tag: string, message: string) => void lines.push(`${level} ${tag}: ${message}`);
  const client = new Statsig(('sdkKey' in parts ? parts.sdkKey : benchKey) as string, {
    specsUrl: `${server.url}/v2/download_config_specs`,
    logEventUrl: `${server.url}/v1/log_event`,
    // No test waits for the background: polls and scheduled deliveries are far away.
    specsSyncIntervalMs: 600_000,
    eventLoggingFlushIntervalMs: 600_000,
    // Tests count the events that they are about.
    disableDiagnostics: true,
    outputLogLevel: 'debug',
    outputLoggerProvider: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    ...options,
  });
  onTestFinished(async () => {
    await client.shutdown(1000);
  });
  const posts = (): TestServer['requests'] => server.requests.filter(({ path }) => path === '/v1/log_event');
  return {
    client,
    server,
    lines,
    events: async () => {
      await client.flushEvents();
      return posts().flatMap((post) => readPostedBatch(post).events as ArrivedEvent[]);
    },
    specsRequests: () => server.requests.filter(({ path }) => path.startsWith('/v2/')).length,
  };
}
