import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { compileLibrary, type CompiledLibrary } from '../support/compile-library.js';

/*
 * The short form of `npm run bench:soak`: 20 seconds at 20,000 evaluations a second, each of another user and each with its
 * exposure. A machine that is too slow for that takes longer, until memory has had the time to show whether it grows.
 */

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary(['lib/index.ts']);
}, 120_000);
afterAll(() => library.remove());

/** What `bench/soak.mjs` prints. */
interface Figures {
  readonly evaluations: number;
  readonly perSecond: number;
  readonly events: { readonly arrived: number; readonly missing: number; readonly surplus: number };
  readonly ending: { readonly isSuccess: boolean; readonly pending: number; readonly dropped: number };
  /** What lives after garbage collection with nothing waiting, late in the run beside just after warm-up. */
  readonly liveGrowthMB: number;
  readonly rssGrowthMB: number;
  readonly longestBlockMs: number;
  readonly complaints: readonly string[];
}

describe('a client under load', () => {
  it('neither grows nor loses or repeats an event', { timeout: 240_000 }, async () => {
    const program = fileURLToPath(new URL('../../bench/soak.mjs', import.meta.url));
    const args = [program, '--seconds', '20', '--json', '--library', library.addressOf('lib/index.js')];
    const limits = { timeout: 220_000, killSignal: 'SIGKILL' } as const;
    const { stdout } = await promisify(execFile)(process.execPath, args, limits).catch(
      // Its status is 1 when something is wrong: what that is stands in the figures.
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
    );
    const figures = JSON.parse(stdout) as Figures;
    const { evaluations, events, liveGrowthMB, rssGrowthMB, longestBlockMs, perSecond } = figures;
    console.info(
      `${evaluations} evaluations, ${perSecond.toFixed(0)} a second; live memory ${liveGrowthMB.toFixed(2)} MB more, ` +
        `RSS ${rssGrowthMB.toFixed(1)} MB more; longest block ${longestBlockMs.toFixed(1)} ms`,
    );
    expect(figures.complaints).toEqual([]);
    // An exposure for each evaluation, and an event of the application's own for every twentieth.
    expect(evaluations).toBeGreaterThanOrEqual(400_000);
    expect(events).toEqual({ arrived: evaluations + Math.ceil(evaluations / 20), missing: 0, surplus: 0 });
    expect(figures.ending).toMatchObject({ isSuccess: true, pending: 0, dropped: 0 });
    expect(liveGrowthMB).toBeLessThan(4);
    // Memory outside the heap, such as that of compression, shows here alone; pages come and go by themselves.
    expect(rssGrowthMB).toBeLessThan(64);
  });
});
