/**
 * Texts with a mark at every place between their characters, by which an engine without Unicode's word boundaries finds
 * them.
 *
 * The engine's `\b` knows ASCII words alone. So a text that has other characters is searched with marks in it: each
 * tells whether a word character stands before it (1), whether one stands after it (2), and whether nothing but
 * newlines follow (4). A pattern for such texts takes a mark after every character, and looks behind at the mark.
 */
const firstMark = 0xfdd0;

const wordBefore = 1;
const wordAfter = 2;
const onlyNewlinesAfter = 4;
const markCount = 8;

/** Noncharacters serve as marks: Unicode promises that no text needs them. One that has them all the same gets another. */
const marksInText = /[\ufdd0-\ufdd7]/g;
const standIn = '\ufdef';

const wordCharacter = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Any mark, as a class of the engine. */
export const anyMark = '[\\x{fdd0}-\\x{fdd7}]';

/** Places that marks tell. */
export const markedPlaces = {
  'word-boundary': marksWhere((mark) => hasWordBefore(mark) !== hasWordAfter(mark)),
  'no-word-boundary': marksWhere((mark) => hasWordBefore(mark) === hasWordAfter(mark)),
  'word-start': marksWhere((mark) => !hasWordBefore(mark) && hasWordAfter(mark)),
  'word-end': marksWhere((mark) => hasWordBefore(mark) && !hasWordAfter(mark)),
  'no-word-before': marksWhere((mark) => !hasWordBefore(mark)),
  'no-word-after': marksWhere((mark) => !hasWordAfter(mark)),
  'last-line-end': marksWhere((mark) => (mark & onlyNewlinesAfter) !== 0),
} as const;

/** A text with its marks: one before the first character, and one after each. */
export function markText(text: string): string {
  const characters = Array.from(text.replaceAll(marksInText, standIn));
  const lastLineEnd = characters.findLastIndex((character) => character !== '\n') + 1;
  let marked = '';
  let isAfterWord = false;
  for (let place = 0; place <= characters.length; place += 1) {
    const character = characters[place];
    const isBeforeWord = character !== undefined && wordCharacter.test(character);
    const mark =
      (isAfterWord ? wordBefore : 0) | (isBeforeWord ? wordAfter : 0) | (place >= lastLineEnd ? onlyNewlinesAfter : 0);
    marked += String.fromCharCode(firstMark + mark) + (character ?? '');
    isAfterWord = isBeforeWord;
  }
  return marked;
}

function marksWhere(tells: (mark: number) => boolean): string {
  const marks = Array.from({ length: markCount }, (_mark, mark) => mark).filter(tells);
  return `[${marks.map((mark) => `\\x{${(firstMark + mark).toString(16)}}`).join('')}]`;
}

function hasWordBefore(mark: number): boolean {
  return (mark & wordBefore) !== 0;
}

function hasWordAfter(mark: number): boolean {
  return (mark & wordAfter) !== 0;
}
