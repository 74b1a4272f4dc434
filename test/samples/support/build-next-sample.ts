import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** All of them. */
export const bundlers: readonly Bundler[] = ['turbopack', 'webpack'];

/** The folders of the applications. */
export interface NextBuilds extends Readonly<Record<Bundler, string>> {
  /** A small one, with `cacheComponents`. */
  readonly cacheComponents: string;
}

/**
 * Builds the sample with Next as its readers would: a copy of it, with the packed package installed. Its other packages are those
 * of this project, in whose folder the copy stands. Once with each bundler, and a small application with `cacheComponents`, all at
 * the same time: none keeps two cores busy. Test files share the builds, which stay until what they are made of changes.
 */
export async function buildNextSample(): Promise<NextBuilds> {
  await run(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: projectRoot });
  const folder = join(projectRoot, 'dist/next-sample');
  const builds = {
    turbopack: join(folder, 'turbopack'),
    webpack: join(folder, 'webpack'),
    cacheComponents: join(folder, 'cache-components'),
  };
  const stamp = stampOf([
    'dist/build-stamp.json',
    'package.json',
    'package-lock.json',
    'samples/next',
    'test/samples/next-pages',
    'test/samples/next-cache-components',
    'test/samples/support/build-next-sample.ts',
  ]);
  const stampFile = join(folder, 'stamp.txt');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return builds;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tarball = await packPackage(folder);
  await Promise.all([
    // The pages for tests alone: one bundler says enough about them.
    buildWith(tarball, builds.turbopack, { sources: ['samples/next', 'test/samples/next-pages'] }),
    buildWith(tarball, builds.webpack, { sources: ['samples/next'], flags: ['--webpack'] }),
    buildWith(tarball, builds.cacheComponents, { sources: ['test/samples/next-cache-components'] }),
  ]);
  writeFileSync(stampFile, stamp);
  return builds;
}

async function packPackage(destination: string): Promise<string> {
  // Without scripts: `prepack` would build once more.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
  const { stdout } = await run('npm', pack, { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 });
  // An array up to npm 10, later an object by package name.
  const [{ filename }] = Object.values(JSON.parse(stdout) as Record<string, { readonly filename: string }>) as [
    { readonly filename: string },
  ];
  return join(destination, filename);
}

async function buildWith(
  tarball: string,
  folder: string,
  { sources, flags = [] }: { readonly sources: readonly string[]; readonly flags?: readonly string[] },
): Promise<void> {
  const installed = join(folder, 'node_modules/statsig-nodekit');
  mkdirSync(installed, { recursive: true });
  for (const source of sources) cpSync(join(projectRoot, source), folder, { recursive: true });
  await run('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    STATSIG_VARIANTS_SECRET: variantsSecret,
  } as const;
  await run(process.execPath, [nextProgram, 'build', ...flags], { cwd: folder, env });
}

/** Changes with the contents of files, and of all files below folders. */
function stampOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.map((relative) => join(projectRoot, relative))) {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted() : [''];
    for (const file of files.map((name) => join(path, name))) {
      if (statSync(file).isFile()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}
