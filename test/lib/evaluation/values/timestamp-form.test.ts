import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { timestampFromText, timestampOfUserValue } from '../../../../lib/evaluation/values/timestamp-form.js';

const newYear2023 = Date.UTC(2023, 0, 1);

describe('timestampFromText', () => {
  it.each<[text: string, instant: number]>([
    ['1672531200000', newYear2023],
    ['-5', -5],
    ['2023-01-01T00:00:00Z', newYear2023],
    ['2023-01-01t00:00:00z', newYear2023],
    ['2023-01-01 00:00:00Z', newYear2023],
    ['2023-01-01T00:00:00.123456Z', newYear2023 + 123],
    ['2023-01-01T00:00:00.5Z', newYear2023 + 500],
    ['2023-01-01T02:30:00+02:30', newYear2023],
    ['2022-12-31T23:00:00-01:00', newYear2023],
    ['2023-01-01\u00850:0:0', newYear2023],
    ['2022-12-31T23:00:00\u221201:00', newYear2023],
    ['2022-12-31T23:59:60Z', newYear2023],
    ['2023-01-01 00:00:00', newYear2023],
    ['2023-1-1 0:0:0', newYear2023],
    [' 2023- 1- 1 0: 0: 0', newYear2023],
    ['2023-1-0100:00:00', newYear2023],
    ['2023-1-010:00:00', newYear2023],
    ['2023-1-1\t0:0:0', newYear2023],
    ['2024-02-29 00:00:00', Date.UTC(2024, 1, 29)],
    ['2000-02-29 00:00:00', Date.UTC(2000, 1, 29)],
    ['70-1-1 00:00:00', -59_958_144_000_000],
    ['+12023-01-01 00:00:00', Date.UTC(12_023, 0, 1)],
    ['-1-01-01 00:00:00', Date.UTC(-1, 0, 1)],
    ['+262142-12-31 23:59:59', Date.UTC(262_142, 11, 31, 23, 59, 59)],
    ['-262143-01-01 00:00:00', Date.UTC(-262_143, 0, 1)],
  ])('reads %j', (text, instant) => {
    expect(timestampFromText(text)).toBe(instant);
  });

  it.each([
    '',
    'now',
    '2023-01-01',
    '2023-01-01T00:00:00',
    '2023-01-01T00:00Z',
    '2023-01-01T00:00:00.Z',
    '2023-01-01T00:00:00+0100',
    '2023-01-01T00:00:00+24:00',
    '2023-01-01T00:00:00+01:60',
    '2023-13-01T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-04-31 00:00:00',
    '2023-01-00 00:00:00',
    '2023-01-01T24:00:00Z',
    '2023-01-01T23:60:00Z',
    '2023-01-01T23:59:61Z',
    '+262143-01-01 00:00:00',
    '-262144-12-31 23:59:59',
    '2023-01-01 00:00:00 ',
    '2023-01-01\ufeff0:0:0',
    '2023-01-01 00:00:00 UTC',
    '12023-01-01 00:00:00',
    // The day is the 10th, and no hour follows: the official core says so too.
    '2023-1-10:0:0',
    'Sun, 01 Jan 2023 00:00:00 GMT',
    '1672531200000.5',
    '1e12',
  ])('does not take %j for an instant', (text) => {
    expect(timestampFromText(text)).toBeUndefined();
  });

  it('reads every output of toISOString', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(timestampFromText(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});

describe('timestampOfUserValue', () => {
  it.each<[value: Parameters<typeof timestampOfUserValue>[0], instant: number | undefined]>([
    [1_672_531_200_000, newYear2023],
    [-1, -1],
    [2 ** 63, 2 ** 63],
    [2 ** 64, undefined],
    [1.5, undefined],
    [true, undefined],
    [null, undefined],
    [undefined, undefined],
    [['2023-01-01 00:00:00'], undefined],
    ['1672531200000', newYear2023],
    ['5', 5],
    ['2023-01-01T00:00:00Z', newYear2023],
    ['2023-01-01 00:00:00', newYear2023],
    ['1-1-1 0:0:0', -62_135_596_800_000],
    ['not a date - at all', undefined],
  ])('of %j is %s', (value, instant) => {
    expect(timestampOfUserValue(value)).toBe(instant);
  });

  it.each([
    ['of 24 characters, as toISOString writes it', '2023-01-01T00:00:00.000Z'],
    ['with an offset', '2023-01-01T00:00:00+00:00'],
    ['of 20 characters and 22 bytes', '2022-12-31T23:00:00\u22121'],
    ['of 21 characters', ' 2023-01-01 00:00:00 '],
  ])('does not take a date %s for one, although a rule’s target may be such', (_what, text) => {
    expect(timestampOfUserValue(text)).toBeUndefined();
  });
});
