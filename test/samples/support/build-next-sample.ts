import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './run-program.js';

const run = promisify(execFile);

/** The program that builds and serves applications of Next. */
export const nextProgram = join(projectRoot, 'node_modules/next/dist/bin/next');

/** Signs the addresses of static variants, for the build as for the server. */
export const variantsSecret = 'secret-of-the-variants';

/** What builds an application of Next. */
export type Bundler = 'turbopack' | 'webpack';

/**
 * Builds the sample with Next as its readers would: a copy of it, with the packed package installed. Its other packages are those
 * of this project, in whose folder the copy stands. Once with each bundler, at the same time: neither keeps two cores busy.
 *
 * @returns the folders of the application
 */
export async function buildNextSample(): Promise<Readonly<Record<Bundler, string>>> {
  await run(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: projectRoot });
  const packed = join(projectRoot, 'dist/next-sample');
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  // Without scripts: `prepack` would build once more.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', packed];
  const { stdout } = await run('npm', pack, { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 });
  // An array up to npm 10, later an object by package name.
  const [{ filename }] = Object.values(JSON.parse(stdout) as Record<string, { readonly filename: string }>) as [
    { readonly filename: string },
  ];
  const tarball = join(packed, filename);
  const [turbopack, webpack] = await Promise.all([
    buildWith(tarball, join(packed, 'turbopack'), []),
    buildWith(tarball, join(packed, 'webpack'), ['--webpack']),
  ]);
  return { turbopack, webpack };
}

async function buildWith(tarball: string, folder: string, flags: readonly string[]): Promise<string> {
  const installed = join(folder, 'node_modules/statsig-nodekit');
  mkdirSync(installed, { recursive: true });
  cpSync(join(projectRoot, 'samples/next'), folder, { recursive: true });
  await run('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    STATSIG_VARIANTS_SECRET: variantsSecret,
  } as const;
  await run(process.execPath, [nextProgram, 'build', ...flags], { cwd: folder, env });
  return folder;
}
