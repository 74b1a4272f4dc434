import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { LaterTurn } from '../../../lib/timing/later-turn.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LaterTurn', () => {
  it('makes all calls of a burst in one turn, in order, after promises have settled', async () => {
    const turn = new LaterTurn();
    const made: string[] = [];
    for (const name of ['one', 'two', 'three']) turn.add(() => made.push(name));
    await Promise.resolve();
    expect(made).toEqual([]);
    await nextTurn();
    expect(made).toEqual(['one', 'two', 'three']);
  });

  it('lets timers and other work have their turn between calls that ask for each other', async () => {
    const turn = new LaterTurn();
    let calls = 0;
    let isOver = false;
    const again = (): void => {
      calls++;
      // As a listener does that is an async function.
      if (!isOver) void Promise.resolve().then(() => turn.add(again));
    };
    turn.add(again);
    await sleep(30);
    isOver = true;
    expect(calls).toBeGreaterThan(1);
    expect(calls).toBeLessThan(100);
  });

  it('makes at once what waits, and not a second time, and later what that asks for', async () => {
    const turn = new LaterTurn();
    const made: string[] = [];
    turn.add(() => {
      made.push('one');
      turn.add(() => made.push('two'));
    });
    turn.run();
    expect(made).toEqual(['one']);
    await expect.poll(() => made).toEqual(['one', 'two']);
  });
});
