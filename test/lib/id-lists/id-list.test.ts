import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdList } from '../../../lib/id-lists/id-list.js';
import { toBase64 } from '../../../lib/hashing/base64.js';
import { sha256 } from '../../../lib/hashing/sha256.js';
import { memberKey } from '../../../lib/evaluation/operators/segment-lists.js';

function listOf(lines: string): IdList {
  const list = new IdList();
  list.apply(lines);
  return list;
}

describe('an ID list', () => {
  it('holds the members that its lines add', () => {
    const list = listOf(`+${memberKey('a')}\n+${memberKey('b')}\n`);
    expect([list.has(memberKey('a')), list.has(memberKey('b')), list.has(memberKey('c'))]).toEqual([true, true, false]);
    expect(list.size).toBe(2);
  });

  it('applies additions and removals in the order of the lines', () => {
    expect(listOf('+ypeBEsob\n-ypeBEsob\n').has('ypeBEsob')).toBe(false);
    expect(listOf('-ypeBEsob\n+ypeBEsob\n').has('ypeBEsob')).toBe(true);
  });

  it('goes on from what it held', () => {
    const list = listOf('+ypeBEsob\n+PiPoFgA5\n');
    list.apply('-ypeBEsob\n');
    expect([list.has('ypeBEsob'), list.has('PiPoFgA5'), list.size]).toEqual([false, true, 1]);
  });

  it('counts a member once, however often it is added', () => {
    const list = listOf('+ypeBEsob\n+ypeBEsob\n');
    expect(list.size).toBe(1);
    list.apply('-ypeBEsob\n');
    expect([list.has('ypeBEsob'), list.size]).toEqual([false, 0]);
  });

  it('takes Windows line endings and a last line without an ending', () => {
    const list = listOf('+ypeBEsob\r\n+PiPoFgA5');
    expect([list.has('ypeBEsob'), list.has('PiPoFgA5')]).toEqual([true, true]);
  });

  it('passes over lines that neither add nor remove', () => {
    expect(listOf('ypeBEsob\n +ypeBEsob\n\n+\n- \n*ypeBEsob\n').size).toBe(0);
  });

  it.each([
    'AAAAAAAA',
    'BBAAAAAA',
    '////////',
    '++++++++',
    'short',
    'a longer key',
    'ünïcode!',
    'ypeBEso-',
    ' padded ',
  ])('keeps the key "%s" exactly', (key) => {
    const list = listOf(`+${key}\n`);
    expect([list.has(key), list.size]).toEqual([true, 1]);
    list.apply(`-${key}\n`);
    expect([list.has(key), list.size]).toEqual([false, 0]);
  });

  it('tells keys apart that differ in one character', () => {
    const list = listOf('+ypeBEsob\n');
    for (let at = 0; at < 8; at += 1)
      expect(list.has(`${'ypeBEsob'.slice(0, at)}x${'ypeBEsob'.slice(at + 1)}`)).toBe(false);
  });

  it('keeps every member while its pages split, and drops every removed one', () => {
    const keys = Array.from({ length: 60_000 }, (_key, index) => toBase64(sha256(`unit ${index}`)).slice(0, 8));
    const list = listOf(keys.map((key) => `+${key}\n`).join(''));
    expect(list.size).toBe(keys.length);
    expect(keys.every((key) => list.has(key))).toBe(true);
    list.apply(keys.map((key, index) => (index % 3 === 0 ? `-${key}\n` : '')).join(''));
    expect(keys.filter((key) => list.has(key))).toEqual(keys.filter((_key, index) => index % 3 !== 0));
    expect(list.size).toBe(40_000);
  });

  it('holds many members whose first characters are equal', () => {
    const keys = Array.from({ length: 20_000 }, (_key, index) => `same${toBase64(sha256(`${index}`)).slice(0, 4)}`);
    const list = listOf(keys.map((key) => `+${key}\n`).join(''));
    expect(list.size).toBe(new Set(keys).size);
    expect(keys.every((key) => list.has(key))).toBe(true);
    list.apply(keys.map((key) => `-${key}\n`).join(''));
    expect([list.size, keys.some((key) => list.has(key))]).toEqual([0, false]);
  });

  it('holds what a Set would hold, after any lines', () => {
    // Few letters: keys meet again, the table fills up, and gaps have to be closed.
    const key = fc.string({ unit: fc.constantFrom('A', 'B', '/', '9'), minLength: 5, maxLength: 5 });
    const line = fc.record({ sign: fc.constantFrom('+', '+', '-'), key: key.map((end) => `AAA${end}`) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 400, size: 'max' }), (lines) => {
        const list = listOf(lines.map(({ sign, key: text }) => `${sign}${text}\n`).join(''));
        const expected = new Set<string>();
        for (const { sign, key: text } of lines) {
          if (sign === '+') expected.add(text);
          else expected.delete(text);
        }
        expect(list.size).toBe(expected.size);
        for (const { key: text } of lines) expect(list.has(text)).toBe(expected.has(text));
      }),
    );
  });
});
