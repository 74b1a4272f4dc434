import { Console } from 'node:console';
import { Writable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { type CapturedLine, ConsoleCapture } from '../../../lib/console-capture/console-capture.js';
import { logLineLevels } from '../../../lib/events/log-line.js';
import { createLogger } from '../../../lib/observability/logger.js';
import { asOwnLine } from '../../../lib/observability/own-lines.js';

/** A console of Node's own whose output is kept, and lines that were captured of it. */
function setUp(): { console: Console; output: string[]; capture: (lines?: CapturedLine[]) => ConsoleCapture } {
  const output: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      output.push(chunk.toString().trimEnd());
      done();
    },
  });
  const own = new Console(stream, stream);
  return {
    console: own,
    output,
    capture: (lines = []) => {
      const options = { logLevels: logLineLevels, maxKeys: 100, maxDepth: 10, maxLength: 4096 };
      return new ConsoleCapture({ options, onLine: (line) => void lines.push(line), console: own });
    },
  };
}

const valuesOf = (lines: readonly CapturedLine[]): string[] => lines.map(({ level, value }) => `${level} ${value}`);

describe('ConsoleCapture', () => {
  it.each([
    ['makes no text of stacks', (): unknown => ['frames'], 1],
    [
      'fails at making stacks',
      (): unknown => {
        throw new Error('no stacks');
      },
      0,
    ],
  ])('throws nothing into an application that %s', (_what, prepareStackTrace, captured) => {
    const { console: own, output, capture } = setUp();
    const lines: CapturedLine[] = [];
    const running = capture(lines);
    const before: unknown = Reflect.get(Error, 'prepareStackTrace');
    running.start();
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
    try {
      own.warn('a line');
    } finally {
      Reflect.set(Error, 'prepareStackTrace', before);
      running.stop();
    }
    expect(output).toEqual(['a line']);
    expect(lines).toHaveLength(captured);
  });

  it('leaves a frozen console as it is, says so, and throws nothing', () => {
    const { console: own, output, capture } = setUp();
    const lines: CapturedLine[] = [];
    const early = capture(lines);
    expect(early.start()).toBe(true);
    Object.freeze(own);
    const late = capture(lines);
    expect(late.start()).toBe(false);
    late.stop();
    own.warn('one');
    early.stop();
    own.warn('two');
    expect(valuesOf(lines)).toEqual(['warn one']);
    expect(output).toEqual(['one', 'two']);
  });

  it('captures each level once, and the output is as it was', () => {
    const { console: own, output, capture } = setUp();
    const lines: CapturedLine[] = [];
    const running = capture(lines);
    running.start();
    for (const level of logLineLevels) own[level]('%s line', level);
    running.stop();
    own.log('later');
    expect(valuesOf(lines)).toEqual(logLineLevels.map((level) => `${level} %s line ${level}`));
    const shown = output.map((line) => line.split('\n')[0]);
    expect(shown).toEqual([
      'Trace: trace line',
      'debug line',
      'log line',
      'info line',
      'warn line',
      'error line',
      'later',
    ]);
  });

  it('tells where the line was written', () => {
    const { console: own, capture } = setUp();
    const lines: CapturedLine[] = [];
    const [below, above] = [capture(lines), capture(lines)];
    below.start();
    above.start();
    own.warn('here');
    expect(lines).toHaveLength(2);
    for (const { trace } of lines) {
      expect(trace.split('\n')[0]).toContain('console-capture.test.ts');
      expect(trace.split('\n')).toHaveLength(3);
    }
    above.stop();
    below.stop();
  });

  it('captures only the levels that were asked for', () => {
    const { console: own } = setUp();
    const log: unknown = Reflect.get(own, 'log');
    const lines: CapturedLine[] = [];
    const options = { logLevels: ['error'] as const, maxKeys: 1, maxDepth: 1, maxLength: 10 };
    const running = new ConsoleCapture({ options, onLine: (line) => void lines.push(line), console: own });
    running.start();
    expect(Reflect.get(own, 'log')).toBe(log);
    own.error('a');
    own.warn('b');
    running.stop();
    expect(valuesOf(lines)).toEqual(['error a']);
  });

  it('captures nothing of what its listener writes', () => {
    const { console: own, output } = setUp();
    const lines: string[] = [];
    const options = { logLevels: logLineLevels, maxKeys: 100, maxDepth: 10, maxLength: 4096 };
    const onLine = ({ value }: CapturedLine): void => {
      lines.push(value);
      own.error('written while a line was captured');
    };
    const running = new ConsoleCapture({ options, onLine, console: own });
    running.start();
    own.log('a');
    running.stop();
    expect(lines).toEqual(['a']);
    expect(output).toEqual(['a', 'written while a line was captured']);
  });

  it('captures no lines of the SDK: those of its loggers, and those that bear its mark', () => {
    const { console: own, output, capture } = setUp();
    const lines: CapturedLine[] = [];
    const running = capture(lines);
    running.start();
    const provider = { warn: (tag: string, message: string) => own.warn(tag, message) };
    createLogger({ level: 'warn', provider, sdkKey: 'secret-x' }).warn('Events', 'a line of the SDK');
    asOwnLine(() => own.log('another'));
    own.log('2026-01-01 WARN  [Statsig::Events] from a process below');
    own.log('[Statsig] from the official SDK');
    own.log('of the application');
    running.stop();
    expect(valuesOf(lines)).toEqual(['log of the application']);
    expect(output).toHaveLength(5);
  });

  it.each(['in order', 'in reverse', 'with a gap'])('gives the console back when several end %s', (order) => {
    const { console: own, capture } = setUp();
    const before = { ...own };
    const lines: [CapturedLine[], CapturedLine[], CapturedLine[]] = [[], [], []];
    const captures = lines.map((list) => capture(list));
    for (const each of captures) each.start();
    own.log('all');
    const [first, second, third] = captures;
    const ends = {
      'in order': [first, second, third],
      'in reverse': [third, second, first],
      'with a gap': [second, first, third],
    };
    const remaining = new Set(captures);
    for (const end of ends[order as keyof typeof ends]) {
      end?.stop();
      if (end !== undefined) remaining.delete(end);
      for (const list of lines) list.length = 0;
      own.log('again');
      expect(lines.map((list) => list.length)).toEqual(captures.map((each) => (remaining.has(each) ? 1 : 0)));
    }
    expect({ ...own }).toEqual(before);
    for (const level of logLineLevels) expect(Reflect.get(own, level)).toBe(Reflect.get(before, level));
  });

  it('leaves in place what others have put on top, and hands on through it', () => {
    const { console: own, output, capture } = setUp();
    const lines: CapturedLine[] = [];
    const running = capture(lines);
    running.start();
    const captured = own.log.bind(own);
    own.log = (...values) => captured('on top:', ...values);
    running.stop();
    own.log('a');
    expect(output).toEqual(['on top: a']);
    expect(lines).toEqual([]);
  });

  it('does not begin after its end', () => {
    const { console: own, capture } = setUp();
    const log: unknown = Reflect.get(own, 'log');
    const running = capture();
    running.stop();
    running.start();
    expect(Reflect.get(own, 'log')).toBe(log);
  });

  it('lets errors of the console through, and goes on', () => {
    const { console: own, capture } = setUp();
    const lines: CapturedLine[] = [];
    let fails = true;
    const log = own.log.bind(own);
    own.log = (...values) => {
      if (fails) throw new Error('closed');
      log(...values);
    };
    const running = capture(lines);
    running.start();
    expect(() => own.log('a')).toThrow('closed');
    fails = false;
    own.log('b');
    running.stop();
    expect(valuesOf(lines)).toEqual(['log b']);
  });
});
