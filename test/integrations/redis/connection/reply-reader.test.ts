import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RedisReply } from '../../../../integrations/redis/connection/redis-connection.js';
import { RefusedReply } from '../../../../integrations/redis/connection/refused-reply.js';
import { ReplyReader } from '../../../../integrations/redis/connection/reply-reader.js';
import { writeCommand } from '../../../../integrations/redis/connection/write-command.js';

/** A reply as Redis writes it. */
function written(reply: RedisReply): Buffer {
  if (reply === null) return Buffer.from('$-1\r\n');
  if (typeof reply === 'number') return Buffer.from(`:${reply}\r\n`);
  if (reply instanceof Uint8Array) {
    return Buffer.concat([Buffer.from(`$${reply.byteLength}\r\n`), reply, Buffer.from('\r\n')]);
  }
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(written)]);
}

const { reply: replies } = fc.letrec<{ reply: RedisReply }>((tie) => ({
  reply: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 40 }).map((bytes): RedisReply => Buffer.from(bytes)),
    fc.array(tie('reply'), { maxLength: 4 }),
  ),
}));

describe('the reader of replies', () => {
  it('reads what was written, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(replies, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 9 })), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(written));
        const reader = new ReplyReader();
        const read: unknown[] = [];
        let at = 0;
        for (const length of cuts) {
          read.push(...reader.take(bytes.subarray(at, at + length)));
          at += length;
        }
        read.push(...reader.take(bytes.subarray(at)));
        expect(read).toEqual(sent);
      }),
    );
  });

  it('reads a large value in one piece, without looking at each part of it anew', () => {
    const value = Buffer.alloc(20_000_000, 'x');
    const bytes = written(value);
    const reader = new ReplyReader();
    const startedAtMs = performance.now();
    const read = [];
    for (let at = 0; at < bytes.length; at += 16_384) read.push(...reader.take(bytes.subarray(at, at + 16_384)));
    expect(read).toHaveLength(1);
    expect(value.equals(read[0] as Buffer)).toBe(true);
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
  });

  it('tells errors from values, also within a list', () => {
    const reader = new ReplyReader();
    const [first, second, third] = reader.take(Buffer.from('-NOAUTH no\r\n*2\r\n:1\r\n-ERR in a list\r\n+OK\r\n'));
    expect([first, second]).toEqual([expect.any(RefusedReply), expect.any(RefusedReply)]);
    expect(third).toEqual(Buffer.from('OK'));
  });

  it.each([
    ['a page', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a length that is no number', '$x\r\n'],
    ['a value that is longer than any', '$999999999999\r\n'],
    ['lists that have no end', '*1\r\n'.repeat(40)],
    ['a line that has no end', `+${'x'.repeat(70_000)}`],
  ])('refuses %s', (_what, text) => {
    expect(() => new ReplyReader().take(Buffer.from(text))).toThrow(/does not speak the protocol of Redis/);
  });
});

describe('a refusal', () => {
  it('keeps nothing of what it quotes', () => {
    const { message } = new RefusedReply(
      "ERR unknown command 'GTE', with args beginning with: 'my' 'secret' ",
    ).toError();
    expect(message).toContain('unknown command');
    expect(message).not.toMatch(/secret|GTE/);
    expect(new RefusedReply('x'.repeat(9999)).toError().message.length).toBeLessThan(400);
  });
});

describe('a command', () => {
  it('is written with the lengths of its parts in bytes', () => {
    expect(writeCommand(['SET', 'é', Buffer.from([13, 10])]).toString('latin1')).toBe(
      Buffer.from('*3\r\n$3\r\nSET\r\n$2\r\né\r\n$2\r\n\r\n\r\n').toString('latin1'),
    );
  });
});
