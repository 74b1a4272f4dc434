import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CompiledLibrary, compileLibrary } from '../../support/compile-library.js';

const members = 5_000_000;
const megabyte = 1_000_000;

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary(['lib/id-lists/id-list.ts']);
}, 60_000);
afterAll(async () => library.remove());

test('a list of 5 million members takes less than 80 MB of the process', async () => {
  const program = fileURLToPath(new URL('measure-list.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    program,
    library.addressOf('lib/id-lists/id-list.js'),
    String(members),
  ]);
  console.log(stdout.trim());
  const measured = JSON.parse(stdout);
  // Of so many random keys some dozen are equal: 5 million in 2^48.
  expect(measured.members).toBeGreaterThan(members - 200);
  expect(measured.hasLast).toBe(true);
  expect(measured.tableBytes).toBeLessThan(60 * megabyte);
  expect(measured.addedHeapAndBuffers).toBeLessThan(80 * megabyte);
  // What the system counts holds besides what the engine has freed and not given back: 50 MB more on Node 24.
  expect(measured.addedPeakRss).toBeLessThan(200 * megabyte);
}, 120_000);
