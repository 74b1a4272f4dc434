import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CompilePattern,
  type PatternComplaint,
  loadPatternCompiler,
} from '../../../lib/patterns/load-pattern-compiler.js';

let compile: CompilePattern;
beforeAll(async () => {
  compile = await loadPatternCompiler();
});

/** Which of the texts a pattern is found in. */
function found(pattern: string, texts: readonly string[]): string[] {
  const search = compile(pattern);
  return texts.filter((text) => search?.(text) === true);
}

function reasonFor(pattern: string): string | undefined {
  const complaints: PatternComplaint[] = [];
  expect(compile(pattern, complaints)).toBeUndefined();
  return complaints[0]?.reason;
}

describe('characters', () => {
  it('are those of Unicode in \\d, \\w, \\s and their opposites', () => {
    expect(found('^\\d$', ['5', '٣', '²', 'a'])).toEqual(['5', '٣']);
    expect(found('^\\D$', ['5', '٣', '²', 'a'])).toEqual(['²', 'a']);
    expect(found('^\\w$', ['a', 'é', '日', '٣', '_', 'Ⓐ', '\u200d', '-', '²'])).toEqual([
      'a',
      'é',
      '日',
      '٣',
      '_',
      'Ⓐ',
      '\u200d',
    ]);
    expect(found('^\\W$', ['é', '-', '😀'])).toEqual(['-', '😀']);
    expect(found('^\\s$', [' ', '\u00a0', '\u2028', '\u3000', '\u200b'])).toEqual([' ', '\u00a0', '\u2028', '\u3000']);
    expect(found('^\\S$', [' ', '\u00a0', 'a'])).toEqual(['a']);
  });

  it('are all but a newline for the dot, and with the flag s that too', () => {
    expect(found('^.$', ['a', '\r', '\u2028', '😀', '\n'])).toEqual(['a', '\r', '\u2028', '😀']);
    expect(found('(?s)^.$', ['\n'])).toEqual(['\n']);
  });

  it('are hexadecimal digits in \\h, anything in \\O, and code points in \\x, \\u and \\U', () => {
    expect(found('^\\h\\H$', ['fg', 'gf'])).toEqual(['fg']);
    expect(found('^\\O$', ['\n', 'a'])).toEqual(['\n', 'a']);
    expect(found('^\\x41\\x{42}\\u0043\\u{44}\\U00000045$', ['ABCDE'])).toEqual(['ABCDE']);
  });

  it('may be told by their properties', () => {
    expect(found('^\\p{Lu}\\pL\\P{Lu}$', ['Aaa', 'aaa', 'AAA'])).toEqual(['Aaa']);
    const letters = ['α', 'a', '日', 'я'];
    for (const name of ['Greek', 'greek', 'sc=Greek', 'Script=Grek', 'Is_Greek']) {
      expect(found(`^\\p{${name}}$`, letters)).toEqual(['α']);
    }
    expect(found('^\\p{Alphabetic}$', ['Ⓐ', 'Ⅷ', '²'])).toEqual(['Ⓐ', 'Ⅷ']);
    expect(found('^\\p{white_space}$', ['\u00a0', 'a'])).toEqual(['\u00a0']);
  });

  it('count in all their cases with the flag i', () => {
    expect(found('(?i)^k$', ['k', 'K', '\u212a'])).toEqual(['k', 'K', '\u212a']);
    expect(found('(?i)^ß$', ['ß', 'ẞ', 'ss'])).toEqual(['ß', 'ẞ']);
    expect(found('(?i)^[^k]$', ['\u212a', 'a'])).toEqual(['a']);
    expect(found('(?i)^\\p{Lu}$', ['a', 'A', '1'])).toEqual(['a', 'A']);
  });
});

describe('classes', () => {
  it.each([
    ['[]a]', ['a', ']']],
    ['[-a]', ['a', '-']],
    ['[a-]', ['a', '-']],
    ['[a-c]', ['a', 'b', 'c']],
    ['[a-c&&[^b]]', ['a', 'c']],
    ['[a-c--b]', ['a', 'c']],
    ['[a-c~~b-d]', ['a', 'd']],
    ['[a-d--b--c]', ['a', 'd']],
    ['[^a-d&&[^b]]', ['b', 'é', '_', '1', '-', ']', '😀']],
    ['[a[bc]]', ['a', 'b', 'c']],
    ['[_[^\\w]]', ['_', '-', ']', '😀']],
    ['[^\\W_\\d]', ['a', 'b', 'c', 'd', 'é']],
    ['[[:alpha:]--b]', ['a', 'c', 'd']],
    ['[[:^alpha:]&&[:ascii:]]', ['_', '1', '-', ']']],
    ['[\\w&&\\d]', ['1']],
    ['[&&a]', []],
    ['(?i)[A-C&&[^b]]', ['a', 'c']],
  ])('%s holds %j', (pattern, expected) => {
    const characters = ['a', 'b', 'c', 'd', 'é', '_', '1', '-', ']', '😀'];
    expect(found(`^(?:${pattern})$`, characters)).toEqual(expected);
  });
});

describe('places', () => {
  it('are word boundaries by the words of Unicode', () => {
    const texts = ['a', 'éa', 'a é', 'a-b', '٣a', 'ba'];
    expect(found('\\ba', texts)).toEqual(['a', 'a é', 'a-b']);
    expect(found('\\Ba', texts)).toEqual(['éa', '٣a', 'ba']);
    expect(found('é\\b', ['é', 'éa', 'é-'])).toEqual(['é', 'é-']);
    expect(found('^\\w+\\b \\b\\w+$', ['für Äpfel', 'a b', 'für-Äpfel'])).toEqual(['für Äpfel', 'a b']);
  });

  it('are the starts and ends of words', () => {
    const texts = ['a', 'ba', 'ab', 'é a é'];
    expect(found('\\<a', texts)).toEqual(['a', 'ab', 'é a é']);
    expect(found('\\b{start}a\\b{end}', texts)).toEqual(['a', 'é a é']);
    expect(found('\\b{start-half}-', ['-', 'a-', 'é-', '--a'])).toEqual(['-', '--a']);
    expect(found('-\\b{end-half}', ['-', '-a', '-é', '-- a'])).toEqual(['-', '-- a']);
  });

  it('are the end of the text for $ and \\z, and the end before its last newlines for \\Z', () => {
    const texts = ['a', 'a\n', 'a\n\n', 'a\nb'];
    expect(found('a$', texts)).toEqual(['a']);
    expect(found('a\\z', texts)).toEqual(['a']);
    expect(found('a\\Z', texts)).toEqual(['a', 'a\n', 'a\n\n']);
    expect(found('(?m)a$', texts)).toEqual(texts);
  });

  it('are behind what a look-behind asks for', () => {
    expect(found('(?<=a)b', ['ab', 'b', 'éb'])).toEqual(['ab']);
    expect(found('(?<!a)b', ['ab', 'b', 'éb'])).toEqual(['b', 'éb']);
    expect(found('(?<=\\b\\w)b', ['éb', 'aab', 'xéb'])).toEqual(['éb']);
  });

  it('are found in texts that hold the very characters that serve as marks', () => {
    expect(found('^\\bé.\\b\\w$', ['é\ufdd0a', 'é\ufdd3\ufdd3'])).toEqual(['é\ufdd0a']);
  });
});

describe('repetitions', () => {
  it.each([
    ['^a{,2}$', ['', 'a', 'aa']],
    ['^a{2,}$', ['aa', 'aaa']],
    ['^a{2}$', ['aa']],
    ['^a{,}$', ['', 'a', 'aa', 'aaa']],
    ['^a+?$', ['a', 'aa', 'aaa']],
    ['a{b}', ['a{b}']],
    ['{2}a', ['{2}a']],
    ['a{2}{2}', ['aa{2}']],
  ])('%s is found in %j', (pattern, expected) => {
    expect(found(pattern, ['', 'a', 'aa', 'aaa', 'a{b}', '{2}a', 'aa{2}'])).toEqual(expected);
  });
});

describe('flags and groups', () => {
  it('leave out blanks and comments with the flag x, but not in classes', () => {
    expect(found('(?x) a b # c\n c', ['abc', 'ab'])).toEqual(['abc']);
    expect(found('(?x)a[ ]b|c\\ d', ['a b', 'ab', 'c d'])).toEqual(['a b', 'c d']);
    expect(found('(?x)a {2}', ['aa', 'a'])).toEqual(['aa']);
    expect(found('a(?#c)+b', ['aab'])).toEqual(['aab']);
  });

  it('hold up to the end of a group of the form (?:…), and beyond that of any other', () => {
    expect(found('(?:(?i)a)b', ['Ab', 'AB'])).toEqual(['Ab']);
    expect(found('((?i)a)b', ['Ab', 'AB'])).toEqual(['Ab', 'AB']);
    expect(found('(?i)a(?-i)b', ['Ab', 'AB'])).toEqual(['Ab']);
  });

  it('may be named, in each way', () => {
    for (const pattern of ['(?P<n>a)', '(?<n>a)', "(?'n'a)"]) expect(found(pattern, ['a'])).toEqual(['a']);
  });
});

describe('what cannot be run', () => {
  it.each([
    ['a(?=b)', 'look-ahead cannot be run in linear time'],
    ['(a)\\1', 'back-references cannot be run in linear time'],
    ['(?>a)', 'atomic groups cannot be run in linear time'],
    ['a*+', 'possessive quantifiers cannot be run in linear time'],
    ['(?(1)a|b)', 'conditional groups cannot be run in linear time'],
    ['(', 'a group does not close'],
    ['a)', 'a group closes that was not opened'],
    ['[a', 'it ends where the end of a class is needed'],
    ['*a', 'there is nothing to repeat before a quantifier'],
    ['(?:)*', 'there is nothing to repeat before a quantifier'],
    ['a{2,1}', 'a repetition is at least 2 and at most 1'],
    ['a{1001}', 'written out, its counted repetitions come to 1001 pieces, and at most 1000 can be run'],
    ['x\\p{L}{1,501}\\d{500}', 'written out, its counted repetitions come to 1001 pieces, and at most 1000 can be run'],
    ['\\q', 'there is no escape \\q'],
    ['\\p{Foo}', 'the property \\p{Foo} is not known'],
    ['(?R)a', 'the flag "R" is not known'],
    ['(?<a b>a)', '"a b" is no name of a group'],
    ['(?<=a+\\b)b', 'a look-behind of no fixed length holds a word boundary, \\Z or another look-behind'],
    ['('.repeat(300) + ')'.repeat(300), 'its groups are nested too deep'],
    ['[a&&'.repeat(100) + ']'.repeat(100), 'its classes are nested too deep'],
  ])('%s: %s', (pattern, reason) => {
    expect(reasonFor(pattern)).toBe(reason);
  });
});

describe('any pattern', () => {
  const piece = fc.constantFrom(
    ...'a é \\b \\Z \\w [ ] ( ) (?: (?<= (?x) { } 2 , * + | ^ $ \\ && -- [^ [:alpha:] - # \\p{ Lu} ? (?i ) \ud800'.split(
      ' ',
    ),
    ' ',
  );

  it('compiles or is refused with a reason, and is searched without an error', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string({ unit: 'grapheme' }), (pieces, text) => {
        const complaints: PatternComplaint[] = [];
        const search = compile(pieces.join(''), complaints);
        expect(complaints.length).toBe(search === undefined ? 1 : 0);
        if (search !== undefined) expect(search(text)).toBe(search(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the time of a search', () => {
  const length = 100_000;
  it.each([
    ['(a+)+$', 'a'.repeat(length) + '!'],
    ['(a|a)*b', 'a'.repeat(length)],
    ['(.*a){12}b', 'a'.repeat(length)],
    ['^(\\w+\\s?)*$', 'word '.repeat(length / 5) + '!'],
    ['(?i)(x+x+)+y', 'x'.repeat(length)],
    ['\\b(\\w+\\b ?)+$', 'é '.repeat(length / 2) + '!'],
    ['(?<=(a+)+)b', 'a'.repeat(length)],
    ['(?<!a*)b', 'a'.repeat(length)],
    ['\\p{L}{1,999}\\d{999}', 'a'.repeat(length)],
    ['x[a-z]{1,999}[0-9]', 'x'.repeat(length)],
  ])('of %s is linear in the text', (pattern, text) => {
    const search = compile(pattern);
    const startedAt = performance.now();
    expect(search?.(text)).toBe(false);
    // It takes up to 300 ms for these 100 kB. A backtracking engine does not come back from most of them.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
