import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { consoleText } from '../../../lib/console-capture/console-text.js';
import { StatsigUser } from '../../../lib/users/statsig-user.js';

const limits = { maxKeys: 100, maxDepth: 10, maxLength: 4096 };
const text = (...values: unknown[]): string => consoleText(values, limits);

const circular: Record<string, unknown> = {};
circular['self'] = circular;

describe('consoleText', () => {
  it.each<[unknown[], string]>([
    [['a', 1, true, null, undefined], 'a 1 true null undefined'],
    [[], ''],
    [['%s is %d', 'x', 5], '%s is %d x 5'],
    [[{ a: 1, b: [1, { c: 'd' }] }], '{"a":1,"b":[1,{"c":"d"}]}'],
    [[NaN, -0, Infinity], 'NaN 0 Infinity'],
    [[Symbol('s')], 'Symbol(s)'],
    [[{ at: new Date(0) }, new Date(0)], '{"at":"1970-01-01T00:00:00.000Z"} 1970-01-01T00:00:00.000Z'],
    [[new URL('http://host/')], 'http://host/'],
    [['\ud800'], '\ufffd'],
  ])('writes %j as %j', (values, expected) => {
    expect(text(...values)).toBe(expected);
  });

  it('writes functions as their source, and large integers as their digits', () => {
    expect(text(() => 1, 10n, { big: 10n })).toBe('() => 1 10 {"big":"10"}');
  });

  it('tells errors by their stack, with their causes, also within objects', () => {
    const cause = new Error('inner');
    const error = new TypeError('outer', { cause });
    expect(text('failed', error)).toBe(`failed ${error.stack}\n[cause]: ${cause.stack}`);
    expect(text(error)).toContain('console-text.test.ts');
    expect(JSON.parse(text({ error: cause }))).toEqual({ error: cause.stack });
  });

  it('leaves out what an error carries besides', () => {
    const error = Object.assign(new Error('request failed'), { config: { headers: { authorization: 'Bearer x' } } });
    expect(text(error)).not.toContain('Bearer');
  });

  it('ends a chain of causes that goes in a circle', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(text(error).split('[cause]')).toHaveLength(5);
  });

  it('shows no private attributes of users among the arguments', () => {
    const fields = { userID: 'u', privateAttributes: { ssn: '123' } };
    for (const user of [fields, new StatsigUser(fields), { user: fields }]) {
      expect(text(user)).toContain('"userID":"u"');
      expect(text(user)).not.toContain('123');
    }
  });

  it('keeps to its limits', () => {
    expect(consoleText([{ a: 1, b: 2, c: 3 }, [1, 2, 3]], { ...limits, maxKeys: 2 })).toBe('{"a":1,"b":2} [1,2]');
    expect(consoleText([{ a: { b: { c: 1 } } }], { ...limits, maxDepth: 2 })).toBe('{"a":{"b":"[object Object]"}}');
    expect(consoleText(['abcdef', 'xy'], { ...limits, maxLength: 3 })).toBe('abc... xy');
    expect(text(circular).length).toBeLessThan(200);
  });

  it('survives arguments that throw', () => {
    const hostile = {
      get secret(): string {
        throw new Error('no');
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(text('a', hostile, proxy, 'b')).toBe('a [Unserializable] [Unserializable] b');
  });

  it('is a text of bounded length for anything', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withBigInt: true, withDate: true, withMap: true }), { maxLength: 3 }),
        (values) => {
          const line = consoleText(values, { maxKeys: 5, maxDepth: 3, maxLength: 50 });
          expect(line.length).toBeLessThanOrEqual(3 * 53 + 2);
          expect(line.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
