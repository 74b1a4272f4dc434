/** One of each construct of the dialect, and mistakes. Ours and the official core must agree on all of them. */
export const SHARED_PATTERNS: readonly string[] = [
  // Sets of characters.
  String.raw`^\d$ ^\w$ ^\s$ ^\W$ ^\D$ ^\S$ ^\h$ ^\H$ ^\O$ ^.$ (?s)^.$ \R \X \N`.split(' '),
  String.raw`^\p{L}$ ^\pL$ ^\PL$ ^\p{^L}$ ^\p{Greek}$ ^\p{greek}$ ^\p{IsGreek}$ ^\p{sc=Latin}$ ^\p{Script=Grek}$`.split(
    ' ',
  ),
  String.raw`^\p{scx:Latin}$ ^\p{Letter}$ ^\p{Uppercase_Letter}$ ^\p{lu}$ ^\p{gc=Lu}$ ^\p{LC}$ ^\p{any}$`.split(' '),
  String.raw`^\p{ascii}$ ^\p{Assigned}$ ^\p{Alphabetic}$ ^\p{alpha}$ ^\p{Upper}$ ^\p{White_Space}$ ^\p{Emoji}$`.split(
    ' ',
  ),
  String.raw`^\p{ID_Start}$ \p{Foo} \p{} \p{L \p \pLu`.split(' '),
  // Escapes.
  String.raw`^\x41$ ^\x{41}$ ^\u0041$ ^\u{041}$ ^\U00000041$ \x{110000} \x{D800} \x{} \x6 \u61`.split(' '),
  String.raw`^\-$ ^\&$ ^\#$ ^\/$ ^\é$ ^\_$ \q \101 \0 \Q[\E \\ ^\a$ ^\e$ ^\v$ a\Kb \Ga`.split(' '),
  // Places.
  String.raw`a\Z a\z a$ (?m)a$ (?m)^b (?m)^$ \A\z \Aa a\Z\n a$\n \n\Z ^\Z a\Z$ (?:a\Z|b) $a a^`.split(' '),
  String.raw`\bb é\b \Ba a\b \b \B ^\b$ ^\B$ \<b b\> \b{start}b \b{end} \b{start-half}a \b{end-half} \b{foo} \b{`.split(
    ' ',
  ),
  String.raw`a\b{2} \b*a \b+a \Ba\B (?i:\bA)`.split(' '),
  // Classes.
  String.raw`[]a] [^]a] [a-] [-a] [--a] [^--a] [a--b] [a-z&&[^b]] [a-z--b] [a-c~~b-d] [a&&b] [a-c&&b-d&&c-e]`.split(
    ' ',
  ),
  String.raw`[a-c--b--c] [^a&&b] ^[a[^b]&&x]$ [\w--[a-c]] [a-c&&] [&&a] [a-c--] [a~~] [[a-c]--b] [[a]-[b]]`.split(' '),
  String.raw`[a-[b]] [[a]-b] ^[a[bc]]$ ^[a[^bc]]$ ^[^a[^bc]]$ [[:alpha:]] [[:^alpha:]] [[:word:]] [[:ALPHA:]]`.split(
    ' ',
  ),
  String.raw`[[:foo:]] [:alpha:] [[:alpha:]--b] ^[\d]$ ^[\w-]$ ^[\W_]$ ^[^\W_]$ ^[\w&&\d]$ ^[^\w\s]$ ^[\h]$`.split(' '),
  String.raw`^[\h-z]$ ^[.]$ ^[\^a]$ ^[a\]]$ [[] [] [^] [a [z-a] [\d-z] [a-\d] [\b] [\n] [\A] [[]a]] [+--]`.split(' '),
  // Repetitions.
  String.raw`^a{,2}$ ^a{2,}$ ^a{2}$ ^a{,}$ a{ a{b} { } {2}a a{2,1} a{0}b a{2}{2} a** a+? a?? a{1,2}? *a + ? ^* a|*`.split(
    ' ',
  ),
  String.raw`()* (?:)* (?i)* (?i){2}a (|a)*b (a*)*b (?:\Z)* (\Z)* (?<=a)*b ((?<=a)b)+`.split(' '),
  // Groups and flags.
  String.raw`( ) () |a a| || (?:a|b) (?P<n>a) (?<n>a) (?'n'a) (?<1a>a) (?<a.b>a) (?<>a) (?<n>a)(?<n>b) (?P<n>a`.split(
    ' ',
  ),
  String.raw`(?i)ABC (?i:a)b (?i)a(?-i)B (?i-s)A.B (?s-i:a.b) (?i-i)A (?ii)a (?)a (?-)a (?--i)a (?R)a (?-u)\w (?U)a+`.split(
    ' ',
  ),
  String.raw`(?i)a|B (?:a|(?i)b|C) (?:(?i)a)b (a(?i)b)B (?i a(?#c)+ a(?#c`.split(' '),
  ['(?x)a b # c', '(?x)a\\ b', '(?x)a[ ]b', '(?x)^[a\\ ]$', '(?x)a +', '(?x)a{ 2 }', '(?x)(? :a)', '(?x:a b)c'],
  ['(?x)a(?-x) b', '(?x)a#c\nb', '(?x)a\u00a0b', '(?x)a\fb', '(?x) {1}|a', '(?x)a| {1}'],
  // Case.
  String.raw`(?i)^k$ (?i)^s$ (?i)^ß$ (?i)σ (?i)i (?i)ǆ (?i)^[^k]$ (?i)[a-z&&[^b]] (?i)^[^a-z]$ (?i)^\p{Lu}$`.split(' '),
  String.raw`(?i)^\P{Lu}$ (?i)^[\P{Lu}]$ (?i)^[^\P{Lu}]$ (?i)^\p{Upper}$`.split(' '),
  // Look-behind.
  String.raw`(?<=a)b (?<!a)b (?<=a|aa)b (?<=a+)b (?<=a{2})b (?<=^)a (?<!^)a (?<=\b)a (?<=)a (?<!)a (?<=(a))b`.split(
    ' ',
  ),
  String.raw`(?<=(?<=a)b) (?<=\n)a (?<=$) (?m)(?<=^)a a(?<=a)b (?<=.*)b (?<=[^a])b (?<=\ba+)b (?<=a|\b)b`.split(' '),
].flat();

/** What the patterns above are searched in. */
export const SHARED_SUBJECTS: readonly string[] = [
  ['', 'a', 'b', 'ab', 'aab', 'aaa', 'abc', 'A', 'B', 'AB', 'aB', 'ABC', '5', '٣', 'é', 'É', 'éa', '_', '²', 'Ⅷ', 'Ⓐ'],
  ['\u200d', '\u0301', '\n', 'a\n', 'a\n\n', 'a\nb', '\na', '\r', '\u2028', '\u0085', '\u00a0', '\v', '\f', ' ', '\t'],
  [
    'foo bar',
    'f5',
    'x',
    'K',
    'k',
    '\u212a',
    's',
    'ſ',
    'ß',
    'ẞ',
    'σ',
    'ς',
    'Σ',
    'i',
    'I',
    'ı',
    'İ',
    'ǆ',
    'ǅ',
    'Ǆ',
    '日',
    '😀',
  ],
  [
    '-',
    '&',
    '[',
    ']',
    '^',
    '\\',
    '{',
    '}',
    '(',
    ':',
    '#',
    '/',
    '+',
    '{2}a',
    'a{b}',
    'a{,2}',
    'a b',
    'a #c\nb',
    'a-b',
    '\u0007',
  ],
  ['\u001b', '\b', 'aa{2}', 'aa', '{1}', 'xa', 'ba', 'aBB', 'abB', 'aBb', 'a\u00a0b', 'a\fb', 'q', '0'],
].flat();

/** Patterns that the official core runs and ours does not, with a text that it finds them in. */
export const UNRUNNABLE_PATTERNS: readonly {
  readonly pattern: string;
  readonly found: string;
  readonly reason: string;
}[] = [
  { pattern: 'a(?=b)', found: 'ab', reason: 'look-ahead cannot be run in linear time' },
  { pattern: '^(?!b).*a', found: 'a', reason: 'look-ahead cannot be run in linear time' },
  { pattern: '(a)\\1', found: 'aa', reason: 'back-references cannot be run in linear time' },
  { pattern: '(?<n>a)\\k<n>', found: 'aa', reason: 'back-references cannot be run in linear time' },
  { pattern: '(?P<n>a)(?P=n)', found: 'aa', reason: 'back-references cannot be run in linear time' },
  { pattern: '(?>a+)b', found: 'ab', reason: 'atomic groups cannot be run in linear time' },
  { pattern: '(a)?(?(1)b|c)', found: 'ab', reason: 'conditional groups cannot be run in linear time' },
  { pattern: 'a++b', found: 'ab', reason: 'possessive quantifiers cannot be run in linear time' },
  {
    pattern: 'a{1001}|b',
    found: 'b',
    reason: 'written out, its counted repetitions come to 1001 pieces, and at most 1000 can be run',
  },
  {
    pattern: '(?:a{50}){50}|b',
    found: 'b',
    reason: 'written out, its counted repetitions come to 2500 pieces, and at most 1000 can be run',
  },
  { pattern: '[.-[b]]', found: '.]', reason: 'a range of a class ends with an opening bracket' },
  { pattern: '\\p{age=3.0}', found: 'a', reason: 'the property \\p{age=3.0} is not known' },
  { pattern: '\\p{wb=ALetter}', found: 'a', reason: 'the property \\p{wb=ALetter} is not known' },
  { pattern: '\\p{uppercaseletter}', found: 'A', reason: 'the property \\p{uppercaseletter} is not known' },
];
