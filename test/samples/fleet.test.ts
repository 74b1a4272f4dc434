import { beforeAll, describe, expect, it } from 'vitest';

import { hasRedis, startRedis } from '../support/redis-server.js';
import { buildSamples } from './support/build-samples.js';
import { runProgram } from './support/run-program.js';

beforeAll(buildSamples);

/** What follows a line that begins so, up to the next empty line. */
function paragraph(output: string, beginning: string): string[] {
  const lines = output.split('\n');
  const start = lines.findIndex((line) => line.startsWith(beginning));
  const rest = lines.slice(start);
  return start < 0 ? [] : rest.slice(0, rest.indexOf(''));
}

describe.skipIf(!hasRedis)('the fleet', () => {
  it('spreads changes to eight processes, also after the one that asks the service was killed', async () => {
    const redis = await startRedis();
    try {
      const program = runProgram([process.execPath, 'samples/fleet/fleet.mjs'], {
        ...process.env,
        REDIS_URL: redis.url,
      });
      const ending = await program.ended;
      const output = program.output();
      expect(ending, output).toEqual({ code: 0, signal: null });
      const [, first = ''] = /8 processes are ready .* Process (\d) asks the service for all\./.exec(output) ?? [];
      const [, victim = ''] = /Killed process (\d), which asked the service for all\./.exec(output) ?? [];
      const [, second = ''] = /Process (\d) asks the service now/.exec(output) ?? [];
      expect(victim, output).toBe(first);
      expect(['1', '2', '3', '4', '5', '6', '7', '8'].filter((number) => number !== victim)).toContain(second);

      const opened = paragraph(output, 'Changed: new_checkout is open');
      const closed = paragraph(output, 'Changed: new_checkout is closed');
      for (const [lines, count, holder] of [
        [opened, 8, first],
        [closed, 7, second],
      ] as const) {
        const seen = lines.filter((line) => / has it, from (the service|Redis)$/.test(line));
        expect(new Set(seen.map((line) => /process \d/.exec(line)?.[0])).size).toBe(count);
        const fetched = seen.filter((line) => line.endsWith('from the service'));
        expect(fetched, output).toEqual([expect.stringContaining(`process ${holder} has it`)]);
        expect(lines).toContainEqual(
          expect.stringMatching(new RegExp(`^All ${count} processes have it after [\\d.]+ s; 1 fetched it\\.$`)),
        );
      }
      // The experiment would give her another one since the first change.
      expect(output.match(/Ann’s button is blue in all processes\./g), output).toHaveLength(3);
      expect(output.trim().split('\n').at(-1)).toBe('All processes have ended.');
      expect(Number(await redis.command('DBSIZE'))).toBeGreaterThan(0);
    } finally {
      await redis.stop();
    }
  });
});
