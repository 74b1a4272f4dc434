import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidIdListError } from '../../../lib/errors/invalid-id-list-error.js';
import { parseIdListManifest } from '../../../lib/sync/id-list-manifest.js';

const entry = { name: 'beta', url: 'https://lists.example/beta?sig=1', size: 20, creationTime: 1, fileID: 'f1' };
const read = { url: entry.url, size: 20, creationTime: 1, fileID: 'f1' };
const parse = (document: unknown): ReturnType<typeof parseIdListManifest> =>
  parseIdListManifest(JSON.stringify(document));

describe('the overview of ID lists', () => {
  it('is read by the names that are its keys', () => {
    const { entries, malformed } = parse({ beta: entry, staff: { ...entry, name: 'another name', fileID: undefined } });
    expect([...entries]).toEqual([
      ['beta', read],
      ['staff', { ...read, fileID: undefined }],
    ]);
    expect(malformed).toEqual([]);
  });

  it('may be empty', () => {
    expect(parse({}).entries.size).toBe(0);
  });

  it('may hold names that objects have a meaning for', () => {
    const text = `{"__proto__":${JSON.stringify(entry)},"constructor":${JSON.stringify(entry)}}`;
    expect([...parseIdListManifest(text).entries.keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('is read to the last of several entries of one name, as JSON is', () => {
    const text = `{"a":{"url":"http://x/1","size":1,"creationTime":1},"a":{"url":"http://x/2","size":2,"creationTime":2}}`;
    expect(parseIdListManifest(text).entries.get('a')).toMatchObject({ size: 2 });
  });

  it.each([
    ['no object', 5],
    ['null', null],
    ['no url', { ...entry, url: undefined }],
    ['an empty url', { ...entry, url: '' }],
    ['a relative url', { ...entry, url: '/files/1' }],
    ['a url of another kind', { ...entry, url: 'file:///etc/passwd' }],
    ['no size', { ...entry, size: undefined }],
    ['a size in quotes', { ...entry, size: '20' }],
    ['a negative size', { ...entry, size: -1 }],
    ['a size beyond what counts exactly', { ...entry, size: 2 ** 60 }],
    ['a time that is no whole number', { ...entry, creationTime: 1.5 }],
    ['a file id that is a number', { ...entry, fileID: 7 }],
  ])('leaves out an entry with %s, and no other', (_name, broken) => {
    const { entries, malformed } = parse({ broken, beta: entry });
    expect([[...entries.keys()], malformed]).toEqual([['beta'], ['broken']]);
  });

  it.each([
    ['[]', 'an array'],
    ['null', 'null'],
    ['"lists"', 'a string'],
    ['', 'an empty text'],
    ['<html>secret</html>', 'a text of 19 characters that is not JSON'],
  ])('is refused when it is %s', (text, found) => {
    const refusal = new InvalidIdListError({ list: undefined, expected: 'a JSON object', found });
    expect(() => parseIdListManifest(text)).toThrow(refusal);
    expect(refusal.message).toContain(
      `The overview of ID lists cannot be used: expected a JSON object, found ${found}.`,
    );
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          parseIdListManifest(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidIdListError);
        }
      }),
    );
  });
});
