/** The first place where a text stops being JSON, and what stands there. */
export interface JsonError {
  /** Offset in UTF-16 code units. */
  readonly offset: number;
  readonly message: string;
}

const space = /[ \t\n\r]*/y;
/** What a JSON string may hold between its quotes: all but quotes, backslashes and control characters, or an escape. */
const inString = String.raw`(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*`;
const key = new RegExp(`"${inString}"`, 'uy');
const scalar = new RegExp(String.raw`"${inString}"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`, 'uy');

/** What the next token may be. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'the end';

/**
 * Finds where a text is not JSON. `JSON.parse` says so only in words that differ between versions of Node, and often
 * without the place. Never throws; `undefined` for a text that is JSON.
 */
export function locateJsonError(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) offset += match[0].length;
    return match !== null;
  };
  const afterValue = (): Expected => {
    const container = open.at(-1);
    if (container === undefined) return 'the end';
    return container === '{' ? ', or }' : ', or ]';
  };
  for (;;) {
    skip(space);
    const character = text[offset];
    if (character === undefined && expected === 'the end') return undefined;
    const next = step(character, expected);
    if (next === 'close') {
      open.pop();
      offset += 1;
      expected = afterValue();
    } else if (next === 'scalar' && skip(scalar)) expected = afterValue();
    else if (next === 'name' && skip(key)) expected = ':';
    else if (next === '{' || next === '[') {
      open.push(next);
      offset += 1;
      expected = next === '{' ? 'key or }' : 'value or ]';
    } else if (next === ':' || next === ',') {
      offset += 1;
      expected = next === ':' || open.at(-1) === '[' ? 'value' : 'key';
    } else return { offset, message: complaintFor(character, expected) };
  }
}

type Step = 'scalar' | 'name' | 'close' | '{' | '[' | ':' | ',' | 'error';

function step(character: string | undefined, expected: Expected): Step {
  if (character === undefined) return 'error';
  if (expected.endsWith(character) && (character === ']' || character === '}')) return 'close';
  if (expected.startsWith(',')) return character === ',' ? ',' : 'error';
  if (expected === ':') return character === ':' ? ':' : 'error';
  if (expected.startsWith('key')) return 'name';
  if (expected === 'the end') return 'error';
  return character === '{' || character === '[' ? character : 'scalar';
}

function complaintFor(character: string | undefined, expected: Expected): string {
  const found = character === undefined ? 'the end of the file' : `\`${character}\``;
  return `not valid JSON: expected ${expectedWords[expected]}, found ${found}`;
}

const expectedWords: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or `]`',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes or `}`',
  ':': '`:`',
  ', or ]': '`,` or `]`',
  ', or }': '`,` or `}`',
  'the end': 'the end of the file',
};
