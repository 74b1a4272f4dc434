import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { type CompilePattern, loadPatternCompiler } from '../../../lib/patterns/load-pattern-compiler.js';

describe('the pattern compiler', () => {
  let compile: CompilePattern;
  beforeAll(async () => {
    compile = await loadPatternCompiler();
  });

  it.each<[pattern: string, text: string, isFound: boolean]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['^abc$', 'abc', true],
    ['', '', true],
    ['^$', '', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['(?m)^b', 'a\nb', true],
    ['(?i)ABC', 'xabc', true],
    ['(?i:A)b', 'ab', true],
    ['(?P<name>a)', 'a', true],
    ['\\p{L}+', 'é', true],
    ['[[:alpha:]]', '5', false],
    ['\\x{41}', 'A', true],
    ['a{2,3}', 'aa', true],
    ['😀', 'a😀b', true],
    ['^.$', '😀', true],
    ['@example\\.com$', 'x@example.com', true],
  ])('searches with %j in %j: %s', (pattern, text, isFound) => {
    expect(compile(pattern)?.(text)).toBe(isFound);
  });

  it.each(['[', '(', '*', 'a{2,1}', '(a)\\1', '\\'])('has no search for %j', (pattern) => {
    expect(compile(pattern)).toBeUndefined();
  });

  it('takes time in line with the text for patterns that would stall a backtracking engine', () => {
    const search = compile('(a+)+$');
    const startedAt = performance.now();
    expect(search?.(`${'a'.repeat(20_000)}b`)).toBe(false);
    // A backtracking engine needs 2^20000 steps. The bound is for a machine under load.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('gives the same answers from call to call', () => {
    const search = compile('a');
    expect([search?.('a'), search?.('a'), search?.('b'), search?.('a')]).toEqual([true, true, false, true]);
  });

  it('never throws, whatever the pattern', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (pattern, text) => {
        expect([true, false, undefined]).toContain(compile(pattern)?.(text));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|\\^$.,0-:<>=!Pp'.split('')) }), (pattern) => {
        expect([true, false, undefined]).toContain(compile(pattern)?.('aab'));
      }),
    );
  });

  it('is loaded once', async () => {
    expect((await loadPatternCompiler())('a')?.('a')).toBe(true);
  });
});
