import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EventQueue, type TakenEvents } from '../../../lib/events/event-queue.js';
import type { LoggableEvent } from '../../../lib/events/loggable-event.js';

const eventOf = (id: number): LoggableEvent => ({ toJson: () => String(id) });
const idsOf = ({ events }: TakenEvents): number[] => events.map((event) => Number(event.toJson()));

const mostBytes = Infinity;

describe('EventQueue', () => {
  it('gives events back in their order, as many as there are', () => {
    const queue = new EventQueue({ mostEvents: 10, mostBytes });
    for (const id of [1, 2, 3]) expect(queue.push(eventOf(id))).toBe(0);
    expect(queue.size).toBe(3);
    expect(idsOf(queue.take(2))).toEqual([1, 2]);
    expect(idsOf(queue.take(5))).toEqual([3]);
    expect(queue.take(5).events).toEqual([]);
    expect(queue.size).toBe(0);
  });

  it('lets the oldest go when it is full, and says so', () => {
    const queue = new EventQueue({ mostEvents: 2, mostBytes });
    expect([1, 2, 3, 4].map((id) => queue.push(eventOf(id)))).toEqual([0, 0, 1, 1]);
    expect(idsOf(queue.take(9))).toEqual([3, 4]);
  });

  it('lets the oldest go until the newest has room, and counts what leaves otherwise', () => {
    const queue = new EventQueue({ mostEvents: 100, mostBytes: 100 });
    const push = (id: number, heldBytes: number): number => queue.push({ ...eventOf(id), heldBytes });
    expect([push(1, 40), push(2, 40), push(3, 20), push(4, 50)]).toEqual([0, 0, 0, 2]);
    expect(idsOf(queue.take(1))).toEqual([3]);
    expect([push(5, 50), push(6, 1)]).toEqual([0, 1]);
    // The newest event is taken however large it is.
    expect(push(7, 1000)).toBe(2);
    expect(push(8, 1)).toBe(1);
    expect(idsOf(queue.take(9))).toEqual([8]);
    expect(push(9, 100)).toBe(0);
  });

  it('knows since when its oldest event has waited, by the marks before it', () => {
    const queue = new EventQueue({ mostEvents: 4, mostBytes });
    const pushAt = (nowMs: number, ...ids: number[]): void => {
      queue.mark(nowMs);
      for (const id of ids) queue.push(eventOf(id));
    };
    pushAt(100, 1, 2);
    pushAt(200, 3);
    expect(queue.sinceMs).toBe(100);
    expect(queue.take(1).sinceMs).toBe(100);
    expect(queue.sinceMs).toBe(100);
    queue.take(1);
    expect(queue.sinceMs).toBe(200);
    pushAt(300, 4, 5, 6);
    // The fifth event crowds out the third.
    pushAt(400, 7);
    expect(queue.take(4)).toMatchObject({ sinceMs: 300 });
    queue.mark(500);
    pushAt(600, 8);
    expect(queue.sinceMs).toBe(600);
  });

  it('behaves like a plain list over any course, also when slots are cleaned up', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ push: fc.integer({ min: 1, max: 3000 }) }),
        fc.record({ take: fc.integer({ min: 0, max: 3000 }) }),
      ),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), steps, (capacity, course) => {
        const queue = new EventQueue({ mostEvents: capacity, mostBytes });
        let model: number[] = [];
        let id = 0;
        for (const step of course) {
          if ('push' in step) {
            for (let count = 0; count < step.push; count++) {
              model.push(++id);
              const dropped = queue.push(eventOf(id));
              expect(dropped).toBe(model.length > capacity ? 1 : 0);
              model = model.slice(dropped);
            }
          } else {
            expect(idsOf(queue.take(step.take))).toEqual(model.splice(0, step.take));
          }
          expect(queue.size).toBe(model.length);
        }
      }),
      { numRuns: 30 },
    );
  });
});
