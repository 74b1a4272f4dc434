import { describe, expect, it } from 'vitest';

import { createLogger, type LoggerSettings, type OutputLogLevel } from '../../../lib/observability/logger.js';

function collect(settings: Partial<LoggerSettings> = {}): { lines: string[]; logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', sdkKey: '', writeLine: (line) => lines.push(line), ...settings });
  return { lines, logger };
}

/** A provider that keeps its calls. */
function recordingProvider(): { calls: unknown[][]; provider: NonNullable<LoggerSettings['provider']> } {
  const calls: unknown[][] = [];
  const keep =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const provider = {
    initialize: keep('initialize'),
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    shutdown: keep('shutdown'),
  };
  return { calls, provider };
}

describe('the output logger', () => {
  it.each<[OutputLogLevel, string[]]>([
    ['none', []],
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ])('at level %s passes %j on', (level, passed) => {
    const { calls, provider } = recordingProvider();
    const logger = createLogger({ level, sdkKey: '', provider });
    logger.error('T', 'm');
    logger.warn('T', 'm');
    logger.info('T', 'm');
    logger.debug('T', 'm');
    expect(calls).toEqual(passed.map((name) => [name, 'T', 'm']));
  });

  it('writes lines of the official form without a provider', () => {
    const { lines, logger } = collect();
    logger.warn('SpecSync', 'first\n  second');
    logger.error('Events', 'x');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARN {2}\[Statsig::SpecSync\] first second$/);
    expect(lines[1]).toMatch(/Z ERROR \[Statsig::Events\] x$/);
  });

  it('warns once for each key', () => {
    const { lines, logger } = collect();
    logger.warnOnce('a', 'T', 'one');
    logger.warnOnce('a', 'T', 'two');
    logger.warnOnce('b', 'T', 'three');
    expect(lines.map((line) => line.slice(-5))).toEqual(['] one', 'three']);
  });

  it('does not remember ever more keys', () => {
    const { lines, logger } = collect();
    for (let key = 0; key < 1500; key++) logger.warnOnce(String(key), 'T', 'm');
    expect(lines).toHaveLength(1000);
  });

  it('does not let the many keys of one topic silence another', () => {
    const { lines, logger } = collect();
    for (let key = 0; key < 1500; key++) logger.warnOnce({ topic: 'names', subject: String(key) }, 'T', 'm');
    expect(lines).toHaveLength(1000);
    logger.warnOnce('a', 'T', 'plain');
    logger.warnOnce({ topic: 'other', subject: '7' }, 'T', 'other topic');
    logger.warnOnce({ topic: 'names', subject: '7' }, 'T', 'known');
    expect(lines.slice(1000).map((line) => line.split('] ').at(-1))).toEqual(['plain', 'other topic']);
  });

  it.each([
    ['key is my-odd-key.', 'key is *****.'],
    ['url /specs/my-odd-key.json?x', 'url /specs/*****.json?x'],
    ['other secret-ABCdef-123_9 here', 'other secret-***** here'],
    ['SECRET-xyz', 'secret-*****'],
    ['no key at all', 'no key at all'],
  ])('takes keys out of %j', (message, clean) => {
    const { calls, provider } = recordingProvider();
    createLogger({ level: 'debug', sdkKey: 'my-odd-key', provider }).warn('T', message);
    expect(calls).toEqual([['warn', 'T', clean]]);
  });

  it('takes a key out in the form that it has in a URL', () => {
    const { calls, provider } = recordingProvider();
    createLogger({ level: 'debug', sdkKey: 'odd key/ü', provider }).warn('T', 'x odd%20key%2F%C3%BC y odd key/ü');
    expect(calls).toEqual([['warn', 'T', 'x ***** y *****']]);
  });

  it('cuts messages at 400 characters, after keys were taken out', () => {
    const { calls, provider } = recordingProvider();
    const logger = createLogger({ level: 'debug', sdkKey: 'abcd-key', provider });
    logger.warn('T', 'x'.repeat(400));
    logger.warn('T', `${'x'.repeat(396)}abcd-key`);
    expect(calls[0]?.[2]).toBe('x'.repeat(400));
    expect(calls[1]?.[2]).toBe(`${'x'.repeat(396)}****...[TRUNCATED]`);
  });

  it('calls the provider with its own this, and leaves out methods that it does not have', () => {
    class Provider {
      readonly seen: string[] = [];
      warn(_tag: string, message: string): void {
        this.seen.push(message);
      }
    }
    const provider = new Provider();
    const logger = createLogger({ level: 'debug', sdkKey: '', provider });
    logger.error('T', 'not there');
    logger.warn('T', 'there');
    logger.initialize();
    void logger.shutdown();
    expect(provider.seen).toEqual(['there']);
  });

  it('passes the life cycle on', () => {
    const { calls, provider } = recordingProvider();
    const logger = createLogger({ level: 'none', sdkKey: '', provider });
    logger.initialize();
    void logger.shutdown();
    void logger.shutdown();
    expect(calls).toEqual([['initialize'], ['shutdown']]);
  });

  it('waits for the end of the provider, and writes later lines elsewhere', async () => {
    let finish = (): void => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    const { calls, provider } = recordingProvider();
    const { lines, logger } = collect({ provider: { ...provider, shutdown: () => ended } });
    let isOver = false;
    const shutdown = logger.shutdown().then(() => (isOver = true));
    logger.warn('T', 'late');
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    finish();
    await shutdown;
    expect(calls).toEqual([]);
    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual(['WARN  [Statsig::T] late']);
  });

  it('does not reject when the end of the provider fails', async () => {
    const { lines, logger } = collect({ provider: { shutdown: () => Promise.reject(new Error('broken')) } });
    await logger.shutdown();
    expect(lines[0]).toMatch(/WARN {2}\[Statsig::Logger\] outputLoggerProvider\.shutdown\(\) failed\.$/);
  });

  it('takes the other secrets out as well', () => {
    const { calls, provider } = recordingProvider();
    const logger = createLogger({ level: 'debug', sdkKey: '', secrets: ['user:pass'], provider });
    logger.warn('T', 'proxy user:pass and dXNlcjpwYXNz');
    expect(calls).toEqual([['warn', 'T', 'proxy ***** and *****']]);
  });

  it('writes the line elsewhere when the provider throws or rejects', async () => {
    const fail = (): never => {
      throw new Error('broken');
    };
    const reject = (): unknown => Promise.reject(new Error('later'));
    const { lines, logger } = collect({ provider: { warn: fail, error: reject, initialize: fail } });
    logger.warn('T', 'first');
    logger.error('T', 'second');
    logger.initialize();
    await new Promise(setImmediate);
    expect(lines.map((line) => line.replace(/^\S+ /, '')).toSorted()).toEqual([
      'ERROR [Statsig::T] second',
      'WARN  [Statsig::Logger] outputLoggerProvider.initialize() failed.',
      'WARN  [Statsig::T] first',
    ]);
  });

  it('takes no harm from a key with a lone surrogate', () => {
    expect(() => createLogger({ level: 'warn', sdkKey: 'key-\uD800', writeLine: () => undefined })).not.toThrow();
  });
});
