import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdList } from '../../../lib/id-lists/id-list.js';
import { ListFileReader } from '../../../lib/id-lists/list-file-reader.js';

const keys = ['ypeBEsob', 'PiPoFgA5', 'LCa0a2j/'] as const;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads the pieces as one download. */
function read(reader: ListFileReader, ...pieces: string[]): (string | undefined)[] {
  reader.begin();
  return pieces.map((piece) => reader.take(bytesOf(piece)));
}

const membersOf = ({ list }: ListFileReader): string[] => keys.filter((key) => list.has(key));

describe('a reader of list files', () => {
  it('applies whole lines and knows where to go on', () => {
    const reader = new ListFileReader(new IdList());
    expect(read(reader, '+ypeBEsob\n+PiPoFgA5\n')).toEqual([undefined]);
    expect(membersOf(reader)).toEqual(['ypeBEsob', 'PiPoFgA5']);
    expect([reader.resumeAt, reader.position]).toEqual([20, 20]);
  });

  it('goes on behind the last whole line when a download ends in the middle of one', () => {
    const reader = new ListFileReader(new IdList());
    read(reader, '+ypeBEsob\n+PiPo');
    reader.end();
    expect([membersOf(reader), reader.resumeAt, reader.position]).toEqual([['ypeBEsob'], 10, 15]);
    read(reader, '+PiPoFgA5\n');
    expect([membersOf(reader), reader.resumeAt]).toEqual([['ypeBEsob', 'PiPoFgA5'], 20]);
  });

  it('applies a whole last line without its newline, and asks for it again', () => {
    const reader = new ListFileReader(new IdList());
    read(reader, '+ypeBEsob\n+PiPoFgA5');
    expect(membersOf(reader)).toEqual(['ypeBEsob']);
    reader.end();
    expect([membersOf(reader), reader.resumeAt, reader.position]).toEqual([['ypeBEsob', 'PiPoFgA5'], 10, 19]);
    read(reader, '+PiPoFgA5\n-ypeBEsob\n');
    expect([membersOf(reader), reader.list.size, reader.resumeAt]).toEqual([['PiPoFgA5'], 1, 30]);
  });

  it.each(['<html>', 'ypeBEsob\n', '\uFEFF+ypeBEsob\n', '\n+ypeBEsob\n', 'ob\n+ypeBEsob\n'])(
    'refuses a download that begins with %j, and applies nothing of it',
    (text) => {
      const reader = new ListFileReader(new IdList());
      expect(read(reader, text)).toEqual(['begins-otherwise']);
      expect([reader.list.size, reader.resumeAt]).toEqual([0, 0]);
    },
  );

  it('refuses a beginning that is otherwise in a later download too', () => {
    const reader = new ListFileReader(new IdList());
    read(reader, '+ypeBEsob\n');
    expect(read(reader, 'FgA5\n+LCa0a2j/\n')).toEqual(['begins-otherwise']);
    expect([membersOf(reader), reader.resumeAt]).toEqual([['ypeBEsob'], 10]);
  });

  it('passes over other lines behind the first', () => {
    const reader = new ListFileReader(new IdList());
    expect(read(reader, '+ypeBEsob\n# a comment\n', 'x\n+PiPoFgA5\n')).toEqual([undefined, undefined]);
    expect(membersOf(reader)).toEqual(['ypeBEsob', 'PiPoFgA5']);
  });

  it('does not wait for ever for the end of a line', () => {
    const reader = new ListFileReader(new IdList());
    const refusals = read(reader, ...Array.from({ length: 10 }, () => '+'.repeat(1000)));
    expect(refusals.indexOf('has-no-lines')).toBe(4);
    expect([reader.list.size, reader.resumeAt]).toEqual([0, 0]);
  });

  it('reads the same from pieces of any length', () => {
    const line = fc.tuple(
      fc.constantFrom('+', '-'),
      fc.constantFrom(...keys, 'ünïcode!', 'odd'),
      fc.constantFrom('\n', '\r\n'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(40)), (lines, lengths) => {
        const bytes = bytesOf(lines.map((parts) => parts.join('')).join(''));
        const whole = new ListFileReader(new IdList());
        whole.take(bytes);
        const pieced = new ListFileReader(new IdList());
        let at = 0;
        for (const length of [...lengths, bytes.byteLength]) {
          expect(pieced.take(bytes.subarray(at, at + length))).toBeUndefined();
          at = Math.min(at + length, bytes.byteLength);
        }
        expect([pieced.list.size, membersOf(pieced), pieced.resumeAt]).toEqual([
          whole.list.size,
          membersOf(whole),
          bytes.byteLength,
        ]);
      }),
    );
  });
});
