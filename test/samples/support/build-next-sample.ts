import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './run-program.js';

const run = promisify(execFile);

/** The program that builds and serves applications of Next. */
export const nextProgram = join(projectRoot, 'node_modules/next/dist/bin/next');

/**
 * Builds the sample with Next as its readers would: a copy of it, with the packed package installed. Its other packages are those
 * of this project, in whose folder the copy stands.
 *
 * @returns the folder of the application
 */
export async function buildNextSample(): Promise<string> {
  const folder = join(projectRoot, 'dist/next-sample');
  const installed = join(folder, 'node_modules/statsig-nodekit');
  await run(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: projectRoot });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  cpSync(join(projectRoot, 'samples/next'), folder, { recursive: true });
  // Without scripts: `prepack` would build once more.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 });
  // An array up to npm 10, later an object by package name.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { readonly filename: string }>);
  await run('tar', ['xzf', join(folder, packed?.filename ?? ''), '-C', installed, '--strip-components=1']);
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;
  await run(process.execPath, [nextProgram, 'build'], { cwd: folder, env });
  return folder;
}
