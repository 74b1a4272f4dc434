import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/* The rest of the repository is checked by `npm run typecheck`, which must not see the browser's globals. */
describe('the programs of pages', () => {
  it('have no type errors', () => {
    const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [compiler, '-p', 'test/browser/pages', '--noEmit', '--pretty', 'false'],
      { cwd: projectRoot, encoding: 'utf8' },
    );
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
