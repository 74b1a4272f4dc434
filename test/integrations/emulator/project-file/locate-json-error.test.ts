import { array, assert, constantFrom, json, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateJsonError } from '../../../../integrations/emulator/project-file/locate-json-error.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('locateJsonError', () => {
  test('finds nothing in what JSON.parse takes', () => {
    assert(property(json({ noUnicodeString: false }), (text) => locateJsonError(text) === undefined));
  });

  test('finds a mistake exactly where JSON.parse refuses, for texts made of the pieces of JSON', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '"',
      '1',
      '-',
      '0.5e+3',
      '01',
      'true',
      'null',
      ' ',
      '\n',
      'x',
      '\u0001',
    ];
    assert(
      property(array(constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(locateJsonError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('points into the text, at the first place that no end could mend', () => {
    assert(
      property(tuple(json(), nat()), ([text, seed]) => {
        const cut = text.slice(0, seed % text.length);
        const found = locateJsonError(cut);
        if (found !== undefined) expect(found.offset).toBeLessThanOrEqual(cut.length);
        else expect(isJson(cut)).toBe(true);
      }),
    );
  });
});
