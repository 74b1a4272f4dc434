import { gunzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SealedBatch } from '../../../lib/events/destination.js';
import { type PostBody, sealBatch, splitBatch } from '../../../lib/events/seal-batch.js';
import { SlicedWork } from '../../../lib/timing/sliced-work.js';
import { systemTimers } from '../../../lib/timing/timers.js';

const statsigMetadata = { sdkType: 'x', note: ']},"statsigMetadata":é' };

const seal = (values: readonly unknown[], timers: { elapsedMs: () => number } = systemTimers) =>
  sealBatch(
    values.map((value) => ({ toJson: () => JSON.stringify(value) })),
    { statsigMetadata, slices: new SlicedWork({ timers, sliceMs: 2 }) },
  );

const read = ({ body }: SealedBatch<PostBody>): unknown => JSON.parse(gunzipSync(body.bytes).toString());

describe('a sealed batch', () => {
  it('holds its events as they are, also when it is cut in two again and again', async () => {
    const values = fc.array(fc.jsonValue(), { minLength: 2, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        const events = JSON.parse(JSON.stringify(given)) as unknown[];
        const [batch] = await seal(events);
        if (batch === undefined) throw new Error('There is no batch.');
        expect(read(batch)).toEqual({ events, statsigMetadata });
        let parts = [batch];
        while (parts.some(({ eventCount }) => eventCount > 1)) {
          const cut = parts.map((part) => (part.eventCount > 1 ? splitBatch(part) : Promise.resolve([part])));
          parts = (await Promise.all(cut)).flat();
          expect(parts.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(events.length);
        }
        expect(parts.map(read)).toEqual(events.map((event) => ({ events: [event], statsigMetadata })));
      }),
      { numRuns: 40 },
    );
  });

  it('is made in slices, between which everything else has its turn', async () => {
    let nowMs = 0;
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    // On this clock a thousand characters take a millisecond.
    const values = Array.from({ length: 300 }, () => ({
      toJSON: () => {
        nowMs++;
        return 'x'.repeat(1000);
      },
    }));
    await seal(values, { elapsedMs: () => nowMs });
    isOver = true;
    expect(turns).toBeGreaterThan(70);
  });
});
