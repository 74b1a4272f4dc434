import { describe, expect, it } from 'vitest';

import { markLoaded } from '../../../lib/sticky/loaded-values.js';
import { PersistedValuesReader } from '../../../lib/sticky/persisted-values-reader.js';
import { keptDecision, stickyValues } from '../../support/sticky-builder.js';

function createReader(): { reader: PersistedValuesReader; complaints: string[] } {
  const complaints: string[] = [];
  return { reader: new PersistedValuesReader((complaint) => complaints.push(complaint)), complaints };
}

describe('PersistedValuesReader', () => {
  it('reads the decisions by name, passing over undefined ones', () => {
    const { reader, complaints } = createReader();
    const kept = reader.read({ e: stickyValues(), other: undefined });
    expect(kept).toEqual({ decisions: new Map([['e', keptDecision()]]), loadedKeys: undefined });
    expect(complaints).toEqual([]);
  });

  it.each([[undefined], [null]])('takes %j for not given, without a complaint', (input) => {
    const { reader, complaints } = createReader();
    expect(reader.read(input)).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  it('takes all for not given when one entry is malformed, and says which', () => {
    const { reader, complaints } = createReader();
    expect(reader.read({ e: stickyValues(), broken: { value: true } })).toBeUndefined();
    expect(complaints).toEqual([
      'userPersistedValues were given and count as not given: the entry "broken" is malformed.',
    ]);
  });

  it('refuses what is no object', () => {
    const { reader, complaints } = createReader();
    expect(reader.read('text')).toBeUndefined();
    expect(complaints).toEqual([
      'userPersistedValues were given and count as not given: expected an object, received a string.',
    ]);
  });

  it('survives values that throw when they are read, or that contain themselves', () => {
    const { reader, complaints } = createReader();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const throwing = {
      get e(): never {
        throw new Error('no');
      },
    };
    expect(reader.read(throwing)).toBeUndefined();
    expect(reader.read({ e: { ...stickyValues(), json_value: circular } })).toBeUndefined();
    expect(complaints).toHaveLength(2);
  });

  it('knows for which units values were loaded, also of a copy', () => {
    const { reader } = createReader();
    const loaded = markLoaded(new Map([['e', stickyValues()]]), ['u:userID']);
    expect(reader.read(loaded)?.loadedKeys).toEqual(['u:userID']);
    expect(reader.read({ ...loaded, other: stickyValues() })).toMatchObject({ loadedKeys: ['u:userID'] });
    expect(JSON.stringify(loaded)).toBe(JSON.stringify({ e: stickyValues() }));
  });

  it('reads loaded values once', () => {
    const { reader } = createReader();
    const loaded = markLoaded(new Map([['e', stickyValues()]]), ['u:userID']);
    expect(reader.read(loaded)).toBe(reader.read(loaded));
  });

  it('reads other values anew each time, because they may have changed', () => {
    const { reader } = createReader();
    const values: Record<string, unknown> = { e: stickyValues() };
    reader.read(values);
    values['e'] = stickyValues({ rule_id: 'later' });
    expect(reader.read(values)?.decisions.get('e')?.ruleID).toBe('later');
  });
});
