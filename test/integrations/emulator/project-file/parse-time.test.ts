import { describe, expect, test } from 'vitest';
import { parseTime } from '../../../../integrations/emulator/project-file/parse-time.js';

describe('parseTime', () => {
  test.each([
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T12:30', Date.UTC(2026, 0, 31, 12, 30)],
    ['2026-01-31T12:30:15Z', Date.UTC(2026, 0, 31, 12, 30, 15)],
    ['2026-01-31 12:30:15.5z', Date.UTC(2026, 0, 31, 12, 30, 15, 500)],
    ['2026-01-31T12:30:15.123456+02:00', Date.UTC(2026, 0, 31, 10, 30, 15, 123)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    [1_767_225_600_000, 1_767_225_600_000],
  ])('reads %s', (value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  test.each([
    '',
    'now',
    '2026',
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-01-01T24:30',
    '2026-01-01T10',
    '31.01.2026',
    1.5,
    Infinity,
  ])('refuses %s', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });
});
