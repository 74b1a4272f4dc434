import { describe, expect, it } from 'vitest';
import { ExposureWriter } from '../../../lib/bootstrap/exposure-writer.js';
import { Fragments } from '../../../lib/bootstrap/fragments.js';

const first = { gate: 'g_group', gateValue: 'true', ruleID: 'gr' } as const;
const second = { gate: 'hold', gateValue: 'false', ruleID: 'default' } as const;

const [firstText, secondText] = [JSON.stringify(first), JSON.stringify(second)];

const writerIn = (format: 0 | 1 | 2): ExposureWriter => new ExposureWriter(new Fragments('none'), format);

describe('ExposureWriter', () => {
  it('writes exposures in place in format 0, each once, where it came first', () => {
    const writer = writerIn(0);
    expect(writer.list([])).toBe('[]');
    expect(writer.list([second, first, second, first])).toBe(`[${secondText},${firstText}]`);
    expect(writer.listed).toBe('{}');
  });

  it('refers by names of their content in format 1, and lists each once', () => {
    const writer = writerIn(1);
    expect(writer.list([first, second, first])).toBe('["3113394820","679423855"]');
    expect(writer.list([second])).toBe('["679423855"]');
    expect(writer.listed).toBe(`{"3113394820":${firstText},"679423855":${secondText}}`);
  });

  it('refers by numbers in the order of first use in format 2', () => {
    const writer = writerIn(2);
    expect(writer.list([second])).toBe('["0"]');
    expect(writer.list([first, second])).toBe('["1","0"]');
    expect(writer.listed).toBe(`{"0":${secondText},"1":${firstText}}`);
  });

  it.each([0, 1, 2] as const)('tells exposures apart that differ in one field, in format %i', (format) => {
    const writer = writerIn(format);
    const all = [
      first,
      { ...first, gate: 'other' },
      { ...first, gateValue: 'false' as const },
      { ...first, ruleID: 'r' },
    ];
    expect(JSON.parse(writer.list(all))).toHaveLength(all.length);
  });
});
