import { describe, expect, it } from 'vitest';

import { Statsig, StatsigEvent, type StatsigEventArgs, StatsigUser } from '../../../lib/index.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';

const user = { userID: 'u', email: 'u@example.com', privateAttributes: { ssn: '123' } };

type LogEvent = (...args: unknown[]) => void;

/** Calls `logEvent` as a program without types can. */
const logAnything = ({ client }: ClientBench): LogEvent => client.logEvent.bind(client) as LogEvent;

const warnings = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('warn'));

describe('logEvent', () => {
  it('logs the same for user and name, for an object, and for a StatsigEvent', async () => {
    const { client, events, lines } = await startClientBench();
    const metadata = { sku: 'a', n: 1, b: true, nul: null, deep: { list: [1, { x: 'y' }] } };
    client.logEvent(user, 'purchase', 9.5, metadata);
    client.logEvent({ user, eventName: 'purchase', value: 9.5, metadata });
    client.logEvent(new StatsigEvent(user, 'purchase', 9.5, metadata));
    client.logEvent(new StatsigUser(user), 'purchase', 9.5, metadata);
    const arrived = await events();
    expect(arrived).toHaveLength(4);
    for (const event of arrived) {
      expect(event).toEqual({
        eventName: 'purchase',
        value: 9.5,
        metadata,
        statsigMetadata: null,
        user: { userID: 'u', email: 'u@example.com' },
        time: expect.any(Number) as number,
        secondaryExposures: null,
      });
    }
    expect(warnings(lines)).toEqual([]);
  });

  it('needs no more than user and name', async () => {
    const { client, events } = await startClientBench();
    client.logEvent(user, 'a');
    client.logEvent({ user, eventName: 'b' });
    client.logEvent(new StatsigEvent(user, 'c'));
    const arrived = await events();
    expect(arrived.map(({ eventName }) => eventName)).toEqual(['a', 'b', 'c']);
    for (const event of arrived) expect(event).toMatchObject({ value: null, metadata: null });
  });

  it('takes the time of an event as a date or in milliseconds, and otherwise the time of the call', async () => {
    const bench = await startClientBench();
    const { client, events, lines } = bench;
    const before = Date.now();
    client.logEvent({ user, eventName: 'a', time: 1_700_000_000_000.7 });
    client.logEvent({ user, eventName: 'a', time: new Date(1_700_000_000_000) });
    for (const time of ['yesterday', Number.NaN, new Date('no date'), 1e20, {}]) {
      logAnything(bench)({ user, eventName: 'a', time });
    }
    const [first, second, ...others] = (await events()).map((event) => Reflect.get(event, 'time') as number);
    expect([first, second]).toEqual([1_700_000_000_000, 1_700_000_000_000]);
    expect(others).toHaveLength(5);
    for (const time of others) expect(time).toBeGreaterThanOrEqual(before);
    expect(warnings(lines)).toEqual([
      "warn Client: An event's time was no date and no number of milliseconds; it is logged with the time of the call.",
    ]);
  });

  it.each<[what: string, value: unknown, logged: string | number | null]>([
    ['a text', 'x', 'x'],
    ['an empty text', '', ''],
    ['a number', 0.1, 0.1],
    ['null', null, null],
    ['undefined', undefined, null],
    ['true', true, null],
    ['an object', { a: 1 }, null],
    ['NaN', Number.NaN, null],
    ['Infinity', Infinity, null],
  ])('logs a value that is %s, and never loses the event', async (_what, value, logged) => {
    const bench = await startClientBench();
    logAnything(bench)(user, 'e', value);
    expect(await bench.events()).toMatchObject([{ eventName: 'e', value: logged }]);
    expect(warnings(bench.lines)).toHaveLength(logged === null && value !== null && value !== undefined ? 1 : 0);
  });

  it.each<[what: string, metadata: unknown, logged: unknown, complaint: string | undefined]>([
    ['nothing', undefined, null, undefined],
    ['null', null, null, undefined],
    ['an empty object', {}, {}, undefined],
    ['undefined members', { a: undefined, b: 1 }, { b: 1 }, undefined],
    ['a text', 'x', null, 'is no object, and is logged as null.'],
    ['an array', [1], null, 'is no object, and is logged as null.'],
    ['NaN', { a: Number.NaN, b: 1 }, { a: null, b: 1 }, 'has a number that is not finite; it is logged as null.'],
    ['a function', { a: () => 1, b: 1 }, { b: 1 }, 'has a function; it is left out.'],
    ['a symbol', { a: Symbol('s'), b: 1 }, { b: 1 }, 'has a symbol; it is left out.'],
    ['a bigint', { a: 5n, b: 2n ** 64n + 1n }, { a: 5, b: '18446744073709551617' }, undefined],
    ['a date', { a: new Date(0) }, { a: {} }, 'has a Date; it is logged as {}. Give a text or a number.'],
    ['a map', { a: new Map([[1, 2]]) }, { a: {} }, 'has a Map or Set; it is logged as {}. Give an object or array.'],
    ['a map as a whole', new Map([[1, 2]]), {}, 'is a Map or Set; it is logged as {}. Give an object.'],
    [
      'something odd within',
      { a: [{ b: Infinity }] },
      { a: [{ b: null }] },
      'has a number that is not finite; it is logged as null.',
    ],
    [
      'a getter that throws',
      {
        get a(): string {
          throw new Error('no');
        },
        b: 1,
      },
      { b: 1 },
      'has a member that threw when it was read; it is left out.',
    ],
  ])('keeps what it can of metadata with %s', async (_what, metadata, logged, complaint) => {
    const bench = await startClientBench();
    logAnything(bench)(user, 'e', 1, metadata);
    logAnything(bench)(user, 'e', 1, metadata);
    expect(await bench.events()).toMatchObject([{ metadata: logged }, { metadata: logged }]);
    expect((await bench.events())[0]?.metadata).toEqual(logged);
    const expected = complaint === undefined ? [] : [`warn Client: The metadata of event "e" ${complaint}`];
    expect(warnings(bench.lines)).toEqual(expected);
  });

  it('reads each member of the metadata once, also of those within each other', async () => {
    const bench = await startClientBench();
    const reads = { outer: 0, inner: 0, element: 0 };
    const counting = (name: keyof typeof reads): object => ({
      get value() {
        reads[name]++;
        return reads[name] === 1 ? name : new Date(0);
      },
    });
    const metadata = Object.defineProperties(
      { deep: counting('inner'), list: [counting('element')] },
      {
        outer: { enumerable: true, get: () => (reads.outer++ === 0 ? 'outer' : Number.NaN) },
      },
    );
    bench.client.logEvent(user, 'e', 1, metadata);
    expect(reads).toEqual({ outer: 1, inner: 1, element: 1 });
    expect(await bench.events()).toMatchObject([
      { metadata: { deep: { value: 'inner' }, list: [{ value: 'element' }], outer: 'outer' } },
    ]);
    expect(warnings(bench.lines)).toEqual([]);
  });

  it.each([undefined, null])('takes an event for one when the name beside it is %s', async (name) => {
    const bench = await startClientBench();
    logAnything(bench)({ user, eventName: 'e', value: 2 }, name);
    expect(await bench.events()).toMatchObject([{ eventName: 'e', value: 2, user: { userID: 'u' } }]);
  });

  it.each<[string, (text: string) => unknown[]]>([
    ['metadata', (text) => [user, 'e', null, { text: [text] }]],
    ['values', (text) => [user, 'e', text]],
    ['users', (text) => [{ userID: 'u', custom: { text } }, 'e']],
  ])('keeps no more large %s than memory has room for, and counts what it drops', async (_what, argumentsWith) => {
    const bench = await startClientBench();
    // Taken for 16 MB each, of which 128 MB may wait.
    const text = 'x'.repeat(8 * 1024 * 1024);
    for (let count = 0; count < 10; count++) logAnything(bench)(...argumentsWith(text));
    expect(await bench.client.flushEvents()).toMatchObject({ delivered: 7, droppedByReason: { queue_full: 3 } });
  });

  it('copies the metadata', async () => {
    const { client, events } = await startClientBench();
    const metadata = { list: [1] };
    client.logEvent(user, 'e', null, metadata);
    metadata.list.push(2);
    expect(await events()).toMatchObject([{ metadata: { list: [1] } }]);
  });

  it.each([[''], [null], [5], [{}]])('logs no event with the name %j, and says so once', async (name) => {
    const bench = await startClientBench();
    logAnything(bench)(user, name);
    logAnything(bench)({ user, eventName: name });
    expect(await bench.events()).toEqual([]);
    expect(warnings(bench.lines)).toEqual([expect.stringContaining("event's name; the event is not logged.")]);
  });

  it('survives arguments that throw, and none at all', async () => {
    const bench = await startClientBench();
    const log = logAnything(bench);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    log();
    log(proxy);
    log(user);
    log({
      get eventName(): string {
        throw new Error('no');
      },
    });
    log(user, 'e', 1, proxy);
    expect(await bench.events()).toMatchObject([{ eventName: 'e', metadata: null }]);
  });

  it('sends what is too large unchanged, and warns once for each name', async () => {
    const { client, events, lines } = await startClientBench();
    const name = 'n'.repeat(65);
    const event: StatsigEventArgs = {
      user: { userID: 'x'.repeat(65), custom: { a: 'c'.repeat(4096) } },
      eventName: name,
      value: 'v'.repeat(65),
      metadata: { a: 'm'.repeat(4096) },
    };
    client.logEvent(event);
    client.logEvent(event);
    client.logEvent({ ...event, user, eventName: 'fits', value: 'v'.repeat(64), metadata: { a: 'm'.repeat(4088) } });
    const [first] = await events();
    expect(first).toMatchObject({ eventName: name, value: event.value, metadata: event.metadata, user: event.user });
    expect(warnings(lines)).toEqual([
      `warn Events: Event "${'n'.repeat(64)}" is longer than the service takes, and is sent unchanged. ` +
        'Characters: name 65 of 64, value 65 of 64, userID 65 of 64, metadata 4104 of 4096, user 4192 of 4096.',
    ]);
  });

  it('logs nothing with logging disabled', async () => {
    const { client, events, server } = await startClientBench({ options: { disableAllLogging: true } });
    client.logEvent(user, 'e');
    client.identify(user);
    client.forwardLogLineEvent(user, 'warn', 'x');
    expect(await events()).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('identify', () => {
  it('tells of a user', async () => {
    const { client, events } = await startClientBench({ options: { environment: 'dev' } });
    client.identify(user);
    expect(await events()).toMatchObject([
      {
        eventName: 'statsig::identify',
        value: null,
        metadata: null,
        user: { userID: 'u', email: 'u@example.com', statsigEnvironment: { tier: 'dev' } },
      },
    ]);
  });
});

describe('forwardLogLineEvent', () => {
  it.each([
    ['trace', 'trace', 'Trace'],
    ['debug', 'debug', 'Debug'],
    ['log', 'info', 'Log'],
    ['info', 'info', 'Info'],
    ['warn', 'warn', 'Warn'],
    ['error', 'error', 'Error'],
    ['WARN', 'warn', 'Warn'],
    ['warning', 'warn', 'Warn'],
    ['err', 'error', 'Error'],
  ])('logs a line of level %s', async (level, status, logLevel) => {
    const bench = await startClientBench();
    const { client, events } = bench;
    const log = client.forwardLogLineEvent.bind(client) as LogEvent;
    log(user, level, 'a line', { pod: 'p', status: 'mine' });
    expect(await events()).toEqual([
      {
        eventName: 'statsig::log_line',
        value: 'a line',
        metadata: { pod: 'p', status, log_level: logLevel, source: 'statsig-nodekit' },
        statsigMetadata: null,
        user: { userID: 'u', email: 'u@example.com' },
        time: expect.any(Number) as number,
        secondaryExposures: null,
      },
    ]);
    expect(warnings(bench.lines)).toEqual([]);
  });

  it('takes values and metadata in other forms as texts', async () => {
    const { client, events } = await startClientBench();
    const log = client.forwardLogLineEvent.bind(client) as LogEvent;
    log(user, 'info');
    log(user, 'info', 5, { n: 1, b: true, nul: null, deep: { a: 1 } });
    const own = { status: 'info', log_level: 'Info', source: 'statsig-nodekit' };
    const arrived = await events();
    expect(arrived.map(({ value }) => value)).toEqual([null, '5']);
    expect(arrived.map(({ metadata }) => metadata)).toEqual([own, { n: '1', b: 'true', deep: '{"a":1}', ...own }]);
  });

  it.each([['fatal'], [''], [undefined], [5], ['constructor'], ['__proto__']])(
    'logs no line of level %j, and says so',
    async (level) => {
      const { client, events, lines } = await startClientBench();
      const log = client.forwardLogLineEvent.bind(client) as LogEvent;
      log(user, level, 'x');
      expect(await events()).toEqual([]);
      expect(warnings(lines)).toEqual([
        expect.stringContaining('no level that there is (trace, debug, log, info, warn, error)'),
      ]);
    },
  );
});

describe('StatsigEvent', () => {
  it('shows no private attributes when it is printed', () => {
    const event = new StatsigEvent(user, 'e', 1, { a: 1 });
    expect(JSON.stringify(event)).toContain('u@example.com');
    expect(JSON.stringify(event)).not.toContain('123');
  });

  it.each([[null], [undefined], ['id'], [5]])('is made of anything: user %j', (odd) => {
    expect(() => new StatsigEvent(odd as never, odd as never)).not.toThrow();
  });

  it('is logged by the shared client as by any other', async () => {
    const { events, server } = await startClientBench();
    const shared = Statsig.newShared('secret-shared-key-0123456789', {
      specsUrl: `${server.url}/v2/download_config_specs`,
      logEventUrl: `${server.url}/v1/log_event`,
    });
    Statsig.shared().logEvent(new StatsigEvent({ userID: 'u' }, 'signup'));
    await shared.shutdown();
    Statsig.removeSharedInstance();
    expect(await events()).toMatchObject([{ eventName: 'signup' }]);
  });
});
