import { inspect } from 'node:util';
import { gunzipSync } from 'node:zlib';

import { afterAll, afterEach, vi } from 'vitest';

import { checkOutput, privateMark, takeHits, watchSecret } from './secret-watch.js';
import { textOf, watchCalls } from './watch-calls.js';

/*
 * A setup file of the unit and contract suites. The modules below are the real ones: what they hand out is looked through on
 * its way, and goes on unchanged.
 */

vi.mock('../../../lib/observability/logger.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/observability/logger.js')>();
  const createLogger: typeof original.createLogger = (settings) => {
    const { provider, writeLine, sdkKey, secrets = [] } = settings;
    watchSecret('SDK key', sdkKey);
    for (const secret of secrets) watchSecret('secret option', secret);
    return original.createLogger({
      ...settings,
      ...(provider && { provider: watchCalls(provider, 'outputLoggerProvider') }),
      ...(writeLine && {
        writeLine: (line: string) => {
          checkOutput('log line', line);
          writeLine(line);
        },
      }),
    });
  };
  return { ...original, createLogger };
});

vi.mock('../../../lib/observability/create-metrics.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/observability/create-metrics.js')>();
  const createMetrics: typeof original.createMetrics = (settings) => {
    const { client } = settings;
    return original.createMetrics({
      ...settings,
      client: client && watchCalls(client, 'observabilityClient'),
    });
  };
  return { ...original, createMetrics };
});

vi.mock('../../../lib/errors/statsig-error.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/errors/statsig-error.js')>();
  abstract class StatsigError extends original.StatsigError {
    constructor(message?: string, options?: ErrorOptions) {
      super(message, options);
      checkOutput('error', this.message);
    }
  }
  return { ...original, StatsigError };
});

vi.mock('../../../lib/network/http-client.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/network/http-client.js')>();
  class HttpClient extends original.HttpClient {
    constructor(settings: ConstructorParameters<typeof original.HttpClient>[0]) {
      watchSecret('SDK key', settings.sdkKey);
      super(settings);
    }
    override postEvents(request: Parameters<typeof original.HttpClient.prototype.postEvents>[0]): Promise<void> {
      checkOutput('events sent', tryTo(() => gunzipSync(request.body).toString()) ?? '');
      return super.postEvents(request);
    }
  }
  return { ...original, HttpClient };
});

vi.mock('../../../lib/client/statsig.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/client/statsig.js')>();
  const { prototype } = original.Statsig;
  for (const [name, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (name === 'constructor' || typeof method !== 'function') continue;
    Reflect.set(prototype, name, function watch(this: object, ...args: unknown[]): unknown {
      const mayShow = tryTo(() => Reflect.get(Object(args[2]), 'showPrivateAttributes')) !== undefined;
      const isPrivate = watchPrivateAttributes(args[0]);
      const result: unknown = Reflect.apply(method, this, args);
      if (name.endsWith('Details') || (isPrivate && name.startsWith('explain') && !mayShow)) {
        checkOutput(`the result of ${name}()`, textOf(result));
      }
      if (result instanceof Promise) {
        void result.then((settled) => {
          checkOutput(`the result of ${name}()`, textOf(settled));
          checkOutput('the printed client', inspect(this, { depth: 8, showHidden: true }) + textOf(this));
        }, ignore);
      }
      return result;
    });
  }
  return original;
});

/** @returns whether there are any */
function watchPrivateAttributes(user: unknown): boolean {
  const attributes: unknown = tryTo(() => Reflect.get(Object(user), 'privateAttributes'));
  const values = (tryTo(() => Object.values(Object(attributes))) ?? []).filter(
    (value) => typeof value === 'string' && value.includes(privateMark),
  );
  for (const value of values) watchSecret('private attribute', value);
  return values.length > 0;
}

/** The result, or undefined where a hostile value of a test throws. */
function tryTo<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function ignore(): void {
  // Whoever called sees the rejection.
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    checkOutput('a standard stream', typeof chunk === 'string' ? chunk : '');
    return write(chunk, ...rest);
  };
}

for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  const print = console[method].bind(console);
  console[method] = (...args: unknown[]) => {
    checkOutput(
      `console.${method}()`,
      args.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '),
    );
    print(...args);
  };
}

const complain = (): void => {
  const hits = takeHits();
  if (hits.length > 0) throw new Error(`Secrets were shown.\n${hits.join('\n')}`);
};
afterEach(complain);
// What background work said after the last test.
afterAll(complain);
