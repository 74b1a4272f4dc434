import { segmentSink, type SegmentSinkOptions } from 'statsig-nodekit/segment';
import { describe, expect, it } from 'vitest';

const send = (): void => undefined;
const client = { track: send, flush: async () => undefined, on: send };

describe('segmentSink', () => {
  it.each<[string, object, string]>([
    ['no way', {}, 'none of `writeKey`, `client` and `send` is given; expected one of them'],
    ['two ways', { writeKey: 'key', send }, '`writeKey` and `send` are given; expected one of them'],
    [
      'a host without key',
      { send, host: 'https://a.example' },
      '`host` is given without `writeKey`, and would have no effect',
    ],
    [
      'a region without key',
      { client, region: 'eu' },
      '`region` is given without `writeKey`, and would have no effect',
    ],
    ['an unknown option', { send, formats: 'clean' }, '`formats` is unknown (did you mean `format`?)'],
    ['an unknown region', { writeKey: 'key', region: 'asia' }, '`region` is "asia"; expected "us" or "eu"'],
    ['a host that is no URL', { writeKey: 'key', host: 'segment' }, '`host` is "segment"; expected a URL'],
    [
      'a host without a scheme',
      { writeKey: 'key', host: 'localhost:9000' },
      '`host` is "localhost:9000"; expected a URL',
    ],
    ['a host that is no server', { writeKey: 'key', host: 'file:///tmp' }, '`host` is "file:///tmp"; expected a URL'],
    ['a key with the end of its line', { writeKey: 'key\n' }, '`writeKey` has a space or a line break in it'],
    ['an empty key', { writeKey: '' }, '`writeKey` is no text, or empty'],
    ['a client without methods', { client: { track: send } }, 'expected a client, new Analytics(…)'],
    ['an unknown format', { send, format: 'flat' }, '`format` is "flat"; expected "compat" or "clean"'],
    ['an unknown kind', { send, include: { kinds: ['gates'] } }, 'expected a list of gate, config, experiment'],
    ['an unknown member', { send, exclude: { name: 'a' } }, '`exclude` is not in order: `name` is unknown'],
    ['a rate above 1', { send, samples: [{ rate: 2 }] }, '`rate` is 2; expected a number from 0 to 1'],
    ['no rate', { send, samples: [{ names: ['a'] }] }, '`samples` has a sample without `rate`'],
    ['an identifier that is no name', { send, identifiers: { userId: 5 } }, 'expected the name of an ID, or null'],
    ['a period that is no number', { send, exposurePeriodMs: '1h' }, 'expected a number of milliseconds'],
  ])('refuses %s, and says what is wrong', (_, options, message) => {
    const make = (): unknown => segmentSink(options);
    expect(make).toThrow(
      expect.objectContaining({ code: 'segment_options_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('tells no key, whatever it is', () => {
    const make = (): unknown => segmentSink({ writeKey: ['hidden-key'] } as unknown as SegmentSinkOptions);
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hidden-key') }));
  });

  it('is named, and has sent nothing', () => {
    const sink = segmentSink({ writeKey: 'key' });
    expect(sink.name).toBe('segment');
    expect(sink.statistics()).toMatchObject({ sent: 0, tooLarge: 0, refused: 0 });
    expect(segmentSink({ send, name: 'other' }).name).toBe('other');
  });
});
