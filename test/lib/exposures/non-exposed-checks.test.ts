import { describe, expect, it } from 'vitest';

import type { LoggableEvent } from '../../../lib/events/loggable-event.js';
import { NonExposedChecks } from '../../../lib/exposures/non-exposed-checks.js';

function startCounting(): {
  readonly checks: NonExposedChecks;
  readonly events: LoggableEvent[];
  readonly clock: { nowMs: number; reads: number };
} {
  const events: LoggableEvent[] = [];
  const clock = { nowMs: 1000, reads: 0 };
  const checks = new NonExposedChecks({
    enqueue: (event) => events.push(event),
    nowMs: () => {
      clock.reads += 1;
      return clock.nowMs;
    },
  });
  return { checks, events, clock };
}

function countsIn(event: LoggableEvent | undefined): unknown {
  const { metadata } = JSON.parse(event?.toJson() ?? '') as { metadata: { checks: string } };
  return JSON.parse(metadata.checks);
}

describe('checks without an exposure', () => {
  it('are one event in the form of the official SDK', () => {
    const { checks, events } = startCounting();
    for (const name of ['g', 'c', 'g']) checks.add(name);
    expect(events.map((event) => event.toJson())).toEqual([
      '{"eventName":"statsig::non_exposed_checks","value":null,"metadata":{"checks":"{\\"g\\":2,\\"c\\":1}"},' +
        '"statsigMetadata":null,"user":{},"time":1000,"secondaryExposures":null}',
    ]);
  });

  it('are no event when there are none', () => {
    expect(startCounting().events).toEqual([]);
  });

  it('that come after the event was written begin another one', () => {
    const { checks, events, clock } = startCounting();
    checks.add('g');
    const text = events[0]?.toJson();
    clock.nowMs = 3000;
    checks.add('g');
    checks.add('h');
    expect(events).toHaveLength(2);
    // Each destination gets the same.
    expect(events[0]?.toJson()).toBe(text);
    expect(countsIn(events[1])).toEqual({ g: 1, h: 1 });
    expect(events[1]?.toJson()).toContain('"time":3000');
  });

  it('are counted whatever their names', () => {
    const { checks, events } = startCounting();
    const names = ['__proto__', 'constructor', '', 'a "quoted" name\n'];
    for (const name of names) checks.add(name);
    expect(Object.entries(countsIn(events[0]) as object)).toEqual(names.map((name) => [name, 1]));
  });

  it('are spread over several events when there are many names, and none is lost', () => {
    const { checks, events } = startCounting();
    for (let i = 0; i < 2500; i++) checks.add(`g${i}`);
    expect(events.map((event) => Object.keys(countsIn(event) as object).length)).toEqual([1000, 1000, 500]);
  });

  it('are spread over several events when names are long, which say what they may take', () => {
    const { checks, events } = startCounting();
    const names = ['a', 'b'.repeat(20_000), 'c'.repeat(20_000), 'd'.repeat(1_000_000), 'e'];
    for (const name of [...names, ...names]) checks.add(name);
    for (const event of events) {
      const characters = Object.keys(countsIn(event) as object).join('').length;
      expect(event.heldBytes).toBeGreaterThan(characters * 2);
    }
    const total: Record<string, number> = {};
    for (const [name, count] of events.flatMap((event) => Object.entries(countsIn(event) as Record<string, number>)))
      total[name] = (total[name] ?? 0) + count;
    expect(total).toEqual(Object.fromEntries(names.map((name) => [name, 2])));
  });

  it('begin another event after a minute, so that one that was lost does not go on counting', () => {
    const { checks, events, clock } = startCounting();
    for (let i = 0; i < 100; i++) checks.add('g');
    clock.nowMs += 60_000;
    for (let i = 0; i < 100; i++) checks.add('g');
    expect(events).toHaveLength(2);
    const counts = events.map((event) => (countsIn(event) as { g: number }).g);
    expect(counts[0]).toBeLessThanOrEqual(115);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(200);
    // Once for each event, and once in sixteen checks.
    expect(clock.reads).toBeLessThanOrEqual(2 + 200 / 16);
  });
});
