import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fleetRequests } from '../../bench/fleet-requests.mjs';
import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { hasRedis } from '../support/redis-server.js';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What `bench/fleet.mjs` counts. */
interface Figure {
  readonly counted: Readonly<Record<'network' | 'redis' | 'networkPerChange' | 'redisPerChange', number>>;
  readonly expected: Readonly<Record<'network' | 'redis' | 'networkPerChange' | 'redisPerChange', number>>;
}

describe.skipIf(!hasRedis)('the arithmetic of fleets', () => {
  let library: CompiledLibrary;
  beforeAll(async () => {
    library = await compileLibrary(['lib/index.ts', 'lib/request/index.ts', 'integrations/redis/index.ts']);
  }, 120_000);
  afterAll(() => library.remove());

  it('comes to what eight processes are counted to ask', { timeout: 120_000 }, async () => {
    const plan = ['--json', '--arrangement', 'redis', '--seconds', '4', '--rounds', '1'];
    const modules = ['lib/index.js', 'integrations/redis/index.js'].map((path) => library.addressOf(path));
    const args = [
      fromRoot('bench/fleet.mjs'),
      ...plan,
      '--library',
      String(modules[0]),
      '--redis-library',
      String(modules[1]),
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 110_000, killSignal: 'SIGKILL' });
    const { figures } = JSON.parse(stdout) as { figures: readonly [Figure] };
    const [{ counted, expected }] = figures;
    for (const name of ['network', 'redis'] as const) {
      // Pauses vary by a tenth, and a busy machine makes them longer; nothing makes them shorter.
      expect(counted[name]).toBeLessThan(1.2 * expected[name]);
      expect(counted[name]).toBeGreaterThan(0.4 * expected[name]);
    }
    expect(counted.networkPerChange).toBe(1);
    expect(counted.redisPerChange).toBeLessThan(2 * expected.redisPerChange);
  });
});

describe('the page about fleets', () => {
  const page = readFileSync(fromRoot('docs/scale-out.md'), 'utf8');
  /** The numbers of the row that begins so, without the first. */
  const row = (beginning: string): number[] => {
    const line = page.split('\n').find((text) => text.startsWith(`| ${beginning} `)) ?? '';
    return [...line.matchAll(/[\d,]+(?= *\|)/g)].slice(1).map(([text]) => Number(text.replaceAll(',', '')));
  };

  it.each([
    ['8', { processes: 8 }],
    ['500', { processes: 500 }],
    ['10,000', { processes: 10_000 }],
  ])('says of %s processes what the arithmetic says', (count, fleet) => {
    const perHost = 8;
    const [alone, redis, cluster, both] = (['alone', 'redis', 'cluster', 'cluster and redis'] as const).map(
      (arrangement) => fleetRequests({ arrangement, perHost, ...fleet }),
    );
    expect(row(count)).toEqual([
      alone?.network,
      redis?.network,
      Math.round(redis?.redis ?? NaN),
      cluster?.network,
      both?.network,
      Math.round(both?.redis ?? NaN),
    ]);
  });
});
