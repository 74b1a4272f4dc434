import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';

const send = (): void => undefined;

describe('the option eventSinks', () => {
  it('keeps sinks as they are, in a list of its own', () => {
    class Sink {
      readonly name = 'warehouse';
      send(): void {}
    }
    const sinks = [new Sink(), { name: 'other', send, shutdown: async () => undefined }];
    const { options, complaints } = resolveOptions({ eventSinks: sinks });
    expect(complaints).toEqual([]);
    expect(options.eventSinks).toEqual(sinks);
    expect(options.eventSinks[0]).toBe(sinks[0]);
    expect(options.eventSinks).not.toBe(sinks);
  });

  it.each([
    ['no list', send, 'expected an array of sinks, received a function; there are none.'],
    [
      'a text',
      ['warehouse'],
      'entry 0: expected an object with a name and the method send, received "warehouse"; it is left out.',
    ],
    ['no name', [{ send }], 'entry 0: expected a name that is a non-empty string; it is left out.'],
    ['an empty name', [{ name: '', send }], 'entry 0: expected a name that is a non-empty string; it is left out.'],
    ['no method', [{ name: 'a' }], 'entry 0: expected a method send; it is left out.'],
    ['another end', [{ name: 'a', send, shutdown: 1 }], 'entry 0: expected shutdown to be a method; it is left out.'],
  ])('leaves out what cannot be used: %s', (_name, eventSinks, complaint) => {
    const { options, complaints } = resolveOptions({ eventSinks });
    expect(options.eventSinks).toEqual([]);
    expect(complaints).toEqual([`Option eventSinks: ${complaint}`]);
  });

  it('keeps the others', () => {
    const { options, complaints } = resolveOptions({ eventSinks: [null, { name: 'a', send }] });
    expect(options.eventSinks.map(({ name }) => name)).toEqual(['a']);
    expect(complaints).toHaveLength(1);
  });
});
