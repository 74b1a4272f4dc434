import { describe, expect, it } from 'vitest';

import { SlicedWork } from '../../../lib/timing/sliced-work.js';

/** A clock that goes on by a millisecond with each look. */
const createClock = (): { elapsedMs: () => number } => {
  let nowMs = 0;
  return { elapsedMs: () => nowMs++ };
};

describe('SlicedWork', () => {
  it('does one work after the other, with at most one slice in a turn of the event loop', async () => {
    const slices = new SlicedWork({ timers: createClock(), sliceMs: 3 });
    let turn = 0;
    let isOver = false;
    const countTurns = (): void => {
      turn++;
      if (!isOver) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    const done: [name: string, turn: number][] = [];
    const steps = function* (name: string): Generator<void, string> {
      for (let step = 0; step < 10; step++) {
        done.push([name, turn]);
        yield;
      }
      return name;
    };
    const names = ['a', 'b', 'c'];
    expect(await Promise.all(names.map((name) => slices.run(steps(name))))).toEqual(names);
    isOver = true;

    expect(done.map(([name]) => name)).toEqual(names.flatMap((name) => Array.from({ length: 10 }, () => name)));
    const perTurn = new Map<number, number>();
    for (const [, at] of done) perTurn.set(at, (perTurn.get(at) ?? 0) + 1);
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(4);
    expect(perTurn.size).toBeGreaterThanOrEqual(8);
  });

  it('goes on after a work that failed', async () => {
    const slices = new SlicedWork({ timers: createClock(), sliceMs: 3 });
    const failing = slices.run(
      (function* (): Generator<void, never> {
        yield;
        throw new Error('no');
      })(),
    );
    const working = slices.run(
      (function* (): Generator<void, number> {
        yield;
        return 7;
      })(),
    );
    await expect(failing).rejects.toThrow('no');
    await expect(working).resolves.toBe(7);
  });
});
