import { describe, expect, onTestFinished, test } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { type Ending, runProgram } from '../support/run-program.js';

const sdkKey = 'secret-monitoring-conformance';
const withOracle = test.runIf(isOracleInstalled());

/** A service without specs that takes events. */
async function serve(): Promise<StatsigOptions> {
  const { url } = await startHttpServer((response, { method }) => {
    respond(response, method === 'POST' ? 200 : 500, { success: true });
  });
  return { specsUrl: `${url}/v2/download_config_specs`, logEventUrl: `${url}/v1/log_event` };
}

/** An object that notes each call of a method. */
function noting(calls: unknown[][], methods: readonly string[]): object {
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  return Object.fromEntries(methods.map((name) => [name, note(name)]));
}

const loggerMethods = ['initialize', 'debug', 'info', 'warn', 'error', 'shutdown'];
const metricsMethods = ['initialize', 'increment', 'gauge', 'dist', 'error'];

/** In a process of its own, as the official package settles much for the whole process. */
async function runOfficial(program: string, limitMs?: number): Promise<Ending> {
  const options = JSON.stringify(await serve());
  return runProgram(
    `import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
    const calls = [];
    const noting = ${noting.toString()};
    const sdkKey = '${sdkKey}', options = ${options};
    ${program}`,
    limitMs === undefined ? {} : { limitMs },
  );
}

/** What a client told, as a program of the official package prints it. */
const callsOf = ({ output }: Ending): unknown[][] => JSON.parse(output.split('\n').at(-1) ?? '') as unknown[][];

describe('log-lines-leave-standard-output-alone', () => {
  test('ours writes to standard error', async () => {
    const lines: string[] = [];
    const { write } = { write: Object.getOwnPropertyDescriptor(process.stderr, 'write') };
    process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      lines.push(String(chunk));
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    };
    onTestFinished(() => {
      Object.defineProperty(process.stderr, 'write', write ?? {});
    });
    const client = new Statsig(sdkKey, await serve());
    await client.initialize();
    await client.shutdown();
    expect(lines.join('')).toMatch(/^\S+Z ERROR \[Statsig::Client\] /);
  });

  withOracle('the official core writes to standard output', async () => {
    const { output, errors } = await runOfficial(`
      await new Statsig(sdkKey, { ...options, outputLogLevel: 'error' }).initialize();
      process.exit(0);`);
    expect(output).toMatch(/^\S+Z ERROR \[Statsig::\w+\] /);
    expect(errors).toBe('');
  });
});

describe('loggers-are-ended-last', () => {
  test('ours ends the logger after its last line', async () => {
    const calls: unknown[][] = [];
    const outputLoggerProvider = noting(calls, loggerMethods);
    const client = new Statsig(sdkKey, { ...(await serve()), outputLoggerProvider, outputLogLevel: 'debug' });
    await client.initialize();
    client.logEvent({ userID: 'u' }, 'bought');
    await client.shutdown();
    expect(calls.filter(([name]) => name === 'initialize')).toEqual([['initialize']]);
    expect(calls.at(-1)).toEqual(['shutdown']);
    expect(calls.map(([, tag]) => tag)).toContain('Network');
  });

  withOracle('the official core ends it while it goes on writing', async () => {
    const ending = await runOfficial(`
      const outputLoggerProvider = noting(calls, ${JSON.stringify(loggerMethods)});
      const client = new Statsig(sdkKey, { ...options, outputLoggerProvider, outputLogLevel: 'debug' });
      await client.initialize();
      client.logEvent(new StatsigUser({ userID: 'u' }), 'bought');
      await client.shutdown();
      await new Promise((resolve) => setTimeout(resolve, 500));
      console.log(JSON.stringify(calls.map(([name, tag]) => [name, tag])));
      process.exit(0);`);
    const calls = callsOf(ending);
    const end = calls.findIndex(([name]) => name === 'shutdown');
    expect(end).toBeGreaterThan(0);
    expect(calls.slice(end + 1).map(([, tag]) => tag)).toContain('NetworkClient');
  });
});

describe('metrics-errors-name-their-part', () => {
  test('ours gives the name of the part and a message', async () => {
    const calls: unknown[][] = [];
    const observabilityClient = noting(calls, metricsMethods);
    const client = new Statsig(sdkKey, { ...(await serve()), observabilityClient, outputLogLevel: 'none' });
    await client.initialize();
    await client.shutdown();
    expect(calls.find(([name]) => name === 'error')).toEqual([
      'error',
      'SpecSync',
      expect.stringContaining('The specs request failed: status 500 Internal Server Error.'),
    ]);
    expect(JSON.stringify(calls)).not.toContain(sdkKey);
  });

  withOracle('the official core gives null, and the key', async () => {
    const ending = await runOfficial(`
      const observabilityClient = noting(calls, ${JSON.stringify(metricsMethods)});
      const client = new Statsig(sdkKey, { ...options, observabilityClient, outputLogLevel: 'none' });
      await client.initialize();
      await client.shutdown();
      await new Promise((resolve) => setTimeout(resolve, 500));
      console.log(JSON.stringify(calls));
      process.exit(0);`);
    expect(callsOf(ending).find(([name]) => name === 'error')).toEqual([
      'error',
      null,
      ['NetworkClient', expect.stringContaining(`/v2/download_config_specs/${sdkKey}.json`)],
    ]);
  });
});

describe('processes-end-by-themselves', () => {
  // Ours: test/contract/client-exit.test.ts.
  const steps = `await client.initialize(); await client.shutdown(); console.log('"done"');`;

  // An object that nobody holds any more may be collected, and the process then ends.
  withOracle.each([
    'dataStore: { get: async () => ({}), set: async () => {}, initialize: async () => {}, shutdown: async () => {} }',
    'outputLoggerProvider: { warn() {} }',
  ])('the official core keeps a process alive that has %s', async (option) => {
    const ending = await runOfficial(
      `globalThis.client = new Statsig(sdkKey, { ...options, outputLogLevel: 'none', ${option} }); ${steps}`,
      8_000,
    );
    expect(ending).toMatchObject({ code: null, output: '"done"' });
  });

  withOracle('and not one that has neither', async () => {
    const ending = await runOfficial(
      `const client = new Statsig(sdkKey, { ...options, outputLogLevel: 'none' }); ${steps}`,
    );
    expect(ending).toMatchObject({ code: 0, output: '"done"' });
  });
});
