import type { Random } from '../../support/generator/random.js';

/** Characters that patterns and subjects share, so that matches happen. */
const alphabet = ['a', 'a', 'b', 'B', 'c', '1', '2', '_', '-', ' ', '.', '\n', 'é', 'É', 'ß', 'K', '٣', '日', '😀'];

const escapes = [
  '\\d \\D \\w \\W \\s \\S \\h \\H \\O \\p{L} \\P{L} \\p{Lu} \\p{Greek} \\p{Alphabetic} \\p{sc=Han} \\p{lowercase}',
  '\\pN \\x61 \\x{e9} \\u00e9 \\u{1F600} \\n \\t \\. \\- \\_ \\[ \\/ \\# \\\\',
].flatMap((line) => line.split(' '));

const anchors = [
  '^',
  '$',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '\\Z',
  '\\<',
  '\\>',
  '\\b{start}',
  '\\b{end}',
  '\\b{start-half}',
];

const classEscapes = [
  '\\d',
  '\\D',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '\\h',
  '\\p{L}',
  '\\P{Lu}',
  '\\x61',
  '\\-',
  '\\]',
  '\\^',
  '\\n',
];

const posix = ['[:alpha:]', '[:^alpha:]', '[:digit:]', '[:word:]', '[:space:]', '[:punct:]', '[:upper:]', '[:lower:]'];

const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{,2}', '{2,}', '{0}', '{,}', '{1,2}?'];

const groups = ['(', '(?:', '(?:', '(?<n>', '(?P<n>', '(?i:', '(?s:', '(?m:', '(?x:', '(?-i:', '(?is-m:'];

/** Forms that are left out because the two differ on them. */
const leftOut = [
  // Possessive quantifiers, also with blanks in between: `unrunnable-patterns-never-match`.
  /[*+?}]\s*\+/,
  // Ranges that end with an opening bracket: likewise.
  /(?:[^-]|\\-)-\[/,
];

const prefixes = ['', '', '', '', '(?i)', '(?s)', '(?m)', '(?x)', '(?im)', '(?-s)', '(?U)'];

/** A pattern of the dialect, from its grammar: everything that both sides can run, and now and then a mistake. */
export function generatePattern(random: Random): string {
  for (;;) {
    const pattern = random.pick(prefixes) + choice(random, random.integer(1, 3));
    const written = random.chance(0.04) ? damaged(random, pattern) : pattern;
    if (!leftOut.some((form) => form.test(written))) return written;
  }
}

function damaged(random: Random, pattern: string): string {
  const characters = Array.from(pattern);
  characters.splice(random.integer(0, characters.length), 0, random.pick(Array.from('()[]{}*|\\?^')));
  return characters.join('');
}

/** A text of the characters that patterns are made of. */
export function generateSubject(random: Random): string {
  const words = [
    'ab',
    'a b',
    'aab',
    'abc',
    'foo bar',
    'a_b',
    'a-1',
    'éa',
    'K',
    'ſ',
    'ẞ',
    'a\u0301',
    '²',
    'Ⓐ',
    '\u200d',
    'Σ',
  ];
  return (
    random.many(0, 6, () => random.pick(random.chance(0.3) ? words : alphabet)).join('') +
    random.pick(['', '', '', '\n', '\n\n'])
  );
}

function choice(random: Random, depth: number): string {
  return random.many(1, random.chance(0.25) ? 3 : 1, () => sequence(random, depth)).join('|');
}

function sequence(random: Random, depth: number): string {
  return random.many(1, 4, () => piece(random, depth)).join(random.chance(0.05) ? ' ' : '');
}

function piece(random: Random, depth: number): string {
  return random.weighted<string>([
    [2, () => random.pick(anchors)],
    [7, () => atom(random, depth)],
    [3, () => atom(random, depth) + random.pick(quantifiers)],
    [0.4, () => `(?<${random.pick(['=', '!'])}${choice(random, depth - 1)})`],
    [0.2, () => random.pick(['(?i)', '(?s)', '(?-i)', '(?#c)', '(?x)', ' # c\n'])],
  ]);
}

function atom(random: Random, depth: number): string {
  return random.weighted<string>([
    [5, () => literal(random)],
    [1, () => '.'],
    [2, () => random.pick(escapes)],
    [2, () => characterClass(random, 2)],
    [depth > 0 ? 2 : 0, () => `${random.pick(groups)}${choice(random, depth - 1)})`],
  ]);
}

function literal(random: Random): string {
  const character = random.pick(alphabet);
  return character === '.' ? '\\.' : character;
}

function characterClass(random: Random, depth: number): string {
  const items = random.many(1, 3, () => classItem(random, depth)).join('');
  const operation = random.chance(0.2) ? random.pick(['&&', '--', '~~']) + classItem(random, depth) : '';
  return `[${random.chance(0.3) ? '^' : ''}${items}${operation}]`;
}

function classItem(random: Random, depth: number): string {
  return random.weighted<string>([
    [4, () => random.pick(alphabet.filter((character) => character !== '-'))],
    [3, () => random.pick(['a-c', 'A-Z', '0-9', 'a-z', 'é-ß', 'ß-é', 'α-ω', '\\x61-c'])],
    [2, () => random.pick(classEscapes)],
    [1, () => random.pick(posix)],
    [0.3, () => '-'],
    [depth > 0 ? 1 : 0, () => characterClass(random, depth - 1)],
  ]);
}
