import { describe, expect, it } from 'vitest';

import { SdkEvents, type SdkEventName, type SpecsUpdatedData } from '../../../lib/client/sdk-events.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

const data: SpecsUpdatedData = { source: 'Network', source_api: 'https://host/v2', values: { time: 1 } };

function setUp(): { events: SdkEvents; logger: RecordingLogger; heard: string[] } {
  const logger = createRecordingLogger();
  let ids = 0;
  return { events: new SdkEvents(logger, () => `id-${++ids}`), logger, heard: [] };
}

/** Lets callbacks run that wait for the end of the code that caused them. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('SdkEvents', () => {
  it('calls listeners with name and data, those to every event first, and never at once', async () => {
    const { events, heard } = setUp();
    const received: unknown[] = [];
    expect(
      events.subscribe('specs_updated', (event) => {
        heard.push('specs_updated');
        received.push(event);
      }),
    ).toBe('id-1@specs_updated');
    expect(events.subscribe('*', () => void heard.push('*'))).toBe('id-2@*');
    events.emit('specs_updated', () => data);
    expect(heard).toEqual([]);
    await settle();
    expect(heard).toEqual(['*', 'specs_updated']);
    expect(received).toEqual([{ event_name: 'specs_updated', data }]);
  });

  it('prepares nothing when nobody listens', () => {
    const { events } = setUp();
    events.emit('specs_updated', () => expect.fail('asked for data'));
    expect(events.hasListeners('specs_updated')).toBe(false);
  });

  it('ends subscriptions by name, by id, or all', async () => {
    const { events, heard } = setUp();
    const first = events.subscribe('specs_updated', () => void heard.push('first'));
    events.subscribe('specs_updated', () => void heard.push('second'));
    events.subscribe('*', () => void heard.push('all'));
    const emit = async (): Promise<string[]> => {
      events.emit('specs_updated', () => data);
      await settle();
      return heard.splice(0);
    };
    events.unsubscribeById(first);
    events.unsubscribeById('no such id');
    expect(await emit()).toEqual(['all', 'second']);
    events.unsubscribe('specs_updated');
    expect(await emit()).toEqual(['all']);
    events.unsubscribeAll();
    expect(await emit()).toEqual([]);
  });

  it('does not starve the event loop when a listener causes the event that it listens to', async () => {
    const { events } = setUp();
    let calls = 0;
    const id = events.subscribe('specs_updated', () => {
      // The test would hang without this limit if promises alone carried the events.
      if (++calls < 100_000) events.emit('specs_updated', () => data);
    });
    events.emit('specs_updated', () => data);
    await new Promise((resolve) => setTimeout(resolve, 1));
    events.unsubscribeById(id);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThan(1000);
  });

  it('calls all listeners of a burst in one turn', async () => {
    const { events, heard } = setUp();
    events.subscribe('specs_updated', () => void heard.push('called'));
    for (let count = 0; count < 10; count++) events.emit('specs_updated', () => data);
    await Promise.resolve();
    expect(heard).toEqual([]);
    await settle();
    expect(heard).toHaveLength(10);
  });

  it('survives listeners that throw or reject, and calls the others', async () => {
    const { events, heard, logger } = setUp();
    events.subscribe('specs_updated', () => {
      throw new Error('thrown');
    });
    events.subscribe('specs_updated', async () => Promise.reject(new Error('rejected')));
    events.subscribe('specs_updated', () => void heard.push('called'));
    events.emit('specs_updated', () => data);
    await settle();
    expect(heard).toEqual(['called']);
    expect(logger.lines.toSorted()).toEqual([
      'warn SdkEvents: A listener of specs_updated failed. rejected',
      'warn SdkEvents: A listener of specs_updated failed. thrown',
    ]);
  });

  it.each<[unknown, unknown]>([
    ['no_such_event', () => undefined],
    ['__proto__', () => undefined],
    [undefined, () => undefined],
    [{}, () => undefined],
    ['specs_updated', 'not a function'],
  ])('refuses %j with %j, and says so', (name, listener) => {
    const { events, logger } = setUp();
    expect(events.subscribe(name as SdkEventName, listener as () => void)).toBe('ERROR@ERROR');
    expect(logger.lines).toEqual([expect.stringMatching(/^error SdkEvents: /)]);
  });
});
